//! The questions that a schedule answers: which slots a day has, which are free, which comes first, which are near, and whether one
//! may be booked. All are answered from the same open intervals.

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    Availability, DaySlots, Occupancy, Slot, SlotRefusal, SlotRule, WeeklyWindow,
    open::{DAY, OpenTimes, day_number},
};
use crate::domain::time::{CELL_SECONDS, Zone, ceil_second, floor_second};

/// The largest offset of any zone from UTC, in seconds: a local date lies within it of the same date in UTC.
const FURTHEST_OFFSET: i64 = 26 * 60 * 60;

/// One practitioner's hours at one centre, cut into slots. `busy` always contains every relevant claim (practitioner, patient,
/// room); slots that start before `not_before` are left out.
#[derive(Clone, Debug)]
pub struct Schedule {
    times: OpenTimes,
    rule: SlotRule,
}

impl Schedule {
    /// Takes weekly hours in any order; overlapping ones count once.
    #[must_use]
    pub fn new(zone: Zone, hours: &[WeeklyWindow], rule: SlotRule) -> Self {
        Self::of(zone, &Availability::weekly(hours), rule)
    }

    /// Takes windows of every kind in any order; overlapping ones count once.
    #[must_use]
    pub fn of(zone: Zone, hours: &Availability, rule: SlotRule) -> Self {
        Self { times: OpenTimes::new(zone, hours), rule }
    }

    /// The rule that it is cut by.
    #[must_use]
    pub fn rule(&self) -> SlotRule {
        self.rule
    }

    /// Every slot that starts on the local date, claimed or not, in chronological order.
    #[must_use]
    pub fn day_slots(&self, date: Date) -> Vec<Slot> {
        let days = self.free_slots(date, 1, &Occupancy::default(), Timestamp::MIN);
        days.into_iter().flat_map(|day| day.slots).collect()
    }

    /// The free slots of the `days` local dates starting at `from`, one entry per date.
    #[must_use]
    pub fn free_slots(&self, from: Date, days: u16, busy: &Occupancy, not_before: Timestamp) -> Vec<DaySlots> {
        let empty = |date| DaySlots { date, slots: Vec::new() };
        let mut found: Vec<DaySlots> = from.series(1.day()).take(days.into()).map(empty).collect();
        for (index, slot) in self.free_on(from, days, busy, not_before) {
            found[index].slots.push(slot);
        }
        found
    }

    /// The first days with free slots among the `days` local dates starting at `from`: at most `most.0`, each with its first
    /// `most.1` slots.
    #[must_use]
    pub fn first_free(
        &self,
        from: Date,
        days: u16,
        most: (usize, usize),
        busy: &Occupancy,
        not_before: Timestamp,
    ) -> Vec<DaySlots> {
        let mut found: Vec<(usize, Vec<Slot>)> = Vec::new();
        for (index, slot) in self.free_on(from, days, busy, not_before) {
            match found.iter().position(|day| day.0 == index) {
                Some(known) if found[known].1.len() < most.1 => found[known].1.push(slot),
                Some(_) => {}
                None if found.len() == most.0 => break,
                None => found.push((index, vec![slot])),
            }
        }
        let date = |index: usize| from.saturating_add((index as i64).days());
        found.into_iter().map(|(index, slots)| DaySlots { date: date(index), slots }).collect()
    }

    /// The first free slot that starts within `days` times 24 hours after `not_before`.
    #[must_use]
    pub fn earliest_free(&self, days: u16, busy: &Occupancy, not_before: Timestamp) -> Option<Slot> {
        let begins = ceil_second(not_before);
        // A week at a time: most searches end in the first.
        (0..i64::from(days)).step_by(7).find_map(|day| {
            let until = (day + 7).min(days.into());
            self.free(begins + day * DAY..begins + until * DAY, busy).next().map(|(_, slot)| slot)
        })
    }

