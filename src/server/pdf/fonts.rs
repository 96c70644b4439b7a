//! The two faces that documents are set in, and how wide text is in them.

use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use unicode_normalization::UnicodeNormalization;

const REGULAR: &[u8] = include_bytes!("fonts/OpenSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/OpenSans-Bold.ttf");

/// Which of the faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

/// Both faces.
pub(super) struct Fonts {
    regular: Loaded,
    bold: Loaded,
}

struct Loaded {
    font: Font,
    letters: skrifa::charmap::Charmap<'static>,
    /// At a size of one point.
    widths: GlyphMetrics<'static>,
}

impl Fonts {
    pub(super) fn load() -> Option<Self> {
        Some(Self { regular: Loaded::new(REGULAR)?, bold: Loaded::new(BOLD)? })
    }

    pub(super) fn font(&self, face: Face) -> Font {
        self.face(face).font.clone()
    }

    /// How wide text is, in points. Kerning is left out: it makes text narrower, if anything.
    pub(super) fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let Loaded { letters, widths, .. } = self.face(face);
        let width = |letter: char| widths.advance_width(letters.map(letter).unwrap_or_default()).unwrap_or(0.6);
        text.chars().map(width).sum::<f32>() * size
    }

    fn face(&self, face: Face) -> &Loaded {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }
}

impl Loaded {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let reference = FontRef::new(bytes).ok()?;
        let font = Font::new(bytes.into(), 0)?;
        let widths = reference.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Self { font, letters: reference.charmap(), widths })
    }
}

/// Text as it is set: letters with their accents as one sign, and no control characters.
pub(super) fn settable(text: &str) -> String {
    text.nfc().map(|letter| if letter == '\t' { ' ' } else { letter }).filter(|letter| !letter.is_control()).collect()
}

/// Lines no wider than that. A word that is wider by itself is broken where it has to be; line breaks are kept.
pub(super) fn wrap(fonts: &Fonts, face: Face, size: f32, width: f32, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim().lines() {
        let mut line = String::new();
        for word in settable(paragraph).split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fonts.width(face, size, &longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if fonts.width(face, size, &line) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_the_page_and_lose_no_letter() {
        let fonts = Fonts::load().expect("the fonts");
        let text = "Zoë has had a cough since Tuesday.\n\nUnbreakable-unbreakable-unbreakable-unbreakable e\u{301}";

        let lines = wrap(&fonts, Face::Regular, 10.0, 90.0, text);

        assert!(lines.iter().all(|line| fonts.width(Face::Regular, 10.0, line) <= 90.0), "{lines:?}");
        assert!(lines.contains(&String::new()), "the empty line is kept");
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(&text.replace("e\u{301}", "é")));
    }
}
