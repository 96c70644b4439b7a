//! How the clinic looks: its name, its logo and two colours. A colour is accepted only if text in it stays legible in light mode;
//! in dark mode, a lighter shade of it is used.

mod colour;

use serde::{Deserialize, Serialize};

pub use colour::Colour;

/// The clinic's name until it sets one.
pub const PRODUCT: &str = "Consulta";

/// A colour in which text would be hard to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contrast {
    /// Its lowest contrast, in hundredths.
    pub ratio: u16,
    /// The nearest acceptable colour.
    pub nearest: Colour,
}

/// The contrast that WCAG 2.2 requires of text.
const ENOUGH: f64 = 4.5;

/// The backgrounds of coloured text in light mode, as in `style/tokens.css`: page, surface, sunken, and the darkest possible tint.
const LIGHT: [Colour; 4] =
    [Colour(0xf6, 0xf8, 0xfa), Colour::WHITE, Colour(0xed, 0xf1, 0xf5), Colour::WHITE.mixed(Colour::BLACK, LIGHT_TINT)];
/// The same in dark mode, with the lightest possible tint.
const DARK: [Colour; 4] = [NIGHT, DARK_SURFACE, Colour(0x21, 0x2c, 0x44), DARK_SURFACE.mixed(Colour::WHITE, DARK_TINT)];
const NIGHT: Colour = Colour(0x0f, 0x16, 0x26);
const DARK_SURFACE: Colour = Colour(0x18, 0x21, 0x36);
/// The share of a colour in its tint, out of 255.
const LIGHT_TINT: u8 = 26;
const DARK_TINT: u8 = 31;

/// How the clinic looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The clinic's name, shown at the top of every page.
    pub name: String,
    /// For links, buttons and selections; `None` for the shipped colour.
    pub accent: Option<Colour>,
    /// For headings and deep panels; `None` for the shipped colour.
    pub secondary: Option<Colour>,
    /// Its logo.
    pub logo: Option<Logo>,
}

impl Default for Theme {
    fn default() -> Self {
        Self { name: PRODUCT.to_owned(), accent: None, secondary: None, logo: None }
    }
}

impl Theme {
    /// The name that the clinic has chosen, if any. It takes precedence over any other configuration.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        Some(self.name.as_str()).filter(|name| *name != PRODUCT)
    }
}

/// A logo: a PNG picture named after its hash and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    hash: String,
    /// Its width.
    pub width: u16,
    /// Its height.
    pub height: u16,
}

impl Logo {
    /// The maximum size of an uploaded logo, in million bytes.
    pub const MOST_MEGABYTES: u16 = 5;

    /// A picture with this hash, in hex.
    #[must_use]
    pub fn new(hash: String, (width, height): (u16, u16)) -> Self {
        Self { hash, width, height }
    }

    /// Reads its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (hash, size) = name.strip_suffix(".png")?.split_once('-')?;
        let (width, height) = size.split_once('x')?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let side = |text: &str| text.parse::<u16>().ok().filter(|side| *side > 0);
        let logo = Self { hash: hash.to_owned(), width: side(width)?, height: side(height)? };
        (is_hash && logo.name() == name).then_some(logo)
    }

    /// Its name: `HASH-320x80.png`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}x{}.png", self.hash, self.width, self.height)
    }

    /// The path at which it is served.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/logos/{}", self.name())
    }
}

/// Checks whether a colour can be used.
///
/// # Errors
/// By how much it falls short, and the nearest acceptable colour.
pub fn check(colour: Colour) -> Result<(), Contrast> {
    let ratio = lowest(colour);
    if ratio >= ENOUGH {
        return Ok(());
    }
    let nearest = (1..=u8::MAX).map(|share| colour.mixed(Colour::BLACK, share)).find(|one| lowest(*one) >= ENOUGH);
    Err(Contrast { ratio: hundredths(ratio), nearest: nearest.unwrap_or(Colour::BLACK) })
}

/// A colour's lowest contrast in light mode. White text on the colour has the same contrast as the colour on white.
fn lowest(colour: Colour) -> f64 {
    LIGHT.iter().map(|ground| colour.contrast(*ground)).fold(f64::MAX, f64::min)
}

