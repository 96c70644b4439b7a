//! Recurrence: the same local time every few weeks.

use jiff::{Timestamp, ToSpan};

use super::time::Zone;

/// The most appointments that a series can have.
pub const MOST: u8 = 26;

/// An interval in weeks, and a number of appointments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurrence {
    every_weeks: u8,
    times: u8,
}

impl Recurrence {
    /// Every 1 to 8 weeks, 2 to [`MOST`] times; `None` for anything else.
    #[must_use]
    pub fn new(every_weeks: u8, times: u8) -> Option<Self> {
        ((1..=8).contains(&every_weeks) && (2..=MOST).contains(&times)).then_some(Self { every_weeks, times })
    }

    /// The interval in weeks.
    #[must_use]
    pub fn every_weeks(self) -> u8 {
        self.every_weeks
    }

    /// How often.
    #[must_use]
    pub fn times(self) -> u8 {
        self.times
    }

    /// The start times, beginning with the given one: at the same local time, whatever the clocks did in between. A local time
    /// skipped by a clock change moves by the length of the change.
    #[must_use]
    pub fn starts(self, zone: &Zone, first: Timestamp) -> Vec<Timestamp> {
        let wall = first.to_zoned(zone.tz().clone());
        (0..i64::from(self.times))
            .filter_map(|n| wall.checked_add((n * i64::from(self.every_weeks)).weeks()).ok())
            .map(|zoned| zoned.timestamp())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_keeps_its_wall_time_over_a_clock_change() {
        let sydney = Zone::parse("Australia/Sydney").unwrap();
        let first = "2026-09-28T23:00Z".parse().unwrap();

        let starts = Recurrence::new(1, 3).unwrap().starts(&sydney, first);

        let wall = |at: &Timestamp| sydney.tz().to_datetime(*at).to_string();
        let expected = ["2026-09-29T09:00:00", "2026-10-06T09:00:00", "2026-10-13T09:00:00"];
        assert_eq!(starts.iter().map(wall).collect::<Vec<_>>(), expected);
        assert_eq!(starts[1].duration_since(starts[0]).as_hours(), 7 * 24 - 1);
    }

    #[test]
    fn a_series_is_of_two_to_twenty_six() {
        assert!(Recurrence::new(1, 1).is_none() && Recurrence::new(0, 2).is_none());
        assert!(Recurrence::new(8, MOST).is_some() && Recurrence::new(9, 2).is_none());
        assert!(Recurrence::new(1, MOST + 1).is_none());
    }
}
