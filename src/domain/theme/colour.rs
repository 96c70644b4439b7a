//! Colours, and their contrast.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An sRGB colour: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);

    /// Parses `#0a6b7b`, with or without the `#`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// A mix of this colour with a share of another, out of 255.
    #[must_use]
    pub const fn mixed(self, other: Self, share: u8) -> Self {
        Self(between(self.0, other.0, share), between(self.1, other.1, share), between(self.2, other.2, share))
    }

    /// The WCAG contrast of two colours: from 1, if they are the same, to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what lies between two bytes is one")]
const fn between(one: u8, other: u8, share: u8) -> u8 {
    ((one as u16 * (255 - share as u16) + other as u16 * share as u16 + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(Colour::parse("#0A6b7B"), Some(Colour(10, 107, 123)));
        assert_eq!(Colour(10, 107, 123).to_string(), "#0a6b7b");
        for bad in ["", "#fff", "red", "#0a6b7g", "+a6b7b", "#0a6b7b ", "##0a6b7"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn contrast_is_as_wcag_computes_it() {
        let hundredths = |one: Colour, other: Colour| (one.contrast(other) * 100.0).round();
        assert!((hundredths(Colour::WHITE, Colour::BLACK) - 2100.0).abs() < 0.5);
        // #767676 is the lightest grey that passes on white.
        assert!(Colour(0x76, 0x76, 0x76).contrast(Colour::WHITE) >= 4.5);
        assert!(Colour(0x77, 0x77, 0x77).contrast(Colour::WHITE) < 4.5);
    }
}
