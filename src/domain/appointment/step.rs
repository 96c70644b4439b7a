//! The steps that practitioners take with their appointments, and the status each leads to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::status::Status;

/// A step that practitioners can take with their appointments, besides cancelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Accepts a request.
    Approve,
    /// Declines a request; its time is free again.
    Decline,
    /// Notes that the patient is there.
    CheckIn,
    /// Has seen the patient.
    Complete,
    /// The patient did not come.
    MarkNoshow,
    /// The patient came after all: the earlier status is restored.
    Reinstate,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::Approve, Self::Decline, Self::CheckIn, Self::Complete, Self::MarkNoshow, Self::Reinstate];
}

/// How long before the start a patient can be checked in.
pub const EARLIEST_CHECK_IN: SignedDuration = SignedDuration::from_hours(2);

/// How long after the start a missed visit can be reinstated: long enough to span a weekend.
pub const LATEST_REINSTATEMENT: SignedDuration = SignedDuration::from_hours(72);

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRefusal {
    /// The appointment's status does not allow this step.
    NotFromHere,
    /// It is too early for it.
    TooEarly,
    /// The requested time has begun.
    Over,
    /// It is too late for it.
    TooLate,
}

/// The status that a step leads to at `now`.
///
/// # Errors
/// Why it is not possible.
pub fn advance(step: Step, status: Status, starts_at: Timestamp, now: Timestamp) -> Result<Status, StepRefusal> {
    use Status::{Arrived, Booked, Cancelled, CheckedIn, Fulfilled, Noshow, Pending};
    let (to, from_when) = match (step, status) {
        (Step::Approve, Pending) if now >= starts_at => return Err(StepRefusal::Over),
        (Step::Approve, Pending) => (Booked, Timestamp::MIN),
        (Step::Decline, Pending) => (Cancelled, Timestamp::MIN),
        (Step::CheckIn, Booked | Arrived) => {
            (CheckedIn, starts_at.checked_sub(EARLIEST_CHECK_IN).unwrap_or(Timestamp::MIN))
        }
        (Step::Complete, Booked | Arrived | CheckedIn) => (Fulfilled, starts_at),
        (Step::MarkNoshow, Booked | Arrived) => (Noshow, starts_at),
        (Step::Reinstate, Noshow) if now.duration_since(starts_at) > LATEST_REINSTATEMENT => {
            return Err(StepRefusal::TooLate);
        }
        (Step::Reinstate, Noshow) => (Booked, Timestamp::MIN),
        _ => return Err(StepRefusal::NotFromHere),
    };
    if now < from_when { Err(StepRefusal::TooEarly) } else { Ok(to) }
}

/// The steps that are possible at `now`, in the order in which they are offered.
#[must_use]
pub fn open_steps(status: Status, starts_at: Timestamp, now: Timestamp) -> Vec<Step> {
    Step::ALL.into_iter().filter(|step| advance(*step, status, starts_at, now).is_ok()).collect()
}

/// The status of an appointment that was recorded by mistake.
///
/// # Errors
/// It was already marked so.
pub fn enter_in_error(status: Status) -> Result<Status, StepRefusal> {
    if status == Status::EnteredInError { Err(StepRefusal::NotFromHere) } else { Ok(Status::EnteredInError) }
}
