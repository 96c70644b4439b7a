//! Settings for what people read: languages, and the clock.

use crate::domain::{
    form::Field,
    language::Language,
    settings::{Group, Kind, Setting},
};

pub(super) const LANGUAGES: Setting = Setting {
    field: Field::SiteLanguages,
    group: Group::Reading,
    label: "Languages",
    hint: "People choose one of these at the foot of each page. If there's only one, no choice is shown. What you write yourselves isn't translated. The server's log, and what it reports about faults, are in English.",
    kind: Kind::Several(&[
        ("en", "English"),
        ("de", "German"),
        ("fr", "French"),
        ("es", "Spanish"),
        ("ar", "Arabic"),
        ("zh-Hans", "Chinese (simplified)"),
    ]),
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
    label: "Times are shown as",
    hint: "On pages, in emails and in PDFs. In forms, times are always typed as 14:30.",
    kind: Kind::One(&[("24", "14:30"), ("12", "2:30 pm")]),
    read: |settings| settings.time_style.as_str().to_owned(),
    write: |settings, value| {
        settings.time_style = value.parse().ok()?;
        Some(())
    },
};
