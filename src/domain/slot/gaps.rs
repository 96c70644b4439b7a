//! Open time that is not claimed: the gaps between appointments, whatever could be booked in them.

use std::ops::Range;

use jiff::Timestamp;

use super::{Availability, Slot, open::OpenTimes};
use crate::domain::time::{CELL_SECONDS, Zone, ceil_second, floor_second};

impl Availability {
    /// The open intervals between these instants, minus the claimed cells, in chronological order; those shorter than this many
    /// minutes are left out. One that continues past midnight stays whole.
    #[must_use]
    pub fn gaps(
        &self,
        zone: &Zone,
        within: Range<Timestamp>,
        claimed: impl IntoIterator<Item = i64>,
        shortest_minutes: u16,
    ) -> Vec<Slot> {
        let mut claimed: Vec<i64> = claimed.into_iter().collect();
        claimed.sort_unstable();
        let mut open: Vec<Range<i64>> = Vec::new();
        let within = ceil_second(within.start)..floor_second(within.end);
        for piece in OpenTimes::new(zone.clone(), self).open(within) {
            match open.last_mut().filter(|last| last.end == piece.from) {
                Some(last) => last.end = piece.to,
                None => open.push(piece.from..piece.to),
            }
        }
        let shortest = i64::from(shortest_minutes) * 60;
        open.into_iter()
            .flat_map(|open| unclaimed(open, &claimed))
            .filter(|free| free.end - free.start >= shortest)
            .filter_map(|free| Slot::from_seconds(free.start, free.end))
            .collect()
    }
}

/// The parts of an interval between claimed cells, which are sorted.
fn unclaimed(open: Range<i64>, claimed: &[i64]) -> Vec<Range<i64>> {
    let first = claimed.partition_point(|cell| (cell + 1) * CELL_SECONDS <= open.start);
    let mut free = Vec::new();
    let mut from = open.start;
    for start in claimed[first..].iter().map(|cell| cell * CELL_SECONDS).take_while(|start| *start < open.end) {
        if from < start {
            free.push(from..start);
        }
        from = from.max(start + CELL_SECONDS);
    }
    if from < open.end {
        free.push(from..open.end);
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        calendar_view::day_bounds,
        slot::{Closure, WeeklyWindow},
        time::{WallMinute, cells},
    };
    use jiff::civil::{Date, Weekday, date};

    const TUESDAY: Date = date(2026, 11, 24);

    fn sydney() -> Zone {
        Zone::parse("Australia/Sydney").unwrap()
    }

    fn at(wall: &str) -> Timestamp {
        let wall: jiff::civil::DateTime = format!("2026-11-{wall}").parse().unwrap();
        sydney().tz().to_ambiguous_timestamp(wall).unambiguous().unwrap()
    }

    fn tuesdays(windows: &[(&str, &str)]) -> Availability {
        let wall = |text: &str| WallMinute::parse(text).unwrap();
        let window = |(from, to): &(&str, &str)| WeeklyWindow::new(Weekday::Tuesday, wall(from), wall(to)).unwrap();
        Availability { weekly: windows.iter().map(window).collect(), ..Availability::default() }
    }

    fn gaps(hours: &Availability, claimed: &[(&str, &str)], shortest: u16) -> Vec<String> {
        let claimed = claimed.iter().flat_map(|(from, to)| cells(at(from), at(to)));
        let found = hours.gaps(&sydney(), day_bounds(&sydney(), TUESDAY), claimed, shortest);
        let clock = |at| sydney().tz().to_datetime(at).strftime("%H:%M").to_string();
        found.iter().map(|gap| format!("{}-{}", clock(gap.starts_at), clock(gap.ends_at))).collect()
    }

    #[test]
    fn gaps_are_what_is_open_and_not_claimed() {
        let hours = tuesdays(&[("09:00", "12:00"), ("13:00", "17:00")]);

        assert_eq!(gaps(&hours, &[], 5), ["09:00-12:00", "13:00-17:00"]);
        let claimed = [("24T09:00", "24T09:30"), ("24T11:45", "24T13:15"), ("24T15:00", "24T15:30")];
        assert_eq!(gaps(&hours, &claimed, 5), ["09:30-11:45", "13:15-15:00", "15:30-17:00"]);
        assert_eq!(gaps(&hours, &[("24T00:00", "24T23:00")], 5), [""; 0]);
    }

    #[test]
    fn windows_that_touch_make_one_gap_and_closures_cut_it() {
        let mut hours = tuesdays(&[("12:00", "14:00"), ("09:00", "12:00")]);
        assert_eq!(gaps(&hours, &[], 5), ["09:00-14:00"]);

        hours.closures = vec![Closure::new(TUESDAY.at(10, 0, 0, 0), TUESDAY.at(11, 0, 0, 0)).unwrap()];
        assert_eq!(gaps(&hours, &[], 5), ["09:00-10:00", "11:00-14:00"]);
    }

    #[test]
    fn a_gap_too_short_for_anything_is_none() {
        let hours = tuesdays(&[("09:00", "10:00")]);
        let claimed = [("24T09:20", "24T09:30")];

        assert_eq!(gaps(&hours, &claimed, 20), ["09:00-09:20", "09:30-10:00"]);
        assert_eq!(gaps(&hours, &claimed, 25), ["09:30-10:00"]);
    }

    #[test]
    fn claims_in_any_order_and_beside_the_hours_do_no_harm() {
        let hours = tuesdays(&[("09:00", "10:00")]);
        let claimed =
            [("24T10:00", "24T11:00"), ("24T09:30", "24T09:35"), ("24T08:00", "24T09:05"), ("24T09:30", "24T09:40")];

        assert_eq!(gaps(&hours, &claimed, 5), ["09:05-09:30", "09:40-10:00"]);
    }
}
