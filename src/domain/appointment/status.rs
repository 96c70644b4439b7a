//! Where an appointment stands, in FHIR's codes, so that the words mean the same outside.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::settings::Confirmation;

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Waiting for the practitioner's word; holds its time.
    Pending,
    /// Agreed.
    Booked,
    /// The patient is there.
    Arrived,
    /// The patient is with the practitioner.
    CheckedIn,
    /// It took place.
    Fulfilled,
    /// It will not take place; its time is free again.
    Cancelled,
    /// The patient did not come.
    Noshow,
    /// It was never meant.
    EnteredInError,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Booked,
        Self::Arrived,
        Self::CheckedIn,
        Self::Fulfilled,
        Self::Cancelled,
        Self::Noshow,
        Self::EnteredInError,
    ];

    /// The stored word, FHIR's code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Booked => "booked",
            Self::Arrived => "arrived",
            Self::CheckedIn => "checked-in",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
            Self::Noshow => "noshow",
            Self::EnteredInError => "entered-in-error",
        }
    }

    /// Whether an appointment with this status occupies its people's time.
    #[must_use]
    pub fn holds_its_time(self) -> bool {
        !matches!(self, Self::Cancelled | Self::EnteredInError)
    }

    /// Whether it is still to come: it was asked for or agreed, and has neither begun nor been called off.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Booked)
    }

    /// Whether both people count on it, or have met.
    #[must_use]
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::CheckedIn | Self::Fulfilled)
    }

    /// Whether it is time to think of the next visit: the patient has arrived, or has been seen.
    #[must_use]
    pub fn leads_to_another(self) -> bool {
        matches!(self, Self::Arrived | Self::CheckedIn | Self::Fulfilled)
    }

    /// What a new booking is.
    #[must_use]
    pub fn of_new_booking(confirmation: Confirmation) -> Self {
        match confirmation {
            Confirmation::Auto => Self::Booked,
            Confirmation::Approval => Self::Pending,
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or(())
    }
}
