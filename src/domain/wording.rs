//! The words for the status of an appointment. There is one state machine, but the systems that Consulta follows name its states
//! differently (conflict 4).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::appointment::Status;

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

    /// The name of a status. If a system has no name for it, ours is used.
    #[must_use]
    pub fn of(self, status: Status) -> &'static str {
        match (self, status) {
            (Self::Healmate | Self::Medconnect, Status::Pending) => "Pending",
            (Self::Clinic | Self::Has, Status::Pending) => "Waiting for approval",
            (Self::Clinic, Status::Booked) => "Booked",
            (Self::Healmate, Status::Booked) => "Approved",
            (Self::Has, Status::Booked) => "Scheduled",
            (Self::Medconnect, Status::Booked) => "Confirmed",
            (_, Status::Arrived) => "Arrived",
            (_, Status::CheckedIn) => "Checked in",
            (_, Status::Fulfilled) => "Completed",
            (_, Status::Cancelled) => "Cancelled",
            (_, Status::Noshow) => "Did not come",
            (_, Status::EnteredInError) => "Entered in error",
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
    fn no_two_states_share_a_word() {
        for wording in Wording::ALL {
            let mut words = Status::ALL.map(|status| wording.of(status));
            words.sort_unstable();
            assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{wording:?}: {words:?}");
            assert_eq!(wording.as_str().parse(), Ok(wording));
        }
        assert_eq!("".parse::<Wording>(), Err(()));
    }
}
