//! Why an appointment was changed when no person wrote a reason. Reasons are stored as codes, which readers see in their own
//! language.

/// Begins a code, and separates its parts. Forms reject it, so no one can type a code.
const MARK: char = '\u{1f}';
/// Stands for the whole clinic in place of a centre's name.
pub const THE_CLINIC: &str = "\u{1f}clinic";

/// Such a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// The patient closed their account.
    AccountClosed,
    /// The patient took an earlier time from the waiting list.
    EarlierTime,
    /// The practitioner's hours changed.
    TimeGone,
    /// Another practitioner took the appointment over.
    HandedOver,
    /// A centre or [`THE_CLINIC`] is closed.
    Closed {
        /// Which.
        place: String,
        /// The name of the closure, such as a holiday; may be empty.
        name: String,
    },
}

impl Automatic {
    /// What is stored.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::AccountClosed => format!("{MARK}account_closed"),
            Self::EarlierTime => format!("{MARK}earlier_time"),
            Self::TimeGone => format!("{MARK}time_gone"),
            Self::HandedOver => format!("{MARK}handed_over"),
            // The place comes last, as it may itself begin with the mark.
            Self::Closed { place, name } => format!("{MARK}closed{MARK}{name}{MARK}{place}"),
        }
    }

    /// Parses a stored reason; `None` for one that a person wrote.
    #[must_use]
    pub fn parse(stored: &str) -> Option<Self> {
        // Earlier versions stored sentences.
        match stored {
            "I've closed my account" => return Some(Self::AccountClosed),
            "an earlier time from the waiting list" => return Some(Self::EarlierTime),
            "This time is no longer available" => return Some(Self::TimeGone),
            _ => {}
        }
        let mut parts = stored.strip_prefix(MARK)?.splitn(3, MARK);
        match (parts.next()?, parts.next(), parts.next()) {
            ("account_closed", None, None) => Some(Self::AccountClosed),
            ("earlier_time", None, None) => Some(Self::EarlierTime),
            ("time_gone", None, None) => Some(Self::TimeGone),
            ("handed_over", None, None) => Some(Self::HandedOver),
            ("closed", Some(name), Some(place)) => Some(Self::Closed { place: place.into(), name: name.into() }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{Field, text};

    #[test]
    fn every_reason_is_read_back_and_none_can_be_typed() {
        let closed = |place: &str, name: &str| Automatic::Closed { place: place.into(), name: name.into() };
        let all = [
            Automatic::AccountClosed,
            Automatic::EarlierTime,
            Automatic::TimeGone,
            Automatic::HandedOver,
            closed("Harbour Clinic", "Christmas"),
            closed("Harbour Clinic", ""),
            closed(THE_CLINIC, "Christmas"),
            closed(THE_CLINIC, ""),
        ];
        for one in all {
            assert_eq!(Automatic::parse(&one.stored()), Some(one.clone()));
            let typed = text(Field::Reason, &one.stored(), 0, 500).expect("taken");
            assert_eq!(Automatic::parse(&typed), None, "{typed}");
        }
        for written in ["", "Ill", "closed"] {
            assert_eq!(Automatic::parse(written), None);
        }
    }
}
