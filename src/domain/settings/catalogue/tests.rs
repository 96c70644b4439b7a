//! Checks that hold for all settings.

use std::collections::HashSet;

use super::*;
use crate::domain::{
    form::Problem,
    settings::{Preset, Settings},
};

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
    let long = "x".repeat(61);
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
        ("theme.name", "Two\nlines"),
        ("theme.name", "Turned\u{202e}around"),
        ("theme.name", long.as_str()),
        ("theme.accent", "teal"),
        ("theme.accent", "#17a2b8"),
        ("theme.secondary", "#ffffff"),
        ("theme.logo", "../secret-1x1.png"),
    ] {
        let setting = Setting::find(key).expect("a key");
        assert_eq!(setting.choose(&mut Settings::default(), value), None, "{key}: {value}");
    }
}

#[test]
fn a_text_may_hold_anything_in_one_line_and_nothing_stands_for_the_shipped_one() {
    let name = Setting::find("theme.name").expect("a key");
    let mut settings = Settings::default();

    assert_eq!(name.choose(&mut settings, "Ärzte <am> Hafen, \u{1f3e5}"), Some(()));
    assert_eq!(settings.theme.name, "Ärzte <am> Hafen, \u{1f3e5}");
    assert_eq!(name.choose(&mut settings, ""), Some(()));
    assert_eq!(settings, Settings::default());
    assert_eq!(name.problem(&"x".repeat(61)), Problem::TooLong(60));
}

#[test]
fn a_colour_is_refused_with_what_it_lacks() {
    let accent = Setting::find("theme.accent").expect("a key");

    assert!(matches!(accent.problem("#17a2b8"), Problem::Contrast(short) if short.ratio == 241));
    assert_eq!(accent.problem("teal"), Problem::NotAChoice);
    let mut settings = Settings::default();
    assert_eq!(accent.choose(&mut settings, "0A6B7B"), Some(()));
    assert_eq!(accent.value(&settings), "#0a6b7b");
}
