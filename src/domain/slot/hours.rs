//! Opening hours in local time: weekly windows, dated ones and closures. `open` computes what they open on a given date, `clash`
//! whether two sets of them are compatible.

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::domain::time::WallMinute;

/// Why opening hours, or the rule that cuts them into slots, are invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// A window must end after it starts; one past midnight is two windows.
    #[error("a window must end after it starts")]
    EmptyWindow,
    /// Two windows of one list overlap on a weekday.
    #[error("two windows overlap")]
    Overlap(WeeklyWindow, WeeklyWindow),
    /// The step and duration of slots are whole claim cells: multiples of 5 minutes, from 5 to 1440.
    #[error("slots come in multiples of 5 minutes, up to a day")]
    SlotRule,
}

/// When someone can be booked at one centre, in its local time: (weekly hours and dated windows) minus closures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Week after week.
    pub weekly: Vec<WeeklyWindow>,
    /// On single dates, in addition to the weekly hours.
    pub dated: Vec<DatedWindow>,
    /// Closed, whatever the other two say.
    pub closures: Vec<Closure>,
}

/// Open on one weekday from one local time to another; at 24:00 it may touch the next day's first window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeeklyWindow {
    weekday: Weekday,
    starts: WallMinute,
    ends: WallMinute,
    valid_from: Option<Date>,
    valid_until: Option<Date>,
}

impl WeeklyWindow {
    /// A non-empty window, repeated every week.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(weekday: Weekday, starts: WallMinute, ends: WallMinute) -> Result<Self, HoursError> {
        let window = Self { weekday, starts, ends, valid_from: None, valid_until: None };
        if starts < ends { Ok(window) } else { Err(HoursError::EmptyWindow) }
    }

    /// The same window, limited to the dates from one to another, both included.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] if it would end before it begins.
    pub fn valid(self, from: Option<Date>, until: Option<Date>) -> Result<Self, HoursError> {
        match (from, until) {
            (Some(from), Some(until)) if until < from => Err(HoursError::EmptyWindow),
            _ => Ok(Self { valid_from: from, valid_until: until, ..self }),
        }
    }

    /// The weekday, in the centre's zone.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.weekday
    }

    /// The first open minute.
    #[must_use]
    pub fn starts(self) -> WallMinute {
        self.starts
    }

    /// The first minute that is no longer open.
    #[must_use]
    pub fn ends(self) -> WallMinute {
        self.ends
    }

    /// The first date on which it applies, if it has one.
    #[must_use]
    pub fn valid_from(self) -> Option<Date> {
        self.valid_from
    }

    /// The last date on which it applies, if it has one.
    #[must_use]
    pub fn valid_until(self) -> Option<Date> {
        self.valid_until
    }

    /// Whether the two overlap on some date.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let begins = |window: Self| window.valid_from.unwrap_or(Date::MIN);
        let expires = |window: Self| window.valid_until.unwrap_or(Date::MAX);
        self.weekday == other.weekday
            && self.starts < other.ends
            && other.starts < self.ends
            && begins(self) <= expires(other)
            && begins(other) <= expires(self)
    }
}

/// Open on one date from one local time to another (S0-24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatedWindow {
    date: Date,
    starts: WallMinute,
    ends: WallMinute,
}

impl DatedWindow {
    /// A non-empty window.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(date: Date, starts: WallMinute, ends: WallMinute) -> Result<Self, HoursError> {
        let window = Self { date, starts, ends };
        if starts < ends { Ok(window) } else { Err(HoursError::EmptyWindow) }
    }

    /// The date, in the centre's zone.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The first open minute.
    #[must_use]
    pub fn starts(self) -> WallMinute {
        self.starts
    }

    /// The first minute that is no longer open.
    #[must_use]
    pub fn ends(self) -> WallMinute {
        self.ends
    }
}

/// Closed from one local time to another, wherever that is: a holiday has no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub struct Closure {
    starts: DateTime,
    ends: DateTime,
}

impl Closure {
    /// A non-empty closure.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(starts: DateTime, ends: DateTime) -> Result<Self, HoursError> {
        if starts < ends { Ok(Self { starts, ends }) } else { Err(HoursError::EmptyWindow) }
    }

    /// The first closed instant in wall time.
    #[must_use]
    pub fn starts(self) -> DateTime {
        self.starts
    }

    /// The instant of reopening in wall time.
    #[must_use]
    pub fn ends(self) -> DateTime {
        self.ends
    }
}

/// Parses the stored pair of local times: `2026-12-24T00:00:00` and so on.
impl TryFrom<(String, String)> for Closure {
    type Error = String;

    fn try_from((starts, ends): (String, String)) -> Result<Self, String> {
        let wall = |text: String| text.parse::<DateTime>().map_err(|e| e.to_string());
        Self::new(wall(starts)?, wall(ends)?).map_err(|e| e.to_string())
    }
}

impl From<Closure> for (String, String) {
    fn from(closure: Closure) -> Self {
        (closure.starts.to_string(), closure.ends.to_string())
    }
}

impl Availability {
    /// Only weekly hours.
    #[must_use]
    pub fn weekly(hours: &[WeeklyWindow]) -> Self {
        Self { weekly: hours.to_vec(), ..Self::default() }
    }

    /// Around the clock, every day.
    #[must_use]
    pub fn always() -> Self {
        let day = |weekday| WeeklyWindow {
            weekday,
            starts: WallMinute::MIDNIGHT,
            ends: WallMinute::END_OF_DAY,
            valid_from: None,
            valid_until: None,
        };
        Self { weekly: Weekday::Monday.cycle_forward().take(7).map(day).collect(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_it_starts() {
        let [early, late] = ["09:00", "17:00"].map(|text| WallMinute::parse(text).unwrap());

        assert!(WeeklyWindow::new(Weekday::Monday, early, late).is_ok());
        assert_eq!(WeeklyWindow::new(Weekday::Monday, early, early), Err(HoursError::EmptyWindow));
        assert_eq!(WeeklyWindow::new(Weekday::Monday, late, early), Err(HoursError::EmptyWindow));
    }
}