    /// The `count` free slots nearest to a wanted instant, at most `reach_days` times 24 hours away, in chronological order; of two
    /// equally near, the earlier. For the message that refuses the wanted one.
    #[must_use]
    pub fn nearest_free(
        &self,
        wanted: Timestamp,
        reach_days: u16,
        count: usize,
        busy: &Occupancy,
        not_before: Timestamp,
    ) -> Vec<Slot> {
        let (wanted, reach) = (wanted.as_second(), i64::from(reach_days) * DAY);
        let within = (wanted - reach).max(ceil_second(not_before))..wanted + reach + 1;
        let mut slots: Vec<Slot> = self.free(within, busy).map(|(_, slot)| slot).collect();
        slots.sort_by_key(|slot| slot.starts_at.as_second().abs_diff(wanted));
        slots.truncate(count);
        slots.sort_unstable();
        slots
    }

    /// The slot that starts at the instant: passes exactly those that [`Schedule::day_slots`] lists. Claims are not checked.
    ///
    /// # Errors
    /// [`SlotRefusal::OutsideHours`] if some of it is closed, else [`SlotRefusal::OffGrid`].
    pub fn check(&self, starts_at: Timestamp) -> Result<Slot, SlotRefusal> {
        let from = floor_second(starts_at);
        let to = from + self.rule.duration();
        let open = self.times.open(from..to);
        let whole = open.first().filter(|piece| piece.from == from && piece.open_until == to);
        let first = whole.ok_or(SlotRefusal::OutsideHours)?;
        if starts_at.subsec_nanosecond() != 0 || first.first_start(self.rule.step()) != from {
            return Err(SlotRefusal::OffGrid);
        }
        Slot::from_seconds(from, to).ok_or(SlotRefusal::OutsideHours)
    }

    /// Every slot that starts between these UTC seconds, claimed or not, in chronological order, each with its local day.
    pub(super) fn open_slots(&self, starts: Range<i64>) -> Vec<(i64, Slot)> {
        self.open(starts).filter_map(|(day, from)| Some((day, self.slot(from)?))).collect()
    }

    /// Whether these claims leave a slot free that starts at this UTC second of a local day.
    pub(super) fn admits(&self, day: i64, from: i64, busy: &Occupancy) -> bool {
        let to = from + self.rule.duration();
        let (before, after) = self.rule.buffers();
        let cells = |from: i64, to: i64| from.div_euclid(CELL_SECONDS)..=(to - 1).div_euclid(CELL_SECONDS);
        busy.admits(day, cells(from, to), cells(from - i64::from(before) * 60, to + i64::from(after) * 60))
    }

    /// The free slots of the `days` local dates starting at `from`, in chronological order, each with its date's index from 0.
    fn free_on(
        &self,
        from: Date,
        days: u16,
        busy: &Occupancy,
        not_before: Timestamp,
    ) -> impl Iterator<Item = (usize, Slot)> {
        let first = day_number(from);
        let begins = (first * DAY - FURTHEST_OFFSET).max(ceil_second(not_before));
        let ends = (first + i64::from(days)) * DAY + FURTHEST_OFFSET;
        let index = move |day: i64| usize::try_from(day - first).ok().filter(|index| *index < usize::from(days));
        self.free(begins..ends, busy).filter_map(move |(day, slot)| Some((index(day)?, slot)))
    }

    /// The free slots that start between these UTC seconds, in chronological order, each with its local day.
    fn free(&self, starts: Range<i64>, busy: &Occupancy) -> impl Iterator<Item = (i64, Slot)> {
        self.open(starts)
            .filter(|(day, from)| self.admits(*day, *from, busy))
            .filter_map(|(day, from)| Some((day, self.slot(from)?)))
    }

    /// The local day and start of every slot that starts between these UTC seconds.
    fn open(&self, starts: Range<i64>) -> impl Iterator<Item = (i64, i64)> + use<> {
        let (step, duration) = (self.rule.step(), self.rule.duration());
        self.times.open(starts.start..starts.end + duration).into_iter().flat_map(move |piece| {
            let end = piece.to.min(starts.end).min(piece.open_until - duration + 1);
            (piece.first_start(step)..end).step_by(step as usize).map(move |from| (piece.day, from))
        })
    }

    fn slot(&self, from: i64) -> Option<Slot> {
        Slot::from_seconds(from, from + self.rule.duration())
    }
}
