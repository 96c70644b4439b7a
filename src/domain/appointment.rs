//! The life of an appointment: its states, and the verbs that move it between them. FHIR's codes, so that the words
//! mean the same outside.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::settings::{Confirmation, Settings};

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

    /// Whether an appointment in this state occupies the time of its people.
    #[must_use]
    pub fn holds_its_time(self) -> bool {
        !matches!(self, Self::Cancelled | Self::EnteredInError)
    }

    /// What a new booking is.
    #[must_use]
    pub fn of_new_booking(settings: &Settings) -> Self {
        match settings.confirmation {
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

/// As whom somebody cancels; the cut-off binds patients only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The one who was to be seen.
    Patient,
    /// The one who was to see them.
    Practitioner,
}

/// Why a cancellation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelRefusal {
    /// It was cancelled before.
    AlreadyCancelled,
    /// It has started, or is over.
    Started,
    /// It starts too soon: the clinic asks for more notice.
    TooLate,
}

/// Whether an appointment may be cancelled at `now`.
///
/// # Errors
/// The reason why not.
pub fn cancel(
    status: Status,
    starts_at: Timestamp,
    party: Party,
    settings: &Settings,
    now: Timestamp,
) -> Result<Status, CancelRefusal> {
    match status {
        Status::Cancelled => return Err(CancelRefusal::AlreadyCancelled),
        Status::Pending | Status::Booked => {}
        _ => return Err(CancelRefusal::Started),
    }
    if now >= starts_at {
        return Err(CancelRefusal::Started);
    }
    let notice = SignedDuration::from_mins(i64::from(settings.cancel_cutoff_minutes));
    if party == Party::Patient && starts_at.duration_since(now) < notice {
        return Err(CancelRefusal::TooLate);
    }
    Ok(Status::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a second in range")
    }

    #[test]
    fn a_booked_appointment_is_cancelled_until_the_second_before_it_starts() {
        let settings = Settings::default();
        let at_the_last = cancel(Status::Booked, at(1_000), Party::Patient, &settings, at(999));
        let too_late = cancel(Status::Booked, at(1_000), Party::Patient, &settings, at(1_000));

        assert_eq!(at_the_last, Ok(Status::Cancelled));
        assert_eq!(too_late, Err(CancelRefusal::Started));
    }

    #[test]
    fn the_cut_off_binds_the_patient_and_not_the_practitioner() {
        let settings = Settings {
            cancel_cutoff_minutes: 60,
            ..Settings::default()
        };
        let start = at(10_000);
        let late = at(10_000 - 59 * 60);

        assert_eq!(
            cancel(Status::Booked, start, Party::Patient, &settings, late),
            Err(CancelRefusal::TooLate)
        );
        assert!(cancel(Status::Booked, start, Party::Patient, &settings, at(10_000 - 60 * 60)).is_ok());
        assert!(cancel(Status::Booked, start, Party::Practitioner, &settings, late).is_ok());
    }

    #[test]
    fn what_is_over_or_cancelled_cannot_be_cancelled() {
        let settings = Settings::default();
        for status in Status::ALL {
            let allowed = cancel(status, at(10), Party::Practitioner, &settings, at(0)).is_ok();
            assert_eq!(allowed, matches!(status, Status::Pending | Status::Booked), "{status:?}");
        }
    }

    #[test]
    fn every_status_reads_back_as_it_was_written() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
