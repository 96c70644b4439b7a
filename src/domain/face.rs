//! A face for people without a photo: drawn from their name, so that it is the same everywhere and needs no file. It is one colour
//! in several tones, and a drawing rather than a likeness: it claims nothing about anyone's looks, except that a woman who states
//! her gender gets no beard.

use std::fmt::Write;

use super::{patient::Gender, text::fold};

/// The tones of a face: background, skin, clothes and lines.
pub(super) const TONES: [[&str; 4]; 8] = [
    ["#d5eef2", "#f4fbfc", "#5fb3c1", "#0a5563"],
    ["#dce6fb", "#f6f9ff", "#7d9be0", "#1d3f8f"],
    ["#e8e0f8", "#faf7ff", "#a78bdc", "#53309a"],
    ["#f9deea", "#fff7fb", "#dd86ae", "#8e1f55"],
    ["#fce2da", "#fff8f5", "#e2957b", "#8f3415"],
    ["#fbebc8", "#fffaf0", "#d9ad55", "#6e4a00"],
    ["#daf0de", "#f6fcf7", "#7cbd8d", "#1d5f33"],
    ["#e1e6ed", "#f8fafc", "#93a1b5", "#3b4757"],
];

/// Hair: the part behind the head, and the part on it.
const HAIR: [(&str, &str); 8] = [
    ("", "M30 42c-2-16 6-24 18-24s20 8 18 24c-2-7-5-10-9-12-8 2-17 1-20-1-3 3-5 7-7 13z"),
    ("", "M30 43c-3-17 7-26 19-25 12 0 19 9 17 25-1-5-3-9-6-12-8 0-15-2-20-6-1 8-6 12-10 18z"),
    (
        "",
        "M30 42c-6-2-6-10-1-12-1-7 6-12 12-9 3-6 12-6 15-1 6-2 12 3 11 9 5 2 5 10 0 13-1-5-3-8-6-10-8 2-19 2-25 0-3 3-5 6-6 10z",
    ),
    ("", "M40 15a8 8 0 1 1 16 0 8 8 0 1 1-16 0zM30 41c-2-15 6-22 18-22s20 7 18 22c-4-10-10-13-18-13s-14 3-18 13z"),
    (
        "M27 62c-5-12-2-44 21-44s26 32 21 44c-4 3-9 2-11 0V40H38v22c-2 2-7 3-11 0z",
        "M31 40c1-12 8-17 17-17s16 5 17 17c-8-2-12-5-15-9-4 5-10 8-19 9z",
    ),
    (
        "M26 78c-6-22-4-60 22-60s28 38 22 60c-6 2-12 1-14-1V40H40v37c-2 2-8 3-14 1z",
        "M31 42c0-14 8-19 17-19s17 5 17 19c-5-4-9-8-13-14-5 6-12 11-21 14z",
    ),
    ("", "M31 46c-3-4-2-10 0-13 1 4 1 9 0 13zm34 0c3-4 2-10 0-13-1 4-1 9 0 13z"),
    ("M24 35a24 23 0 1 1 48 0 24 23 0 1 1-48 0z", "M31 39c3-10 10-14 17-14s14 4 17 14c-4-4-10-6-17-6s-13 2-17 6z"),
];
const OF_WOMEN: [u16; 5] = [3, 4, 5, 2, 7];
const OF_MEN: [u16; 5] = [0, 1, 2, 6, 7];
const OF_ANYONE: [u16; 4] = [0, 2, 4, 7];

const MOUTHS: [&str; 4] =
    ["M42 53c3 3 9 3 12 0", "M41 52c4 5 10 5 14 0", "M43 53.5c3 1.5 7 1.5 10 0", "M42 52c3 4 9 4 12 0z"];
/// Clothes: a collar, a stethoscope, a crew neck, a coat.
const CLOTHES: [&str; 4] = [
    "M39 70l9 11 9-11M48 81v15",
    "M38 70c-2 9 1 15 7 15s9-6 8-15M45 85v6a5 5 0 0 0 10 0",
    "M37 71c4 7 18 7 22 0",
    "M37 70l11 26 11-26M30 96l4-12M66 96l-4-12",
];

/// The number of a face, in 16 bits: every value is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u16);

impl Look {
    /// The face for someone with this name.
    #[must_use]
    pub fn of(name: &str, gender: Option<Gender>) -> Self {
        let hash = hash(name);
        let draw = |shift: u32, choices: u16| u16::try_from((hash >> shift) % u64::from(choices)).unwrap_or_default();
        let pick = |styles: &[u16]| {
            let count = u16::try_from(styles.len()).unwrap_or(1);
            styles.get(usize::from(draw(8, count))).copied().unwrap_or_default()
        };
        let (hair, beard) = match gender {
            Some(Gender::Female) => (pick(&OF_WOMEN), 0),
            Some(Gender::Male) => (pick(&OF_MEN), draw(16, 4)),
            Some(Gender::Other) | None => (pick(&OF_ANYONE), 0),
        };
        let rest = (draw(20, 4) << 8) | (draw(24, 4) << 10) | (draw(28, 2) << 12) | (draw(32, 4) << 13);
        Self(draw(0, 8) | (hair << 3) | (beard << 6) | rest | (draw(40, 2) << 15))
    }

    /// Parses a file name such as `1a2b.svg`.
    #[must_use]
    pub fn parse(file: &str) -> Option<Self> {
        number(file, 4).map(Self)
    }

    fn bits(self, shift: u32, count: u32) -> usize {
        usize::from((self.0 >> shift) & ((1 << count) - 1))
    }

