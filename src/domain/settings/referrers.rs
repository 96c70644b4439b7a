//! Who writes referrals.

use std::str::FromStr;

use crate::domain::profession::GENERAL_PRACTITIONER;

/// Which practitioners may refer a patient to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referrers {
    /// All of them.
    Anyone,
    /// General practitioners only.
    GeneralPractitioners,
}

impl Referrers {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::GeneralPractitioners => "general_practitioners",
        }
    }

    /// Whether someone of this profession may.
    #[must_use]
    pub fn admits(self, profession: &str) -> bool {
        self == Self::Anyone || profession == GENERAL_PRACTITIONER
    }
}

impl FromStr for Referrers {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Anyone, Self::GeneralPractitioners].into_iter().find(|who| who.as_str() == s).ok_or(())
    }
}
