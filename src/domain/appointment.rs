//! The life of an appointment: its statuses, and the steps between them. The codes are FHIR's, so that they mean the same
//! elsewhere.

mod status;
mod step;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::{
    status::Status,
    step::{EARLIEST_CHECK_IN, LATEST_REINSTATEMENT, Step, StepRefusal, advance, enter_in_error, open_steps},
};
use super::settings::Settings;

/// Who is cancelling; the cut-off applies to patients only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The patient of the appointment.
    Patient,
    /// The practitioner of the appointment.
    Practitioner,
    /// The clinic's staff, who must give a reason.
    Staff,
}

/// Why an appointment cannot be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelRefusal {
    /// It was already cancelled.
    AlreadyCancelled,
    /// It has started, or is over.
    Started,
    /// It starts too soon: the clinic requires this many minutes' notice.
    TooLate(u32),
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
        Status::Cancelled | Status::EnteredInError => return Err(CancelRefusal::AlreadyCancelled),
        Status::Pending | Status::Booked => {}
        _ => return Err(CancelRefusal::Started),
    }
    if now >= starts_at {
        return Err(CancelRefusal::Started);
    }
    if party == Party::Patient && starts_at.duration_since(now) < cut_off(settings) {
        return Err(CancelRefusal::TooLate(settings.cancel_cutoff_minutes));
    }
    Ok(Status::Cancelled)
}

/// Whether cancelling now overrides the clinic's cut-off, and so requires a reason.
#[must_use]
pub fn sets_cut_off_aside(party: Party, starts_at: Timestamp, settings: &Settings, now: Timestamp) -> bool {
    party != Party::Patient && starts_at.duration_since(now) < cut_off(settings)
}

fn cut_off(settings: &Settings) -> SignedDuration {
    SignedDuration::from_mins(i64::from(settings.cancel_cutoff_minutes))
}

/// Whether a request made at `made_at` has gone unanswered for too long, or its start has passed.
#[must_use]
pub fn has_expired(made_at: Timestamp, starts_at: Timestamp, settings: &Settings, now: Timestamp) -> bool {
    let wait = SignedDuration::from_hours(i64::from(settings.pending_hours));
    now >= starts_at || now.duration_since(made_at) >= wait
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
        let settings = Settings { cancel_cutoff_minutes: 60, ..Settings::default() };
        let start = at(10_000);
        let late = at(10_000 - 59 * 60);

        assert_eq!(cancel(Status::Booked, start, Party::Patient, &settings, late), Err(CancelRefusal::TooLate(60)));
        assert!(cancel(Status::Booked, start, Party::Patient, &settings, at(10_000 - 60 * 60)).is_ok());
        assert!(cancel(Status::Booked, start, Party::Practitioner, &settings, late).is_ok());
        assert!(sets_cut_off_aside(Party::Practitioner, start, &settings, late));
        assert!(!sets_cut_off_aside(Party::Practitioner, start, &settings, at(10_000 - 60 * 60)));
        assert!(!sets_cut_off_aside(Party::Practitioner, start, &Settings::default(), late));
    }

    #[test]
    fn what_is_over_or_cancelled_cannot_be_cancelled() {
        let settings = Settings::default();
        for status in Status::ALL {
            let allowed = cancel(status, at(10), Party::Practitioner, &settings, at(0)).is_ok();
            assert_eq!(allowed, status.is_open(), "{status:?}");
        }
    }

    #[test]
    fn a_request_is_approved_until_its_time_has_come() {
        assert_eq!(advance(Step::Approve, Status::Pending, at(10), at(9)), Ok(Status::Booked));
        assert_eq!(advance(Step::Approve, Status::Pending, at(10), at(10)), Err(StepRefusal::Over));
        assert_eq!(advance(Step::Decline, Status::Pending, at(10), at(11)), Ok(Status::Cancelled));
        assert_eq!(advance(Step::Approve, Status::Booked, at(10), at(9)), Err(StepRefusal::NotFromHere));
    }

    #[test]
    fn a_visit_is_completed_or_missed_only_once_it_has_begun() {
        for step in [Step::Complete, Step::MarkNoshow] {
            assert_eq!(advance(step, Status::Booked, at(10), at(9)), Err(StepRefusal::TooEarly));
            assert!(advance(step, Status::Booked, at(10), at(10)).is_ok());
        }
        let start = at(100_000);
        assert_eq!(advance(Step::CheckIn, Status::Booked, start, at(100_000 - 7_201)), Err(StepRefusal::TooEarly));
        assert_eq!(advance(Step::CheckIn, Status::Booked, start, at(100_000 - 7_200)), Ok(Status::CheckedIn));
    }

    #[test]
    fn nothing_leads_on_from_what_is_over() {
        for status in [Status::Fulfilled, Status::Cancelled, Status::EnteredInError] {
            assert_eq!(open_steps(status, at(10), at(20)), []);
        }
        assert_eq!(open_steps(Status::CheckedIn, at(10), at(20)), [Step::Complete]);
    }

    #[test]
    fn a_missed_visit_is_reinstated_within_three_days_of_its_start() {
        let at_the_last = at(10) + LATEST_REINSTATEMENT;
        let too_late = at_the_last + SignedDuration::from_secs(1);

        assert_eq!(open_steps(Status::Noshow, at(10), at_the_last), [Step::Reinstate]);
        assert_eq!(advance(Step::Reinstate, Status::Noshow, at(10), at_the_last), Ok(Status::Booked));
        assert_eq!(advance(Step::Reinstate, Status::Noshow, at(10), too_late), Err(StepRefusal::TooLate));
        assert_eq!(open_steps(Status::Noshow, at(10), too_late), []);
    }

    #[test]
    fn any_appointment_is_entered_in_error_once() {
        for status in Status::ALL {
            let once = (status != Status::EnteredInError).then_some(Status::EnteredInError);
            assert_eq!(enter_in_error(status).ok(), once, "{status:?}");
        }
    }

    #[test]
    fn a_request_waits_as_long_as_the_setting_says_and_never_past_its_start() {
        let settings = Settings { pending_hours: 1, ..Settings::default() };
        assert!(!has_expired(at(0), at(9_999), &settings, at(3_599)));
        assert!(has_expired(at(0), at(9_999), &settings, at(3_600)));
        assert!(has_expired(at(0), at(100), &settings, at(100)));
    }

    #[test]
    fn a_visit_leads_to_another_from_the_patients_arrival_on() {
        let leading = Status::ALL.into_iter().filter(|status| status.leads_to_another());
        assert_eq!(leading.collect::<Vec<_>>(), [Status::Arrived, Status::CheckedIn, Status::Fulfilled]);
    }

    #[test]
    fn every_status_reads_back_as_it_was_written() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