    /// The drawing.
    #[must_use]
    pub fn svg(self) -> String {
        let [back, skin, clothes, line] = TONES[self.bits(0, 3)];
        let (behind, hair) = HAIR[self.bits(3, 3)];
        let hair_tone = if self.bits(15, 1) == 0 { line } else { clothes };
        let mut svg = String::with_capacity(1_600);
        let mut draw = |part: std::fmt::Arguments<'_>| {
            // Writing to a `String` cannot fail.
            let _ = svg.write_fmt(part);
        };
        draw(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\"><path fill=\"{back}\" d=\"M0 0h96v96H0z\"/>"
        ));
        if !behind.is_empty() {
            draw(format_args!("<path fill=\"{hair_tone}\" d=\"{behind}\"/>"));
        }
        draw(format_args!(
            "<path fill=\"{clothes}\" d=\"M12 96c2-19 16-26 36-26s34 7 36 26z\"/>\
             <path fill=\"{skin}\" d=\"M41 56h14v14c-2 5-12 5-14 0z\"/>\
             <g fill=\"{skin}\"><ellipse cx=\"48\" cy=\"43\" rx=\"17\" ry=\"20\"/><circle cx=\"31\" cy=\"45\" r=\"3.5\"/>\
             <circle cx=\"65\" cy=\"45\" r=\"3.5\"/></g><path fill=\"{hair_tone}\" d=\"{hair}\"/>"
        ));
        match self.bits(6, 2) {
            1 => draw(format_args!(
                "<path fill=\"{hair_tone}\" d=\"M31 46c1 14 8 20 17 20s16-6 17-20c-3 4-5 5-8 4-5-2-13-2-18 0-3 1-5 0-8-4z\"/>\
                 <path fill=\"{skin}\" d=\"M42 52.5c3-1.5 9-1.5 12 0-2 5-10 5-12 0z\"/>"
            )),
            2 => draw(format_args!("<path fill=\"{hair_tone}\" d=\"M40 51c3-4 6-3 8-2 2-1 5-2 8 2-4 1-12 1-16 0z\"/>")),
            _ => {}
        }
        let brows = ["M38 37.5c2-1.5 5-1.5 7 0M51 37.5c2-1.5 5-1.5 7 0", "M38 37l7 .6M51 37.6l7-.6"][self.bits(12, 1)];
        let (mouth, worn) = (MOUTHS[self.bits(10, 2)], CLOTHES[self.bits(13, 2)]);
        draw(format_args!(
            "<g fill=\"{line}\"><circle cx=\"41.5\" cy=\"43\" r=\"1.9\"/><circle cx=\"54.5\" cy=\"43\" r=\"1.9\"/></g>\
             <g fill=\"none\" stroke=\"{line}\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\
             <path d=\"{brows}\"/><path d=\"M48 44l-1.5 4.5h3\"/><path d=\"{mouth}\"/><path d=\"{worn}\"/>"
        ));
        if self.bits(8, 2) == 0 {
            draw(format_args!(
                "<circle cx=\"41\" cy=\"43\" r=\"5.5\"/><circle cx=\"55\" cy=\"43\" r=\"5.5\"/><path d=\"M46.5 42.5h3\"/>"
            ));
        }
        draw(format_args!("</g></svg>"));
        svg
    }
}

/// The number in the file name of a drawing such as `1a2b.svg`, with this many digits.
pub(super) fn number(file: &str, length: usize) -> Option<u16> {
    let digits = file.strip_suffix(".svg").filter(|digits| digits.len() == length)?;
    digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).then_some(())?;
    u16::from_str_radix(digits, 16).ok()
}

/// A hash of a name, independent of how it is written.
pub(super) fn hash(name: &str) -> u64 {
    // FNV-1a, whose low bits alone are poor.
    let hash = fold(name)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^ (hash >> 29) ^ (hash >> 47)
}

/// The path of the face for someone with this name.
#[must_use]
pub fn address(name: &str, gender: Option<Gender>) -> String {
    format!("/faces/{:04x}.svg", Look::of(name, gender).0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_name_has_one_face_and_names_have_many() {
        let faces: HashSet<String> = (0..200).map(|n| address(&format!("Person Number{n}"), None)).collect();

        assert_eq!(address("Ana  Silva", None), address("ana silva", None));
        assert!(faces.len() > 150, "{}", faces.len());
    }

    #[test]
    fn a_woman_has_no_beard_and_a_man_no_bun() {
        for n in 0..500 {
            let name = format!("Person Number{n}");
            assert_eq!(Look::of(&name, Some(Gender::Female)).bits(6, 2), 0);
            assert!(![3, 4, 5].contains(&Look::of(&name, Some(Gender::Male)).bits(3, 3)));
        }
    }

    #[test]
    fn every_number_is_a_drawing_that_ends_and_fetches_nothing() {
        for number in 0..=u16::MAX {
            let svg = Look(number).svg();
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.len() < 3_000, "{number}: {svg}");
            assert!(!svg.contains("href") && !svg.contains("script"));
        }
    }

    #[test]
    fn only_names_of_faces_are_read() {
        let here = address("Ana Silva", None);
        let file = here.trim_start_matches("/faces/");
        assert_eq!(Look::parse(file), Some(Look::of("Ana Silva", None)));
        for wrong in ["", ".svg", "1a2b", "1A2B.svg", "+a2b.svg", "1a2b3.svg", "../x.svg"] {
            assert_eq!(Look::parse(wrong), None, "{wrong}");
        }
    }
}
