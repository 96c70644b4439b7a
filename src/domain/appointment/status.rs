//! The status of an appointment, in FHIR's codes, so that they mean the same elsewhere.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::settings::Confirmation;

/// The status of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Waiting for the practitioner's answer; its time is held.
    Pending,
    /// Agreed.
    Booked,
    /// The patient has arrived.
    Arrived,
    /// The patient is with the practitioner.
    CheckedIn,
    /// It took place.
    Fulfilled,
    /// It will not take place; its time is free again.
    Cancelled,
    /// The patient did not come.
    Noshow,
    /// It was recorded by mistake.
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

    /// The stored word, which is FHIR's code.
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

    /// Whether an appointment with this status takes up its participants' time.
    #[must_use]
    pub fn holds_its_time(self) -> bool {
        !matches!(self, Self::Cancelled | Self::EnteredInError)
    }

    /// Whether it is still to come: requested or booked, and neither begun nor cancelled.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Booked)
    }

    /// Whether both sides expect it to happen, or it has happened.
    #[must_use]
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::CheckedIn | Self::Fulfilled)
    }

    /// Whether it is time to plan the next visit: the patient has arrived, or has been seen.
    #[must_use]
    pub fn leads_to_another(self) -> bool {
        matches!(self, Self::Arrived | Self::CheckedIn | Self::Fulfilled)
    }

    /// The status of a new booking.
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
