//! The text of a line of the record in one line. It is stored as programs read it, in English; what it is made of is said to people in
//! their own language.

use std::fmt;

use super::{
    observation::{Measure, Measured, thousandths},
    record::EntryKind,
};

const TO_PERSON: &str = "Referral to ";
const TO_FIELD: &str = "Referral: ";

/// What a title is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordTitle<'a> {
    /// A measurement.
    Measured(Measured),
    /// A referral to someone, by name.
    ToPerson(&'a str),
    /// A referral to a field.
    ToField(&'a str),
    /// What its author wrote.
    Written(&'a str),
}

impl<'a> RecordTitle<'a> {
    /// Reads the title of a line of this kind as it is stored.
    #[must_use]
    pub fn read(kind: EntryKind, stored: &'a str) -> Self {
        let found = match kind {
            EntryKind::Observation => measured(stored).map(Self::Measured),
            EntryKind::Referral => {
                let to_field = || stored.strip_prefix(TO_FIELD).map(Self::ToField);
                stored.strip_prefix(TO_PERSON).map(Self::ToPerson).or_else(to_field)
            }
            EntryKind::Note | EntryKind::Diagnosis | EntryKind::Prescription | EntryKind::Document => None,
        };
        found.unwrap_or(Self::Written(stored))
    }
}

impl fmt::Display for RecordTitle<'_> {
    /// As it is stored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measured(taken) => write!(f, "{} {}", taken.measure.label(), taken.text()),
            Self::ToPerson(name) => write!(f, "{TO_PERSON}{name}"),
            Self::ToField(field) => write!(f, "{TO_FIELD}{field}"),
            Self::Written(text) => f.write_str(text),
        }
    }
}

fn measured(stored: &str) -> Option<Measured> {
    let of = |measure: Measure| {
        let values = stored.strip_prefix(measure.label())?.strip_suffix(measure.unit())?.trim();
        let (value, second) = match values.split_once('/') {
            Some((value, second)) => (value, Some(thousandths(second)?)),
            None => (values, None),
        };
        Some(Measured { measure, value: thousandths(value)?, second })
    };
    Measure::ALL.into_iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measurement_is_read_back_as_it_was_stored() {
        for measure in Measure::ALL {
            let second = (measure == Measure::BloodPressure).then_some(80_000);
            let taken = RecordTitle::Measured(Measured { measure, value: 72_500, second });

            assert_eq!(RecordTitle::read(EntryKind::Observation, &taken.to_string()), taken);
        }
    }

    #[test]
    fn a_referral_says_to_whom_and_anything_else_is_as_its_author_wrote_it() {
        let read = RecordTitle::read;

        assert_eq!(read(EntryKind::Referral, "Referral to Ann Lee"), RecordTitle::ToPerson("Ann Lee"));
        assert_eq!(read(EntryKind::Referral, "Referral: Cardiology"), RecordTitle::ToField("Cardiology"));
        assert_eq!(read(EntryKind::Note, "Referral to Ann Lee"), RecordTitle::Written("Referral to Ann Lee"));
        assert_eq!(read(EntryKind::Observation, "Weight unknown"), RecordTitle::Written("Weight unknown"));
    }
}
