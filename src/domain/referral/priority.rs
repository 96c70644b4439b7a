//! How soon a patient should be seen.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The priority of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// In its turn.
    Routine,
    /// Before others.
    Soon,
    /// As soon as possible.
    Urgent,
}

impl Priority {
    /// Every priority.
    pub const ALL: [Self; 3] = [Self::Routine, Self::Soon, Self::Urgent];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Soon => "soon",
            Self::Urgent => "urgent",
        }
    }
}

impl FromStr for Priority {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == s).ok_or(())
    }
}
