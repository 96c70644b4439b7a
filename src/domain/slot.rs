//! Bookable slots: weekly opening hours in wall time become slots in UTC, less what is already claimed.
//!
//! One rule carries it all: a slot is open when *every instant of it* is, by the clock on the wall there and then. What
//! becomes of skipped, repeated and missing hours follows. Words for people are `calendar_view`'s part.

mod busy;
mod hours;
mod open;
mod schedule;

use jiff::{Timestamp, civil::Date};

pub use self::{
    busy::BusyCells,
    hours::{HoursError, WeeklyWindow, check_hours, clashes, clashes_across},
    schedule::Schedule,
};
use super::time::Zone;

/// How a day is cut: a slot may start whenever the minutes since local midnight are a multiple of the step, and lasts the
/// duration in real time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotRule {
    step_minutes: u16,
    duration_minutes: u16,
}

impl SlotRule {
    /// A rule of whole claim cells.
    ///
    /// # Errors
    /// [`HoursError::SlotRule`] unless both are multiples of 5 from 5 to 1440.
    pub fn new(step_minutes: u16, duration_minutes: u16) -> Result<Self, HoursError> {
        let whole_cells = |minutes: u16| (5..=1440).contains(&minutes) && minutes.is_multiple_of(5);
        let rule = Self { step_minutes, duration_minutes };
        if whole_cells(step_minutes) && whole_cells(duration_minutes) { Ok(rule) } else { Err(HoursError::SlotRule) }
    }

    /// In seconds.
    fn step(self) -> i64 {
        i64::from(self.step_minutes) * 60
    }

    /// In seconds.
    fn duration(self) -> i64 {
        i64::from(self.duration_minutes) * 60
    }
}

impl Default for SlotRule {
    /// Half-hours on the half-hour: 48 on an ordinary day (S3-11).
    fn default() -> Self {
        Self { step_minutes: 30, duration_minutes: 30 }
    }
}

/// A stretch of real time that can be booked as one appointment; whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The first instant.
    pub starts_at: Timestamp,
    /// The first instant after it.
    pub ends_at: Timestamp,
}

impl Slot {
    fn from_seconds(from: i64, to: i64) -> Option<Self> {
        Some(Self { starts_at: Timestamp::from_second(from).ok()?, ends_at: Timestamp::from_second(to).ok()? })
    }
}

/// The free slots of one local date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySlots {
    /// The date in the centre's zone.
    pub date: Date,
    /// The slots that start on it, in order of time; often none.
    pub slots: Vec<Slot>,
}

/// Why an instant is no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotRefusal {
    /// Some instant of it lies outside the hours at that centre.
    #[error("outside opening hours")]
    OutsideHours,
    /// Open, but slots start at other minutes.
    #[error("not on the grid of slots")]
    OffGrid,
}

/// [`Schedule::free_slots`] for one question only.
#[must_use]
pub fn free_slots(
    zone: &Zone,
    from: Date,
    days: u16,
    hours: &[WeeklyWindow],
    rule: SlotRule,
    busy: &BusyCells,
    not_before: Timestamp,
) -> Vec<DaySlots> {
    Schedule::new(zone.clone(), hours, rule).free_slots(from, days, busy, not_before)
}

/// [`Schedule::check`] for one question only.
///
/// # Errors
/// As there.
pub fn check(zone: &Zone, hours: &[WeeklyWindow], rule: SlotRule, starts_at: Timestamp) -> Result<Slot, SlotRefusal> {
    Schedule::new(zone.clone(), hours, rule).check(starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_of_whole_cells() {
        for minutes in [5, 15, 30, 1440] {
            assert!(SlotRule::new(minutes, 30).is_ok() && SlotRule::new(30, minutes).is_ok(), "{minutes}");
        }
        for minutes in [0, 1, 7, 1445, u16::MAX] {
            assert_eq!(SlotRule::new(minutes, 30), Err(HoursError::SlotRule), "{minutes}");
            assert_eq!(SlotRule::new(30, minutes), Err(HoursError::SlotRule), "{minutes}");
        }
    }
}
