//! What holds for all settings.

use std::collections::HashSet;

use super::*;
use crate::domain::settings::{Preset, Settings};

#[test]
fn what_every_preset_chooses_can_be_stored_and_read_again() {
    for preset in Preset::ALL {
        let chosen = Settings::preset(preset);
        let mut again = Settings::preset(Preset::Clinic);
        for setting in CATALOGUE {
            let value = setting.value(&chosen);
            assert_eq!(setting.choose(&mut again, &value), Some(()), "{}: {value}", setting.key());
        }
        assert_eq!(again, chosen, "{preset:?}");
    }
}

#[test]
fn every_key_is_there_once_and_has_a_group_that_is_shown() {
    let keys: HashSet<&str> = CATALOGUE.iter().map(Setting::key).collect();
    assert_eq!(keys.len(), CATALOGUE.len());
    assert!(CATALOGUE.iter().all(|setting| Group::ALL.contains(&setting.group)));
}

#[test]
fn nothing_else_may_stand_there() {
    for (key, value) in [
        ("booking.slot_minutes", "7"),
        ("booking.max_neighbouring_slots", "0"),
        ("booking.max_neighbouring_slots", "9"),
        ("booking.hold_minutes", "61"),
        ("booking.hold_minutes", "-1"),
        ("booking.pending_hours", "none"),
        ("booking.max_per_patient_per_day", "0"),
        ("auth.login_identifiers", ""),
        ("auth.login_identifiers", "email,badge"),
        ("identity.unique_phone", "yes"),
    ] {
        let setting = Setting::find(key).expect("a key");
        assert_eq!(setting.choose(&mut Settings::default(), value), None, "{key}: {value}");
    }
}

#[test]
fn values_have_words() {
    let words = |key: &str, value: &str| Setting::find(key).expect("a key").words(value);

    assert_eq!(words("booking.hold_minutes", "5"), "5 minutes");
    assert_eq!(words("booking.max_per_patient_per_day", "none"), "no limit");
    assert_eq!(words("auth.login_identifiers", "email,national_id"), "Email address, National ID");
}
