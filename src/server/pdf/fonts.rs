//! The two faces in which documents are set, and the width of text in them.

use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use unicode_normalization::UnicodeNormalization;

use crate::domain::text::turns;

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

    /// The width of text, in points. Kerning is ignored: if anything, it makes text narrower.
    pub(super) fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let Loaded { letters, widths, .. } = self.face(face);
        let width = |letter: char| widths.advance_width(letters.map(letter).unwrap_or_default()).unwrap_or(0.6);
        text.chars().map(width).sum::<f32>() * size
    }

    /// Text as it is set: letters composed with their accents, without control characters, and with every letter that the faces
    /// lack replaced by its code: `[U+738B U+5C0F U+660E]`.
    pub(super) fn settable(&self, text: &str) -> String {
        let mut set = String::with_capacity(text.len());
        let mut codes = Vec::new();
        for letter in shown(text) {
            if self.has(letter) {
                close(&mut set, &mut codes);
                set.push(letter);
            } else if let Some(instead) = alike(letter) {
                close(&mut set, &mut codes);
                set.push_str(&instead);
            } else {
                codes.push(letter);
            }
        }
        close(&mut set, &mut codes);
        set
    }

    /// Whether some letter of a text can only be set as its code.
    pub(super) fn lacks_some(&self, text: &str) -> bool {
        shown(text).any(|letter| letter != '\n' && !self.has(letter) && alike(letter).is_none())
    }

    fn has(&self, letter: char) -> bool {
        letter == ' '
            || [&self.regular, &self.bold]
                .iter()
                .all(|face| face.letters.map(letter).is_some_and(|glyph| glyph.to_u32() != 0))
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

/// The visible letters of a text: not those that only join others, or change the direction of what follows.
fn shown(text: &str) -> impl Iterator<Item = char> + '_ {
    let is_unseen = |letter: &char| {
        letter.is_control()
            || turns(*letter)
            || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    };
    text.nfc().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).filter(move |letter| !is_unseen(letter))
}

/// An equivalent in letters that the faces have. There is none for superscript and subscript digits: 10⁹ is not 109.
fn alike(letter: char) -> Option<String> {
    let instead = match letter {
        '→' | '⟶' | '➔' => "->".to_owned(),
        '←' | '⟵' => "<-".to_owned(),
        '∆' => "Δ".to_owned(),
        '∙' | '⋅' => "·".to_owned(),
        '\u{2010}' | '\u{2011}' => "-".to_owned(),
        '\u{ff01}'..='\u{ff5e}' | '\u{fb00}'..='\u{fb06}' => letter.to_string().nfkc().collect(),
        _ => return None,
    };
    Some(instead)
}

/// Ends a run of letters that are set as their codes.
fn close(set: &mut String, codes: &mut Vec<char>) {
    if codes.is_empty() {
        return;
    }
    let all: Vec<String> = codes.drain(..).map(|letter| format!("U+{:04X}", u32::from(letter))).collect();
    set.push('[');
    set.push_str(&all.join(" "));
    set.push(']');
}

/// Lines no wider than this. A word that is wider by itself is broken where necessary; line breaks are kept.
pub(super) fn wrap(fonts: &Fonts, face: Face, size: f32, width: f32, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim().lines() {
        let mut line = String::new();
        for word in fonts.settable(paragraph).split_whitespace() {
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
    fn a_letter_that_the_faces_lack_stands_as_its_code_and_never_as_nothing() {
        let fonts = Fonts::load().expect("the fonts");
        for (typed, set) in [
            ("Zoë Nguyễn ≥ 2 µg ½", "Zoë Nguyễn ≥ 2 µg ½"),
            ("王小明", "[U+738B U+5C0F U+660E]"),
            ("Инсулин 胰岛素 µg", "Инсулин [U+80F0 U+5C9B U+7D20] µg"),
            ("a → b ∆ ５ ﬁ", "a -> b Δ 5 fi"),
            ("a\u{202e}b\u{200d}c\u{fe0f}", "abc"),
            ("👍", "[U+1F44D]"),
        ] {
            assert_eq!(fonts.settable(typed), set);
            assert_eq!(fonts.lacks_some(typed), set.contains("U+"), "{typed}");
        }
    }

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
