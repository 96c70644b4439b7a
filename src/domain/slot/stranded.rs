//! Appointments that a change of hours would leave outside them.

use super::{Availability, Closure, Slot, open::OpenTimes};
use crate::domain::time::Zone;

impl OpenTimes {
    /// Whether every instant of the slot is open.
    fn holds(&self, slot: Slot) -> bool {
        let (from, to) = (slot.starts_at.as_second(), slot.ends_at.as_second());
        self.open(from..to).first().is_some_and(|piece| piece.from == from && piece.open_until == to)
    }
}

impl Availability {
    /// Whether every instant of the slot is open, in a zone's local time.
    #[must_use]
    pub fn holds(&self, zone: &Zone, slot: Slot) -> bool {
        OpenTimes::new(zone.clone(), self).holds(slot)
    }
}

impl Closure {
    /// Whether any part of the slot is closed, in a zone's local time.
    #[must_use]
    pub fn covers(self, zone: &Zone, slot: &Slot) -> bool {
        let open = Availability { closures: vec![self], ..Availability::always() };
        !open.holds(zone, *slot)
    }
}

/// The appointments that are within the hours before a change but not after it. One that was already outside (someone booked it
/// there deliberately) is not stranded by this change.
pub fn stranded<T>(
    before: &Availability,
    after: &Availability,
    zone: &Zone,
    appointments: impl IntoIterator<Item = T>,
    slot_of: impl Fn(&T) -> Slot,
) -> Vec<T> {
    let [before, after] = [before, after].map(|hours| OpenTimes::new(zone.clone(), hours));
    let loses = |one: &T| before.holds(slot_of(one)) && !after.holds(slot_of(one));
    appointments.into_iter().filter(loses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::slot::{DatedWindow, WeeklyWindow};
    use crate::domain::time::WallMinute;
    use jiff::civil::{Weekday, date};

    fn tuesday(starts: &str, ends: &str) -> WeeklyWindow {
        let [starts, ends] = [starts, ends].map(|text| WallMinute::parse(text).unwrap());
        WeeklyWindow::new(Weekday::Tuesday, starts, ends).unwrap()
    }

    /// Half an hour in Sydney, starting at a wall time.
    fn half_hour(wall: &str) -> Slot {
        let zone = Zone::parse("Australia/Sydney").unwrap();
        let wall: jiff::civil::DateTime = wall.parse().unwrap();
        let starts_at = zone.tz().to_ambiguous_timestamp(wall).unambiguous().unwrap();
        Slot { starts_at, ends_at: starts_at + jiff::SignedDuration::from_mins(30) }
    }

    fn lost(before: &Availability, after: &Availability, walls: &[&'static str]) -> Vec<&'static str> {
        let zone = Zone::parse("Australia/Sydney").unwrap();
        stranded(before, after, &zone, walls.iter().copied(), |wall| half_hour(wall))
    }

    const DAY: [&str; 4] = ["2026-11-24T08:30", "2026-11-24T09:00", "2026-11-24T11:30", "2026-12-01T11:30"];

    #[test]
    fn shorter_hours_strand_what_lay_in_them_and_nothing_else() {
        let before = Availability::weekly(&[tuesday("09:00", "12:00")]);
        let shorter = Availability::weekly(&[tuesday("09:00", "11:45")]);

        // 08:30 was already outside: it was booked there deliberately.
        assert_eq!(lost(&before, &shorter, &DAY), ["2026-11-24T11:30", "2026-12-01T11:30"]);
        assert_eq!(lost(&before, &Availability::default(), &DAY).len(), 3);
        assert_eq!(lost(&before, &before, &DAY), [""; 0]);
        assert_eq!(lost(&shorter, &before, &DAY), [""; 0]);
    }

    #[test]
    fn hours_that_are_cut_in_two_without_a_gap_strand_nobody() {
        let before = Availability::weekly(&[tuesday("09:00", "12:00")]);
        let cut = Availability::weekly(&[tuesday("09:00", "11:45"), tuesday("11:45", "12:00")]);

        assert_eq!(lost(&before, &cut, &DAY), [""; 0]);
    }

    #[test]
    fn a_closure_and_a_date_that_goes_strand_what_lies_on_that_date() {
        let (from, to) = (WallMinute::parse("09:00").unwrap(), WallMinute::parse("17:00").unwrap());
        let weekly = Availability::weekly(&[tuesday("09:00", "10:00")]);
        let before =
            Availability { dated: vec![DatedWindow::new(date(2026, 11, 24), from, to).unwrap()], ..weekly.clone() };
        let closed = Closure::new(date(2026, 11, 24).at(9, 15, 0, 0), date(2026, 11, 25).at(0, 0, 0, 0)).unwrap();
        let closed = Availability { closures: vec![closed], ..before.clone() };

        assert_eq!(lost(&before, &weekly, &DAY), ["2026-11-24T11:30"]);
        assert_eq!(lost(&before, &closed, &DAY), ["2026-11-24T09:00", "2026-11-24T11:30"]);
    }

    #[test]
    fn hours_that_end_with_a_date_strand_what_comes_after_it() {
        let before = Availability::weekly(&[tuesday("09:00", "12:00")]);
        let until = tuesday("09:00", "12:00").valid(None, Some(date(2026, 11, 30))).unwrap();

        assert_eq!(lost(&before, &Availability::weekly(&[until]), &DAY), ["2026-12-01T11:30"]);
    }

    #[test]
    fn a_closure_covers_what_it_shares_an_instant_with() {
        let sydney = Zone::parse("Australia/Sydney").unwrap();
        let closed = Closure::new(date(2026, 12, 25).at(0, 0, 0, 0), date(2026, 12, 26).at(0, 0, 0, 0)).unwrap();
        let slot =
            |starts: &str, ends: &str| Slot { starts_at: starts.parse().unwrap(), ends_at: ends.parse().unwrap() };

        assert!(closed.covers(&sydney, &slot("2026-12-24T12:55Z", "2026-12-24T13:05Z")));
        assert!(!closed.covers(&sydney, &slot("2026-12-24T12:30Z", "2026-12-24T13:00Z")));
        assert!(!closed.covers(&sydney, &slot("2026-12-25T13:00Z", "2026-12-25T13:30Z")));
        assert!(Closure::new(closed.ends(), closed.starts()).is_err());
    }
}
