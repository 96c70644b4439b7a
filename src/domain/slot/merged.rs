//! The open slots of many schedules, merged in chronological order. Each schedule is cut only as far ahead as the sequence has
//! advanced: the first twenty slots of a thousand practitioners cost little more than those twenty. The caller looks up claims, and
//! compares them with a few slots at a time.

use std::{cmp::Reverse, collections::BinaryHeap, iter::Peekable, vec::IntoIter};

use jiff::Timestamp;

use super::{Occupancy, Schedule, Slot, open::DAY};
use crate::domain::time::{ceil_second, floor_second};

/// The longest interval cut at once, in seconds.
const LONGEST_STRETCH: i64 = 16 * DAY;

/// A slot from one of the schedules, claimed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSlot {
    /// The schedule's index, in the order of adding.
    pub source: usize,
    /// The time, from its start to its end.
    pub slot: Slot,
    day: i64,
}

/// The sequence; slots that start at the same time are in the order in which their schedules were added.
#[derive(Debug, Default)]
pub struct Merged {
    sources: Vec<Source>,
    /// For each unfinished schedule, the earliest possible start of its next slot, and its index.
    queue: BinaryHeap<Reverse<(i64, usize)>>,
}

#[derive(Debug)]
struct Source {
    schedule: Schedule,
    /// Slots that have been cut but not yet returned, with their local days.
    ready: Peekable<IntoIter<(i64, Slot)>>,
    /// The seconds from which, and up to which, it is still to be cut, and the current step.
    cut_from: i64,
    ends: i64,
    stretch: i64,
}

impl Source {
    /// The earliest possible start of the next slot; `None` after the last.
    fn next_at(&mut self) -> Option<i64> {
        let waiting = self.ready.peek().map(|(_, slot)| slot.starts_at.as_second());
        waiting.or((self.cut_from < self.ends).then_some(self.cut_from))
    }

    fn cut(&mut self) {
        let until = (self.cut_from + self.stretch).min(self.ends);
        self.ready = self.schedule.open_slots(self.cut_from..until).into_iter().peekable();
        self.cut_from = until;
        // If an interval had no slots, or all were used up, larger steps are taken.
        self.stretch = (self.stretch * 2).min(LONGEST_STRETCH);
    }
}

impl Merged {
    /// Adds a schedule's slots that start between the two instants, both included.
    pub fn add(&mut self, schedule: Schedule, not_before: Timestamp, latest: Timestamp) {
        let (starts, ends) = (ceil_second(not_before), floor_second(latest) + 1);
        if starts < ends {
            self.queue.push(Reverse((starts, self.sources.len())));
        }
        let ready = Vec::new().into_iter().peekable();
        self.sources.push(Source { schedule, ready, cut_from: starts, ends, stretch: DAY });
    }

    /// Whether the slot is free, given these claims.
    #[must_use]
    pub fn is_free(&self, open: &OpenSlot, taken: &Occupancy) -> bool {
        let starts = open.slot.starts_at.as_second();
        self.sources.get(open.source).is_some_and(|source| source.schedule.admits(open.day, starts, taken))
    }
}

impl Iterator for Merged {
    type Item = OpenSlot;

    fn next(&mut self) -> Option<OpenSlot> {
        while let Some(Reverse((_, place))) = self.queue.pop() {
            let source = &mut self.sources[place];
            let found = source.ready.next();
            if found.is_none() {
                source.cut();
            }
            if let Some(at) = source.next_at() {
                self.queue.push(Reverse((at, place)));
            }
            if let Some((day, slot)) = found {
                return Some(OpenSlot { source: place, slot, day });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        slot::{BusyCells, SlotRule, WeeklyWindow},
        time::{WallMinute, Zone, cells, weekday_from_iso},
    };
    use jiff::{SignedDuration, civil::date};
    use proptest::prelude::*;

    const ZONES: [&str; 4] = ["Australia/Sydney", "Australia/Perth", "Pacific/Auckland", "America/St_Johns"];

    fn schedule(zone: usize, windows: &[(i64, i64, i64)], cut: (u16, u16)) -> Schedule {
        let hours: Vec<WeeklyWindow> = windows
            .iter()
            .filter_map(|(day, from, length)| {
                let wall = |half_hours: i64| WallMinute::new((half_hours * 30).min(1_440)).unwrap();
                WeeklyWindow::new(weekday_from_iso(*day).unwrap(), wall(*from), wall(from + length)).ok()
            })
            .collect();
        Schedule::new(Zone::parse(ZONES[zone]).unwrap(), &hours, SlotRule::new(cut.0, cut.1).unwrap())
    }

    /// Around the end of daylight saving time in Sydney.
    fn april() -> Timestamp {
        "2027-03-29T01:02:03.5Z".parse().unwrap()
    }

    #[test]
    fn nothing_is_cut_before_it_is_asked_for() {
        let mut merged = Merged::default();
        for _ in 0..3 {
            let all_day: Vec<_> = (1..=7).map(|day| (day, 0, 48)).collect();
            merged.add(schedule(0, &all_day, (30, 30)), april(), april() + SignedDuration::from_hours(24 * 90));
        }
        let first: Vec<usize> = merged.by_ref().take(6).map(|open| open.source).collect();
        assert_eq!(first, [0, 1, 2, 0, 1, 2], "of those that start at once the first added comes first");
        assert!(merged.sources.iter().all(|source| source.cut_from == ceil_second(april()) + DAY));
    }

    #[test]
    fn a_schedule_that_has_ended_before_it_begins_has_no_slots() {
        let mut merged = Merged::default();
        merged.add(schedule(0, &[(1, 0, 48)], (30, 30)), april(), april() - SignedDuration::from_secs(1));
        assert_eq!(merged.next(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

        #[test]
        fn the_sequence_is_all_open_slots_in_order_of_time(
            people in prop::collection::vec(
                (0..4usize, prop::collection::vec((1..8i64, 0..48i64, 1..20i64), 0..6),
                 prop::sample::select(vec![(30, 30), (15, 60), (60, 45), (5, 5)]), 0..400i64),
                0..6),
            days in 1..40i64,
            claimed in prop::collection::vec(0..12_000i64, 0..200),
        ) {
            let latest = april() + SignedDuration::from_hours(24 * days);
            let first_cell = *cells(april(), latest).start();
            let taken = Occupancy::from(claimed.iter().map(|cell| cell + first_cell).collect::<BusyCells>());
            let mut merged = Merged::default();
            let mut expected: Vec<(Slot, usize)> = Vec::new();
            for (place, (zone, windows, cut, minutes)) in people.iter().enumerate() {
                let schedule = schedule(*zone, windows, *cut);
                let not_before = april() + SignedDuration::from_mins(*minutes);
                let days = schedule.free_slots(date(2027, 3, 27), 50, &taken, not_before);
                let slots = days.into_iter().flat_map(|day| day.slots).filter(|slot| slot.starts_at <= latest);
                expected.extend(slots.map(|slot| (slot, place)));
                merged.add(schedule, not_before, latest);
            }
            expected.sort_by_key(|(slot, place)| (slot.starts_at, *place));

            let open: Vec<OpenSlot> = merged.by_ref().collect();

            let free = open.iter().filter(|open| merged.is_free(open, &taken));
            let free: Vec<(Slot, usize)> = free.map(|open| (open.slot, open.source)).collect();
            prop_assert_eq!(free, expected);
        }
    }
}
