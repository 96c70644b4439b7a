//! When a visit opens the record to its practitioner: if someone else booked it, for some days before and after.

use jiff::{SignedDuration, Timestamp};

use super::reach::Reach;
use crate::domain::appointment::{EARLIEST_CHECK_IN, Status};

/// How long the record stays open after a visit that only its practitioner vouches for.
pub const OWN_WORD_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// How long before and after a visit its practitioner counts as treating the patient, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreatingDays {
    /// Before its start.
    pub before: u16,
    /// After its end.
    pub after: u16,
}

impl Default for TreatingDays {
    fn default() -> Self {
        Self { before: 30, after: 365 }
    }
}

impl TreatingDays {
    fn opens(self, visit: &Visit) -> Timestamp {
        visit.starts_at.checked_sub(days(self.before)).unwrap_or(Timestamp::MIN)
    }

    /// When it closes again after the visit.
    pub(in crate::domain) fn closes(self, visit: &Visit) -> Timestamp {
        visit.ends_at.checked_add(days(self.after)).unwrap_or(Timestamp::MAX)
    }
}

fn days(count: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(count))
}

/// An appointment of a practitioner with a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// Whether someone other than its practitioner caused it: by booking it, or by a referral to them by name that was valid then.
    pub by_others: bool,
    /// When the patient was first marked as there.
    pub attended_at: Option<Timestamp>,
}

impl Visit {
    fn took_place(&self) -> bool {
        matches!(self.status, Status::Arrived | Status::CheckedIn | Status::Fulfilled)
    }

    /// Whether this visit, which its practitioner booked, continues care that began with an earlier visit booked by someone else.
    fn follows(&self, earlier: &Self, days: TreatingDays) -> bool {
        earlier.by_others
            && earlier.took_place()
            && earlier.starts_at < self.starts_at
            && self.starts_at < days.closes(earlier)
    }

    /// When the patient was checked in for a visit that its practitioner booked, around the time of that visit.
    fn checked_in_at(&self) -> Option<Timestamp> {
        let from = self.starts_at.checked_sub(EARLIEST_CHECK_IN).unwrap_or(Timestamp::MIN);
        self.attended_at.filter(|at| self.took_place() && (from..=self.ends_at).contains(at))
    }

    fn reach(&self, all: &[Self], days: TreatingDays, now: Timestamp) -> Option<Reach> {
        let stands = self.status.is_open() || self.status.is_agreed();
        if !stands {
            return None;
        }
        let runs = if self.by_others || all.iter().any(|earlier| self.follows(earlier, days)) {
            days.opens(self) <= now && now < days.closes(self)
        } else {
            let until = self.ends_at.checked_add(OWN_WORD_LASTS).unwrap_or(Timestamp::MAX);
            self.checked_in_at().is_some_and(|at| at <= now && now < until)
        };
        let reach = if self.status == Status::Pending { Reach::Summary } else { Reach::Shared };
        runs.then_some(reach)
    }
}

/// How far a practitioner's visits with a patient open the record to them, if at all.
pub(super) fn treating(visits: &[Visit], days: TreatingDays, now: Timestamp) -> Option<Reach> {
    visits.iter().filter_map(|visit| visit.reach(visits, days, now)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;
    const DAY: i64 = 24 * HOUR;
    const DAYS: TreatingDays = TreatingDays { before: 30, after: 365 };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    /// A visit of one hour that starts at 0, booked by the patient.
    fn visit(status: Status) -> Visit {
        Visit { starts_at: at(0), ends_at: at(HOUR), status, by_others: true, attended_at: None }
    }

    /// The same visit, booked by its practitioner.
    fn own(status: Status) -> Visit {
        Visit { by_others: false, ..visit(status) }
    }

    fn reach(visits: &[Visit], now: i64) -> Option<Reach> {
        treating(visits, DAYS, at(now))
    }

    #[test]
    fn a_visit_that_others_made_opens_the_record_from_some_days_before_it_until_some_days_after_it() {
        let booked = [visit(Status::Booked)];
        for (now, expected) in [
            (-30 * DAY - 1, None),
            (-30 * DAY, Some(Reach::Shared)),
            (HOUR + 365 * DAY - 1, Some(Reach::Shared)),
            (HOUR + 365 * DAY, None),
        ] {
            assert_eq!(reach(&booked, now), expected, "{now}");
        }
    }

    #[test]
    fn a_request_opens_the_summary_and_what_was_missed_or_called_off_opens_nothing() {
        assert_eq!(reach(&[visit(Status::Pending)], 0), Some(Reach::Summary));
        assert_eq!(reach(&[visit(Status::Pending), visit(Status::Booked)], 0), Some(Reach::Shared));
        for status in [Status::Noshow, Status::Cancelled, Status::EnteredInError] {
            assert_eq!(reach(&[visit(status)], 0), None, "{status:?}");
        }
    }

    #[test]
    fn a_practitioner_s_own_booking_of_a_stranger_opens_nothing_until_they_check_them_in_about_its_time() {
        assert_eq!(reach(&[own(Status::Booked)], 0), None);
        let checked_in = |attended| [Visit { attended_at: Some(at(attended)), ..own(Status::CheckedIn) }];

        for (attended, opens) in [(-2 * HOUR - 1, false), (-2 * HOUR, true), (HOUR, true), (HOUR + 1, false)] {
            assert_eq!(reach(&checked_in(attended), HOUR + 2).is_some(), opens, "{attended}");
        }
        assert_eq!(reach(&checked_in(0), -1), None);
        assert_eq!(reach(&checked_in(0), HOUR + DAY - 1), Some(Reach::Shared));
        assert_eq!(reach(&checked_in(0), HOUR + DAY), None);
        let missed = Visit { status: Status::Noshow, ..checked_in(0)[0] };
        assert_eq!(reach(&[missed], HOUR), None);
    }

    #[test]
    fn a_practitioner_s_own_booking_carries_on_care_that_others_began() {
        let next = |day: i64| Visit { starts_at: at(day * DAY), ends_at: at(day * DAY + HOUR), ..own(Status::Booked) };
        let (seen, missed) = (visit(Status::Fulfilled), visit(Status::Noshow));

        assert_eq!(reach(&[seen, next(360)], 390 * DAY), Some(Reach::Shared));
        assert_eq!(reach(&[seen, next(366)], 366 * DAY), None, "later than the days after the first");
        assert_eq!(reach(&[missed, next(360)], 360 * DAY), None);
        assert_eq!(reach(&[own(Status::Fulfilled), next(10)], 10 * DAY), None, "one by their own hand begins nothing");
        assert_eq!(reach(&[visit(Status::Booked), next(-5)], -40 * DAY), None, "nor does one that is still to come");
    }
}
