//! Settings as stored: by key.

use super::{catalogue::CATALOGUE, choice::Preset, setting::Setting, values::Settings};

impl Setting {
    /// The setting stored under this key.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|setting| setting.key() == key)
    }
}

impl Settings {
    /// Parses stored settings: first the row `preset`, then the other rows on top of it.
    ///
    /// # Errors
    /// The first key that is unknown or whose value is not accepted.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)> + Clone) -> Result<Self, SettingError> {
        let named = rows.clone().into_iter().find(|(key, _)| *key == "preset");
        let preset =
            named.map_or(Ok(Preset::Clinic), |(key, value)| value.parse().map_err(|()| SettingError::new(key)))?;
        let mut settings = Self::preset(preset);
        for (key, value) in rows.into_iter().filter(|(key, _)| *key != "preset") {
            let setting = Setting::find(key).ok_or_else(|| SettingError::new(key))?;
            setting.choose(&mut settings, value).ok_or_else(|| SettingError::new(key))?;
        }
        Ok(settings)
    }
}

/// A stored setting that is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no setting {key}, or it does not accept this value")]
pub struct SettingError {
    /// The key of the setting, such as `booking.confirmation`.
    pub key: String,
}

impl SettingError {
    fn new(key: &str) -> Self {
        Self { key: key.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{account::IdentifierKind, rating::Eligibility, settings::Confirmation, wording::Wording};

    #[test]
    fn no_rows_mean_the_clinic_preset() {
        assert_eq!(Settings::from_rows([]), Ok(Settings::preset(Preset::Clinic)));
    }

    #[test]
    fn a_row_overrides_its_preset_whatever_the_order() {
        let rows = [("booking.confirmation", "auto"), ("preset", "healmate")];

        let settings = Settings::from_rows(rows).expect("valid rows");

        assert_eq!(settings.confirmation, Confirmation::Auto);
        assert_eq!(settings.login_identifiers[0], IdentifierKind::Username);
    }

    #[test]
    fn a_preset_says_where_an_appointment_stands_in_its_systems_words() {
        let words = |preset| Settings::preset(preset).status_words;

        assert_eq!(
            [Preset::Clinic, Preset::Healmate, Preset::Has, Preset::Medconnect].map(words),
            [Wording::Clinic, Wording::Healmate, Wording::Has, Wording::Medconnect]
        );
        let ours = Settings::from_rows([("preset", "has"), ("ui.status_words", "clinic")]).expect("valid rows");
        assert_eq!(ours.status_words, Wording::Clinic);
    }

    #[test]
    fn a_visit_comes_before_a_rating_but_where_the_preset_or_a_row_says_otherwise() {
        for (rows, eligibility) in [
            (&[][..], Eligibility::Fulfilled),
            (&[("preset", "medisoft")], Eligibility::Any),
            (&[("preset", "medisoft"), ("ratings.eligibility", "booked")], Eligibility::Booked),
            (&[("ratings.eligibility", "any")], Eligibility::Any),
        ] {
            let settings = Settings::from_rows(rows.iter().copied()).expect("valid rows");
            assert_eq!(settings.rating_eligibility, eligibility, "{rows:?}");
        }
    }

    #[test]
    fn an_unknown_key_or_value_is_named_and_never_ignored() {
        for row in [
            ("booking.confirmed", "auto"),
            ("booking.slot_minutes", "7"),
            ("preset", "x"),
            ("ratings.eligibility", "all"),
        ] {
            assert_eq!(Settings::from_rows([row]), Err(SettingError::new(row.0)));
        }
    }
}
