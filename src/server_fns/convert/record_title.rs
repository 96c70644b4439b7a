//! The titles of record entries, in the reader's language.

use crate::{
    domain::{
        observation::{Measure, Measured},
        record::EntryKind,
        record_title::RecordTitle,
    },
    words::{decimal, tr},
};

/// An entry's title, from the stored one.
pub fn title(kind: EntryKind, stored: &str) -> String {
    match RecordTitle::read(kind, stored) {
        RecordTitle::Measured(taken) => format!("{} {}", measure(taken.measure), value(taken)),
        RecordTitle::ToPerson(name) | RecordTitle::ToField(name) => tr!(AccReferralTo, name = name),
        RecordTitle::Written(text) => text.to_owned(),
    }
}

/// `72.5 kg`, `120/80 mmHg`.
pub fn value(taken: Measured) -> String {
    let second = taken.second.map(|second| format!("/{}", decimal(second))).unwrap_or_default();
    format!("{}{second} {}", decimal(taken.value), taken.measure.unit())
}

/// The name of a measurement.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Weight => tr!(ConsultMeasureWeight),
        Measure::Height => tr!(ConsultMeasureHeight),
        Measure::BloodPressure => tr!(ConsultMeasurePressure),
        Measure::HeartRate => tr!(ConsultMeasureHeart),
        Measure::Temperature => tr!(ConsultMeasureTemperature),
        Measure::OxygenSaturation => tr!(ConsultMeasureOxygen),
        Measure::BloodGlucose => tr!(ConsultMeasureGlucose),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_title_is_said_in_its_readers_language() {
        let said = |kind, stored: &str| {
            let reader = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
            reader.read(|| title(kind, stored))
        };

        assert_eq!(said(EntryKind::Observation, "Weight 72.5 kg"), "Gewicht 72,5 kg");
        assert_eq!(said(EntryKind::Observation, "Blood pressure 120/80 mmHg"), "Blutdruck 120/80 mmHg");
        assert_eq!(said(EntryKind::Referral, "Referral to Ann Lee"), "Überweisung: Ann Lee");
        assert_eq!(said(EntryKind::Referral, "Referral: Kardiologie"), "Überweisung: Kardiologie");
        assert_eq!(said(EntryKind::Note, "Weight 72.5 kg"), "Weight 72.5 kg");
    }
}
