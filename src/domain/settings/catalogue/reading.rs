//! Settings for what people read: languages, and the clock.

use crate::domain::{
    form::Field,
    language::Language,
    settings::{Group, Kind, Setting},
};

pub(super) const LANGUAGES: Setting = Setting {
    field: Field::SiteLanguages,
    group: Group::Reading,
    kind: Kind::Several(&["en", "de", "fr", "es", "ar", "zh-Hans"]),
    read: |settings| settings.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(","),
    write: |settings, value| {
        let languages: Result<Vec<Language>, ()> = value.split(',').map(str::parse).collect();
        settings.languages = languages.ok()?;
        Some(())
    },
};

pub(super) const TIME_STYLE: Setting = Setting {
    field: Field::TimeStyle,
    group: Group::Reading,
    kind: Kind::One(&["24", "12"]),
    read: |settings| settings.time_style.as_str().to_owned(),
    write: |settings, value| {
        settings.time_style = value.parse().ok()?;
        Some(())
    },
};
