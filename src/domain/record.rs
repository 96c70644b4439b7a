//! What a patient's record is made of.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kind of a line of the record. Clinicians write them; only their authors add to them, and nothing is ever removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// What was said, seen and done.
    Note,
    /// A condition that was found or suspected.
    Diagnosis,
    /// A measurement.
    Observation,
    /// Medicines to take.
    Prescription,
    /// A letter to a specialist, and the permit to book them.
    Referral,
    /// A file: a report, a result, an image.
    Document,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Note, Self::Diagnosis, Self::Observation, Self::Prescription, Self::Referral, Self::Document];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Diagnosis => "diagnosis",
            Self::Observation => "observation",
            Self::Prescription => "prescription",
            Self::Referral => "referral",
            Self::Document => "document",
        }
    }
}

impl FromStr for EntryKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}