/// The shade used in dark mode: lightened until it is legible there.
#[must_use]
pub fn in_the_dark(colour: Colour) -> Colour {
    let is_legible = |one: &Colour| DARK.iter().all(|ground| one.contrast(*ground) >= ENOUGH);
    (0..=u8::MAX).map(|share| colour.mixed(Colour::WHITE, share)).find(is_legible).unwrap_or(Colour::WHITE)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a contrast is from 1 to 21")]
fn hundredths(ratio: f64) -> u16 {
    (ratio * 100.0) as u16
}

impl Theme {
    /// The path of the stylesheet with its colours, if it has its own: the path contains everything, so there is no file, and
    /// browsers can cache it for ever.
    #[must_use]
    pub fn stylesheet(&self) -> Option<String> {
        let part =
            |colour: Option<Colour>| colour.map_or_else(|| "x".to_owned(), |one| one.to_string().replace('#', ""));
        let is_own = self.accent.is_some() || self.secondary.is_some();
        is_own.then(|| format!("/themes/{}-{}.css", part(self.accent), part(self.secondary)))
    }

    /// The colours in such a path; `None` if it is not one of ours.
    #[must_use]
    pub fn of_stylesheet(file: &str) -> Option<Self> {
        let (accent, secondary) = file.strip_suffix(".css")?.split_once('-')?;
        let colour = |part: &str| match part {
            "x" => Some(None),
            part => Colour::parse(part).filter(|colour| check(*colour).is_ok()).map(Some),
        };
        let theme = Self { accent: colour(accent)?, secondary: colour(secondary)?, ..Self::default() };
        // Each has only one spelling.
        (theme.stylesheet()?.strip_prefix("/themes/") == Some(file)).then_some(theme)
    }

    /// The stylesheet: the tokens that differ from the shipped ones.
    #[must_use]
    pub fn css(&self) -> String {
        let mut css = String::from(":root{");
        let mut token = |name: &str, light: Colour, dark: Colour| {
            css.push_str(&format!("--{name}:light-dark({light},{dark});"));
        };
        if let Some(light) = self.accent {
            let dark = in_the_dark(light);
            token("action", light, dark);
            token("action-hover", light.mixed(Colour::BLACK, 51), dark.mixed(Colour::WHITE, 64));
            token("on-action", Colour::WHITE, NIGHT);
            token("accent", light, dark);
            token("tint", Colour::WHITE.mixed(light, LIGHT_TINT), DARK_SURFACE.mixed(dark, DARK_TINT));
            token("on-tint", light, dark);
            token("tint-line", Colour::WHITE.mixed(light, 102), DARK_SURFACE.mixed(dark, 90));
        }
        if let Some(light) = self.secondary {
            token("brand", light, in_the_dark(light));
            token("deep", light, light);
            token("deep-muted", Colour::WHITE, Colour::WHITE);
            css.push_str("--deep-glow:transparent;");
        }
        css + "}\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../style/tokens.css");

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn the_grounds_are_those_of_the_stylesheet() {
        for (name, place) in [("page", 0), ("surface", 1), ("sunken", 2)] {
            let token = format!("--{name}: light-dark({}, {});", LIGHT[place], DARK[place]);
            assert!(TOKENS.contains(&token), "{token}");
        }
    }

    #[test]
    fn what_is_hard_to_read_is_measured_and_the_nearest_that_would_do_passes() {
        for good in ["#0a6b7b", "#132b67", "#000000"] {
            assert_eq!(check(colour(good)), Ok(()), "{good}");
        }
        for bad in ["#17a2b8", "#ffcc00", "#ffffff", "#7f8c8d"] {
            let Contrast { ratio, nearest } = check(colour(bad)).expect_err(bad);
            assert!((100..450).contains(&ratio), "{bad}: {ratio}");
            assert_eq!(check(nearest), Ok(()), "{bad}: {nearest}");
        }
        let short = Contrast { ratio: 241, nearest: colour("#107180") };
        assert_eq!(check(colour("#17a2b8")), Err(short));
    }

    #[test]
    fn every_shade_that_a_theme_uses_is_legible_on_what_it_is_used_with() {
        let steps = [0x00, 0x33, 0x66, 0x99, 0xcc, 0xff];
        let all =
            steps.into_iter().flat_map(|r| steps.map(|g| (r, g))).flat_map(|(r, g)| steps.map(|b| Colour(r, g, b)));
        for wanted in all {
            let light = check(wanted).map_or_else(|short| short.nearest, |()| wanted);
            let dark = in_the_dark(light);
            let pairs = [
                (light, Colour::WHITE.mixed(light, LIGHT_TINT)),
                (light.mixed(Colour::BLACK, 51), Colour::WHITE),
                (Colour::WHITE, light),
                (dark, DARK_SURFACE.mixed(dark, DARK_TINT)),
                (dark.mixed(Colour::WHITE, 64), NIGHT),
                (NIGHT, dark),
            ];
            for (one, other) in pairs {
                assert!(one.contrast(other) >= ENOUGH, "{one} on {other}, for {wanted}");
            }
        }
    }

    #[test]
    fn an_address_says_the_colours_in_one_spelling_and_no_others() {
        let theme = Theme { accent: Some(colour("#0A6B7B")), ..Theme::default() };
        assert_eq!(theme.stylesheet().as_deref(), Some("/themes/0a6b7b-x.css"));
        assert_eq!(Theme::of_stylesheet("0a6b7b-x.css"), Some(theme.clone()));
        assert!(theme.css().starts_with(":root{--action:light-dark(#0a6b7b,#"));
        assert_eq!(Theme::default().stylesheet(), None);
        for bad in
            ["x-x.css", "0A6B7B-x.css", "17a2b8-x.css", "0a6b7b.css", "#0a6b7b-x.css", "0a6b7b-x-x.css", "}-x.css"]
        {
            assert_eq!(Theme::of_stylesheet(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_logo_is_named_after_its_content_and_size() {
        let name = format!("{}-320x80.png", "ab".repeat(32));
        let logo = Logo::parse(&name).expect("a logo");
        assert_eq!((logo.width, logo.height, logo.address()), (320, 80, format!("/logos/{name}")));
        for bad in ["", "x-1x1.png", "../a-1x1.png"] {
            assert_eq!(Logo::parse(bad), None, "{bad}");
        }
        assert_eq!(Logo::parse(&name.replace("320", "0320")), None);
    }
}
