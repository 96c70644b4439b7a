//! The fonts of documents: which font has a letter, and what becomes of letters that none has.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Script, ShapePlan, UnicodeBuffer, script, shape_with_plan};
use unicode_normalization::UnicodeNormalization;

use crate::domain::text::turns;

const REGULAR: &[u8] = include_bytes!("fonts/OpenSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/OpenSans-Bold.ttf");
const ARABIC: &[u8] = include_bytes!("fonts/Vazirmatn-Regular.ttf");
const ARABIC_BOLD: &[u8] = include_bytes!("fonts/Vazirmatn-Bold.ttf");
const CHINESE: &[u8] = include_bytes!("fonts/NotoSansSC-Regular.otf");

/// The stroke width, relative to the font size, with which a letter is emboldened in a font without a bold face.
const EDGE: f32 = 0.03;

/// The weight of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The letters that a font covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// Latin, Greek and Cyrillic letters, digits and most symbols.
    European,
    Arabic,
    Chinese,
}

/// All fonts; the first that has a letter sets it.
pub(super) struct Fonts {
    european: [Face; 2],
    arabic: [Face; 2],
    chinese: Face,
}

struct Face {
    font: Font,
    letters: rustybuzz::Face<'static>,
    script: Script,
    /// The shaping plans for text from left to right, and from right to left.
    plans: [ShapePlan; 2],
}

/// Shaped letters of one font in one direction. Lengths are for a font size of one point.
pub(super) struct Run {
    pub(super) text: String,
    pub(super) font: Font,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
    /// The stroke width, if the letters are emboldened only by that.
    pub(super) edge: Option<f32>,
}

impl Fonts {
    /// The fonts, loaded once.
    pub(super) fn load() -> Option<&'static Self> {
        static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| {
            let face = Face::new;
            Some(Fonts {
                european: [face(REGULAR, script::LATIN)?, face(BOLD, script::LATIN)?],
                arabic: [face(ARABIC, script::ARABIC)?, face(ARABIC_BOLD, script::ARABIC)?],
                chinese: face(CHINESE, script::HAN)?,
            })
        });
        FONTS.as_ref()
    }

    /// The font that has a letter.
    pub(super) fn of(&self, letter: char) -> Option<Letters> {
        let all = [Letters::European, Letters::Arabic, Letters::Chinese];
        // The bold faces cover the same letters.
        all.into_iter().find(|letters| self.face(*letters, Weight::Regular).letters.glyph_index(letter).is_some())
    }

    /// The width of letters of one font before shaping: Arabic ones have other widths when joined.
    pub(super) fn advance(&self, letters: Letters, weight: Weight, text: &str) -> f32 {
        let Face { letters, font, .. } = self.face(letters, weight);
        let width =
            |letter| letters.glyph_hor_advance(letters.glyph_index(letter).unwrap_or_default()).unwrap_or_default();
        text.chars().map(|letter| f32::from(width(letter))).sum::<f32>() / font.units_per_em()
    }

    /// Shapes letters of one font.
    pub(super) fn shape(&self, letters: Letters, weight: Weight, text: &str, to_the_left: bool) -> Run {
        let face = self.face(letters, weight);
        let edge = (letters == Letters::Chinese && weight == Weight::Bold).then_some(EDGE);
        let glyphs = face.shape(text, to_the_left);
        let width = glyphs.iter().map(|(_, width)| width).sum();
        let glyphs = glyphs.into_iter().map(|(glyph, _)| glyph).collect();
        Run { text: text.to_owned(), font: face.font.clone(), glyphs, width, edge }
    }

    /// Text as it is set: letters composed with their accents, without control characters, and with every letter that no font has
    /// replaced by its code: `[U+AE40 U+BBFC]`.
    pub(super) fn settable(&self, text: &str) -> String {
        let mut set = String::with_capacity(text.len());
        let mut codes = Vec::new();
        for letter in shown(text) {
            if self.of(letter).is_some() {
                close(&mut set, &mut codes);
                set.push(letter);
            } else if let Some(instead) = self.alike(letter) {
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
        shown(text).any(|letter| self.of(letter).is_none() && self.alike(letter).is_none())
    }

    /// An equivalent in letters that the fonts have. There is none for superscript and subscript digits: 10⁹ is not 109.
    fn alike(&self, letter: char) -> Option<String> {
        let instead = match letter {
            '⟶' | '➔' => "->".to_owned(),
            '⟵' => "<-".to_owned(),
            '∆' => "Δ".to_owned(),
            '∙' | '⋅' => "·".to_owned(),
            '\u{2010}' | '\u{2011}' => "-".to_owned(),
            '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{ff01}'..='\u{ff5e}' => {
                letter.to_string().nfkc().collect()
            }
            _ => return None,
        };
        Some(instead).filter(|instead| instead.chars().all(|one| self.of(one).is_some()))
    }

    fn face(&self, letters: Letters, weight: Weight) -> &Face {
        let [regular, bold] = match letters {
            Letters::European => &self.european,
            Letters::Arabic => &self.arabic,
            Letters::Chinese => return &self.chinese,
        };
        match weight {
            Weight::Regular => regular,
            Weight::Bold => bold,
        }
    }
}

impl Face {
    fn new(bytes: &'static [u8], script: Script) -> Option<Self> {
        let letters = rustybuzz::Face::from_slice(bytes, 0)?;
        let plan = |direction| ShapePlan::new(&letters, direction, Some(script), None, &[]);
        let plans = [plan(Direction::LeftToRight), plan(Direction::RightToLeft)];
        Some(Self { font: Font::new(bytes.into(), 0)?, letters, script, plans })
    }

    /// The glyphs of a text from left to right, each with its width.
    fn shape(&self, text: &str, to_the_left: bool) -> Vec<(KrillaGlyph, f32)> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_script(self.script);
        let [onwards, backwards] = &self.plans;
        let (plan, direction) =
            if to_the_left { (backwards, Direction::RightToLeft) } else { (onwards, Direction::LeftToRight) };
        buffer.set_direction(direction);
        let shaped = shape_with_plan(&self.letters, plan, buffer);
        // Each glyph stands for the text from its cluster to the next.
        let mut clusters: Vec<usize> = shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        clusters.sort_unstable();
        let end =
            |start: usize| clusters.get(clusters.partition_point(|at| *at <= start)).copied().unwrap_or(text.len());
        let size = |units: i32| units as f32 / self.font.units_per_em();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        let glyph = |(glyph, at): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
            let (id, start) = (GlyphId::new(glyph.glyph_id), glyph.cluster as usize);
            let [advance, x, y, down] = [at.x_advance, at.x_offset, at.y_offset, at.y_advance].map(size);
            (KrillaGlyph::new(id, advance, x, y, down, start..end(start), None), advance)
        };
        glyphs.map(glyph).collect()
    }
}

