//! The entries of a patient's record.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{observation::Measured, referral};

/// The kind of a record entry. Clinicians write entries; only their authors add to them, and nothing is ever removed.
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

/// The contents of an entry, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A note: its current text, and its version.
    Note {
        /// The latest version's text.
        text: String,
        /// The version's number, from 1.
        version: i64,
    },
    /// A condition.
    Diagnosis {
        /// Its code; may be empty.
        code: String,
        /// Whether it is only suspected.
        suspected: bool,
        /// More on it.
        detail: String,
        /// Whether it has been resolved.
        resolved: bool,
    },
    /// A measurement.
    Observation(Measured),
    /// Medicines.
    Prescription {
        /// The diagnosis they treat.
        diagnosis: String,
        /// The medicines, one per line.
        medicines: String,
        /// Further instructions.
        instructions: String,
        /// When to come back.
        follow_up: String,
        /// Why it was stopped, if it was.
        stopped: Option<String>,
    },
    /// A letter.
    Referral {
        /// Its text.
        letter: String,
        /// The end of its validity.
        valid_until: Timestamp,
        /// Visits left.
        visits_left: i64,
        /// The last thing done with it.
        status: referral::Status,
    },
    /// A file.
    Document {
        /// The name of the file.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its size.
        bytes: i64,
    },
}

impl Said {
    /// The kind of entry with these contents.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Note { .. } => EntryKind::Note,
            Self::Diagnosis { .. } => EntryKind::Diagnosis,
            Self::Observation(_) => EntryKind::Observation,
            Self::Prescription { .. } => EntryKind::Prescription,
            Self::Referral { .. } => EntryKind::Referral,
            Self::Document { .. } => EntryKind::Document,
        }
    }
}

impl FromStr for EntryKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}
