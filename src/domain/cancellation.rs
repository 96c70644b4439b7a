//! Cancellations as the reports classify them: who cancelled, how long before the start, and why, as far as the reason is a
//! code.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Who {
    /// The patient, or someone who may book for them.
    Patient,
    /// The practitioner.
    Practitioner,
    /// Another member of staff.
    Clinic,
    /// The practitioner, who declined a request.
    Declined,
    /// No one: a request expired.
    Nobody,
}

impl Who {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// How long before the start it was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Ahead {
    /// Less than a day.
    Day,
    /// Less than two days.
    TwoDays,
    /// Less than a week.
    Week,
    /// Longer.
    Longer,
}

impl Ahead {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// Why it was cancelled. Reasons that someone wrote are counted but never read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Why {
    /// A centre or the clinic was closed.
    Closed,
    /// The practitioner's hours changed.
    TimeGone,
    /// Another practitioner took it over.
    HandedOver,
    /// The patient took an earlier time from the waiting list.
    EarlierTime,
    /// The patient closed their account.
    AccountClosed,
    /// A request was not answered in time.
    Unanswered,
    /// Someone wrote a reason.
    Written,
    /// No one gave a reason.
    Unsaid,
}

impl Why {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// A kind of cancellation; a part that is `None` matches anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// Who cancelled.
    pub who: Option<Who>,
    /// How long before the start.
    pub ahead: Option<Ahead>,
    /// The reason that was chosen.
    pub why: Option<Why>,
}

impl Kind {
    /// The filters that name a single part.
    pub fn simple() -> impl Iterator<Item = Self> {
        let who = Who::ALL.iter().map(|who| Self { who: Some(*who), ..Self::default() });
        let ahead = Ahead::ALL.iter().map(|ahead| Self { ahead: Some(*ahead), ..Self::default() });
        let why = Why::ALL.iter().map(|why| Self { why: Some(*why), ..Self::default() });
        who.chain(ahead).chain(why)
    }

    /// As written in an address: `patient`, `patient.day`, `closed`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut kind = Self::default();
        for word in text.split('.') {
            if let Ok(who) = word.parse() {
                kind.who = Some(who);
            } else if let Ok(ahead) = word.parse() {
                kind.ahead = Some(ahead);
            } else {
                kind.why = Some(word.parse().ok()?);
            }
        }
        Some(kind).filter(|kind| kind.word() == text)
    }

    /// The words for it, as [`Self::parse`] reads them.
    #[must_use]
    pub fn word(self) -> String {
        self.words().into_iter().flatten().collect::<Vec<_>>().join(".")
    }

    /// Classifies a cancellation: who, how long before and why.
    #[must_use]
    pub fn words(self) -> [Option<&'static str>; 3] {
        [self.who.map(Into::into), self.ahead.map(Into::into), self.why.map(Into::into)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_as_it_was_written() {
        let both = Kind { who: Some(Who::Patient), ahead: Some(Ahead::TwoDays), why: None };
        for kind in Kind::simple().chain([both]) {
            assert_eq!(Kind::parse(&kind.word()), Some(kind), "{}", kind.word());
        }
        for wrong in ["", ".", "patient.", "day.patient", "patient.clinic", "PATIENT", "lost"] {
            assert_eq!(Kind::parse(wrong), None, "{wrong}");
        }
    }
}
