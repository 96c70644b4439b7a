//! Slots, and the rule that cuts them.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::hours::HoursError;

/// The most consecutive slots that one visit can take.
pub const MOST_SLOTS: u16 = 8;

/// How a day is cut into slots: a slot may start whenever the minutes since local midnight are a multiple of the step, and lasts
/// for the duration in real time. Before and after it, the practitioner and the room (not the patient) are kept free for the
/// buffers, which may extend beyond the opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotRule {
    pub(super) step_minutes: u16,
    pub(super) duration_minutes: u16,
    pub(super) buffer_before_minutes: u16,
    pub(super) buffer_after_minutes: u16,
}

impl SlotRule {
    /// A rule made of whole claim cells.
    ///
    /// # Errors
    /// [`HoursError::SlotRule`] unless both are multiples of 5 from 5 to 1440.
    pub fn new(step_minutes: u16, duration_minutes: u16) -> Result<Self, HoursError> {
        let whole_cells = |minutes: u16| (5..=1440).contains(&minutes) && minutes.is_multiple_of(5);
        let rule = Self { step_minutes, duration_minutes, buffer_before_minutes: 0, buffer_after_minutes: 0 };
        if whole_cells(step_minutes) && whole_cells(duration_minutes) { Ok(rule) } else { Err(HoursError::SlotRule) }
    }

    /// The same with time kept free before and after.
    ///
    /// # Errors
    /// [`HoursError::SlotRule`] unless both are multiples of 5 from 0 to 240.
    pub fn with_buffers(self, before: u16, after: u16) -> Result<Self, HoursError> {
        let whole_cells = |minutes: u16| minutes <= 240 && minutes.is_multiple_of(5);
        let rule = Self { buffer_before_minutes: before, buffer_after_minutes: after, ..self };
        if whole_cells(before) && whole_cells(after) { Ok(rule) } else { Err(HoursError::SlotRule) }
    }

    /// The rule with slots as long as this many of its own; `None` if that is not between one slot and a whole day.
    #[must_use]
    pub fn over(self, slots: u16) -> Option<Self> {
        let duration_minutes = self.duration_minutes.checked_mul(slots)?;
        (5..=1440).contains(&duration_minutes).then_some(Self { duration_minutes, ..self })
    }

    /// How long a slot lasts.
    #[must_use]
    pub fn duration_minutes(self) -> u16 {
        self.duration_minutes
    }

    /// Slots start at multiples of this many minutes.
    #[must_use]
    pub fn step_minutes(self) -> u16 {
        self.step_minutes
    }

    /// The minutes kept free before and after.
    #[must_use]
    pub fn buffers(self) -> (u16, u16) {
        (self.buffer_before_minutes, self.buffer_after_minutes)
    }

    /// The time for which the practitioner and the room are occupied when the slot is booked.
    #[must_use]
    pub fn occupied(self, slot: &Slot) -> Slot {
        let minutes = |n: u16| SignedDuration::from_mins(n.into());
        Slot {
            starts_at: slot.starts_at.checked_sub(minutes(self.buffer_before_minutes)).unwrap_or(Timestamp::MIN),
            ends_at: slot.ends_at.checked_add(minutes(self.buffer_after_minutes)).unwrap_or(Timestamp::MAX),
        }
    }

    /// In seconds.
    pub(super) fn step(self) -> i64 {
        i64::from(self.step_minutes) * 60
    }

    /// In seconds.
    pub(super) fn duration(self) -> i64 {
        i64::from(self.duration_minutes) * 60
    }
}

impl Default for SlotRule {
    /// Half-hours on the half-hour: 48 on an ordinary day (S3-11).
    fn default() -> Self {
        Self { step_minutes: 30, duration_minutes: 30, buffer_before_minutes: 0, buffer_after_minutes: 0 }
    }
}

/// An interval of real time that can be booked as one appointment; whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The first instant.
    pub starts_at: Timestamp,
    /// The first instant after it.
    pub ends_at: Timestamp,
}

impl Slot {
    pub(super) fn from_seconds(from: i64, to: i64) -> Option<Self> {
        Some(Self { starts_at: Timestamp::from_second(from).ok()?, ends_at: Timestamp::from_second(to).ok()? })
    }
}

/// The free slots of one local date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySlots {
    /// The date in the centre's zone.
    pub date: Date,
    /// The slots that start on it, in chronological order; often none.
    pub slots: Vec<Slot>,
}

/// Why no slot starts at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotRefusal {
    /// Part of it lies outside the hours at that centre.
    #[error("outside opening hours")]
    OutsideHours,
    /// Open, but slots start at other minutes.
    #[error("not the start of a slot")]
    OffGrid,
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

    #[test]
    fn neighbouring_slots_make_one_that_lasts_as_long_up_to_a_day() {
        let rule = SlotRule::new(15, 30).and_then(|rule| rule.with_buffers(5, 10)).unwrap();

        let three = rule.over(3).unwrap();

        assert_eq!((three.step_minutes(), three.duration_minutes(), three.buffers()), (15, 90, (5, 10)));
        assert_eq!(rule.over(48).map(SlotRule::duration_minutes), Some(1440));
        assert!(rule.over(0).is_none() && rule.over(49).is_none() && rule.over(u16::MAX).is_none());
    }

    #[test]
    fn buffers_widen_what_is_occupied_and_not_the_slot() {
        let rule = SlotRule::default().with_buffers(5, 10).unwrap();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let slot = Slot { starts_at: at("2026-11-24T09:00Z"), ends_at: at("2026-11-24T09:30Z") };

        let occupied = rule.occupied(&slot);

        assert_eq!((occupied.starts_at, occupied.ends_at), (at("2026-11-24T08:55Z"), at("2026-11-24T09:40Z")));
        assert!(SlotRule::default().with_buffers(3, 0).is_err() && SlotRule::default().with_buffers(0, 245).is_err());
    }
}