/// The visible letters of a text, without those that only join others or change the direction of what follows. Zero-width
/// non-joiners between Arabic letters stay.
fn shown(text: &str) -> impl Iterator<Item = char> + '_ {
    let is_unseen = |letter: &char| {
        letter.is_control()
            || turns(*letter)
            || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200d}'..='\u{200f}' | '\u{2060}'..='\u{2064}')
            || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    };
    text.nfc().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).filter(move |letter| !is_unseen(letter))
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{domain::language::Language, words::Catalogue};

    #[test]
    fn a_letter_that_no_font_has_stands_as_its_code_and_never_as_nothing() {
        let fonts = Fonts::load().expect("the fonts");
        for (typed, set) in [
            ("Zoë Nguyễn ≥ 2 µg ½", "Zoë Nguyễn ≥ 2 µg ½"),
            ("王小明 劉德華 珺喆", "王小明 劉德華 珺喆"),
            ("محمد پژمان می\u{200c}خواهم", "محمد پژمان می\u{200c}خواهم"),
            ("김민", "[U+AE40 U+BBFC]"),
            ("Инсулин 인슐린 µg", "Инсулин [U+C778 U+C290 U+B9B0] µg"),
            ("a ➔ b ∆ ﬁ ﻣ", "a -> b Δ fi م"),
            ("\u{fd3e}\u{fdfd} \u{fb52}", "[U+FD3E U+FDFD] [U+FB52]"),
            ("a\u{202e}b\u{200d}c\u{fe0f}", "abc"),
            ("👍", "[U+1F44D]"),
        ] {
            assert_eq!(fonts.settable(typed), set);
            assert_eq!(fonts.lacks_some(typed), set.contains("U+"), "{typed}");
        }
    }

    /// `scripts/cut-paper-fonts` subsets them.
    #[test]
    fn the_fonts_have_every_letter_of_our_own_texts() {
        let fonts = Fonts::load().expect("the fonts");
        for language in Language::ALL {
            let texts = Catalogue::entries(Catalogue::source(language)).map(|(_, text)| text);
            let letters: BTreeSet<char> = texts.flat_map(str::chars).collect();
            let lacking: String = letters.into_iter().filter(|one| fonts.lacks_some(&one.to_string())).collect();
            assert_eq!(lacking, "", "{language:?}");
        }
    }

    #[test]
    fn the_bold_faces_have_the_same_letters() {
        let fonts = Fonts::load().expect("the fonts");
        for [regular, bold] in [&fonts.european, &fonts.arabic] {
            let has = |face: &Face, letter| face.letters.glyph_index(letter).is_some();
            assert!(('\0'..'\u{3000}').all(|letter| has(regular, letter) == has(bold, letter)));
        }
    }
}
