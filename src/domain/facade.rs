//! A building for a centre without a photo: drawn from its name, as faces are, so that it is the same everywhere and needs no file.

use std::fmt::Write;

use super::face::{TONES, hash, number};

/// The number of a building, in 12 bits: every value is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facade(u16);

impl Facade {
    /// The building for a centre with this name, which may be a hospital.
    #[must_use]
    pub fn of(name: &str, is_hospital: bool) -> Self {
        let drawn = u16::try_from(hash(name) & 0x7ff).unwrap_or_default();
        Self(drawn << 1 | u16::from(is_hospital))
    }

    /// Parses a file name such as `1a2.svg`.
    #[must_use]
    pub fn parse(file: &str) -> Option<Self> {
        number(file, 3).map(Self)
    }

    fn bits(self, shift: u32, count: u32) -> usize {
        usize::from((self.0 >> shift) & ((1 << count) - 1))
    }

    /// The drawing, in a 3:2 format. What matters is in the middle, as lists show only a square of it.
    #[must_use]
    pub fn svg(self) -> String {
        let [back, light, body, line] = TONES[self.bits(1, 3)];
        let is_hospital = self.bits(0, 1) == 1;
        let storeys = if is_hospital { 3 } else { 1 + self.bits(4, 1) };
        let columns = 3 + 2 * self.bits(5, 1);
        let (width, height) = (columns * 14 + 4, storeys * 15 + 4);
        let (left, top) = ((144 - width) / 2, 80 - height);
        let right = left + width;
        let mut svg = String::with_capacity(2_000);
        let mut draw = |part: std::fmt::Arguments<'_>| {
            // Writing to a `String` cannot fail.
            let _ = svg.write_fmt(part);
        };
        draw(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 144 96\"><path fill=\"{back}\" d=\"M0 0h144v96H0z\"/>\
             <path fill=\"{light}\" d=\"M0 80h144v16H0z\"/><path fill=\"{body}\" d=\"M{left} {top}H{right}V80H{left}z\"/>"
        ));
        match self.bits(6, 2) {
            0 => draw(format_args!("<path fill=\"{line}\" d=\"M{} {top}h{}v-4H{}z\"/>", left - 3, width + 6, left - 3)),
            1 => draw(format_args!(
                "<path fill=\"{line}\" d=\"M{} {top}L72 {}L{} {top}z\"/>",
                left - 4,
                top - 13,
                right + 4
            )),
            2 => draw(format_args!("<path fill=\"{line}\" d=\"M{left} {top}V{}L{right} {top}z\"/>", top - 9)),
            _ => draw(format_args!("<path fill=\"{line}\" d=\"M{} {top}v-8h{}v8z\"/>", left + 8, width - 16)),
        }
        for storey in 0..storeys {
            for column in 0..columns {
                let (x, y) = (left + 5 + column * 14, top + 5 + storey * 15);
                let is_door = storey + 1 == storeys && column == columns / 2;
                match is_door {
                    true => draw(format_args!("<path fill=\"{line}\" d=\"M{x} {y}h8v{}h-8z\"/>", 80 - y)),
                    false => draw(format_args!("<path fill=\"{light}\" d=\"M{x} {y}h8v8h-8z\"/>")),
                }
            }
        }
        if is_hospital {
            draw(format_args!(
                "<circle cx=\"72\" cy=\"{}\" r=\"7\" fill=\"{light}\"/><path stroke=\"{line}\" stroke-width=\"3\" \
                 d=\"M72 {}v8m-4-4h8\"/>",
                top - 1,
                top - 5
            ));
        }
        for (shift, x) in [(8, left - 12), (10, right + 12)] {
            match self.bits(shift, 2) {
                0 => {}
                1 => draw(format_args!(
                    "<path stroke=\"{line}\" stroke-width=\"2\" d=\"M{x} 80V66\"/><circle cx=\"{x}\" cy=\"61\" r=\"8\" fill=\"{body}\"/>"
                )),
                2 => draw(format_args!("<path fill=\"{body}\" d=\"M{} 80L{x} 54L{} 80z\"/>", x - 7, x + 7)),
                _ => draw(format_args!("<ellipse cx=\"{x}\" cy=\"77\" rx=\"9\" ry=\"6\" fill=\"{body}\"/>")),
            }
        }
        draw(format_args!("</svg>"));
        svg
    }
}

/// The path of the building for a centre with this name, which may be a hospital.
#[must_use]
pub fn address(name: &str, is_hospital: bool) -> String {
    format!("/places/{:03x}.svg", Facade::of(name, is_hospital).0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_name_has_one_building_and_names_have_many() {
        let all: HashSet<String> = (0..200).map(|n| address(&format!("Centre Number{n}"), true)).collect();

        assert_eq!(address("Bay  Clinic", true), address("bay clinic", true));
        assert_ne!(address("Bay Clinic", true), address("Bay Clinic", false));
        assert!(all.len() > 150, "{}", all.len());
    }

    #[test]
    fn every_number_is_a_drawing_that_ends_and_fetches_nothing() {
        for number in 0..0x1000 {
            let svg = Facade(number).svg();
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.len() < 3_000, "{number}: {svg}");
            assert!(!svg.contains("href") && !svg.contains("script"));
        }
    }

    #[test]
    fn only_names_of_buildings_are_read() {
        let here = address("Bay Clinic", true);
        let file = here.trim_start_matches("/places/");
        assert_eq!(Facade::parse(file), Some(Facade::of("Bay Clinic", true)));
        for wrong in ["", ".svg", "1a2", "1A2.svg", "+a2.svg", "1a2b.svg", "../x.svg"] {
            assert_eq!(Facade::parse(wrong), None, "{wrong}");
        }
    }
}
