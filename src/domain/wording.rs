//! Whose words name the status of an appointment. There is one state machine, but the systems that Consulta follows name its states
//! differently (conflict 4). The words are in the catalogues (`components/status_badge.rs`).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whose words are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wording {
    /// Our own.
    #[default]
    Clinic,
    /// HealMate's: pending and approved.
    Healmate,
    /// The HealthCare Appointment System's: scheduled and completed.
    Has,
    /// MedConnect's: pending, confirmed, completed and cancelled.
    Medconnect,
}

impl Wording {
    /// Every choice.
    pub const ALL: [Self; 4] = [Self::Clinic, Self::Healmate, Self::Has, Self::Medconnect];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Healmate => "healmate",
            Self::Has => "has",
            Self::Medconnect => "medconnect",
        }
    }
}

impl FromStr for Wording {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|wording| wording.as_str() == s).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_word_is_read_again() {
        for wording in Wording::ALL {
            assert_eq!(wording.as_str().parse(), Ok(wording));
        }
        assert_eq!("".parse::<Wording>(), Err(()));
    }
}
