//! Settings for how the clinic looks. Presets do not change them.

use crate::domain::{
    form::Field,
    settings::{Group, Kind, Setting},
    theme::{Colour, Logo, PRODUCT},
};

/// The maximum length of the clinic's name, which appears in the header and in page titles.
const LONGEST_NAME: u16 = 60;

pub(super) const NAME: Setting = Setting {
    field: Field::ThemeName,
    group: Group::Appearance,
    kind: Kind::Text { most: LONGEST_NAME },
    read: |settings| settings.theme.name.clone(),
    write: |settings, value| {
        settings.theme.name = if value.is_empty() { PRODUCT.to_owned() } else { value.to_owned() };
        Some(())
    },
};

pub(super) const ACCENT: Setting = Setting {
    field: Field::ThemeAccent,
    group: Group::Appearance,
    kind: Kind::Colour,
    read: |settings| settings.theme.accent.map_or_else(String::new, |colour| colour.to_string()),
    write: |settings, value| {
        settings.theme.accent = optional(value, Colour::parse)?;
        Some(())
    },
};

pub(super) const SECONDARY: Setting = Setting {
    field: Field::ThemeSecondary,
    group: Group::Appearance,
    kind: Kind::Colour,
    read: |settings| settings.theme.secondary.map_or_else(String::new, |colour| colour.to_string()),
    write: |settings, value| {
        settings.theme.secondary = optional(value, Colour::parse)?;
        Some(())
    },
};

pub(super) const LOGO: Setting = Setting {
    field: Field::ThemeLogo,
    group: Group::Appearance,
    kind: Kind::Picture,
    read: |settings| settings.theme.logo.as_ref().map_or_else(String::new, Logo::name),
    write: |settings, value| {
        settings.theme.logo = optional(value, Logo::parse)?;
        Some(())
    },
};

/// Parses an optional value: blank is `Some(None)`, an invalid one `None`.
fn optional<T>(value: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if value.is_empty() { Some(None) } else { parse(value).map(Some) }
}
