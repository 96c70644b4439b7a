//! The building blocks of time: the five-minute cells that bookings claim, IANA zones, minutes of the day and ISO weekdays, each
//! constructed only from valid input. Opening hours and slots are in `slot`, words for people in `calendar_view`. Nothing here
//! reads the clock.

use std::{fmt, ops::RangeInclusive};

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};

/// Length of a claim cell. Every zone's offset in this century is a multiple of it, so no cell lies in two slots.
pub const CELL_SECONDS: i64 = 300;

/// Minutes of a civil day: the largest [`WallMinute`].
const DAY_MINUTES: u16 = 24 * 60;

/// Why a text or a stored number is not a valid time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The name is not in the IANA database (in the browser, which has no database, every name gives this error).
    #[error("not the name of an IANA time zone")]
    UnknownZone,
    /// Not `H:MM` or `HH:MM` between 00:00 and 24:00.
    #[error("not a time between 00:00 and 24:00")]
    NotAWallTime,
    /// Not an ISO weekday, 1 (Monday) to 7 (Sunday).
    #[error("not a weekday from 1 (Monday) to 7 (Sunday)")]
    NotAWeekday,
}

/// Five minutes of UTC, numbered from the Unix epoch; the unit in which a booking claims a person or a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(i64);

impl Cell {
    /// The cell that contains the instant.
    #[must_use]
    pub fn containing(at: Timestamp) -> Self {
        Self(floor_second(at).div_euclid(CELL_SECONDS))
    }

    /// UTC seconds divided by [`CELL_SECONDS`], rounded down.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }
}

/// The numbers of all cells that `starts_at..ends_at` touches; empty if the interval is empty or reversed.
pub fn cells(starts_at: Timestamp, ends_at: Timestamp) -> RangeInclusive<i64> {
    let first = Cell::containing(starts_at).number();
    if ends_at <= starts_at {
        return first..=first - 1;
    }
    first..=(ceil_second(ends_at) - 1).div_euclid(CELL_SECONDS)
}

/// Whole UTC seconds, rounded down: `Timestamp::as_second` rounds towards the epoch.
pub(super) fn floor_second(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// Whole UTC seconds, rounded up.
pub(super) fn ceil_second(at: Timestamp) -> i64 {
    at.as_second() + i64::from(at.subsec_nanosecond() > 0)
}

/// A place's time zone, known to the IANA database under [`Zone::name`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// UTC, the zone of stored instants.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Looks up a name, ignoring case and surrounding spaces.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`], and in the browser always: views there receive text, not zones.
    pub fn parse(name: &str) -> Result<Self, TimeError> {
        TimeZone::get(name.trim()).ok().filter(|tz| tz.iana_name().is_some()).map(Self).ok_or(TimeError::UnknownZone)
    }

    /// The name as the database spells it, such as `Australia/Sydney`.
    #[must_use]
    pub fn name(&self) -> &str {
        // `parse` accepts only named zones; UTC is the one that jiff names by itself.
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The zone's rules.
    #[must_use]
    pub fn tz(&self) -> &TimeZone {
        &self.0
    }
}

/// A clock time, in minutes since midnight: 0 to 1440, where 1440 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallMinute(u16);

impl WallMinute {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00.
    pub const END_OF_DAY: Self = Self(DAY_MINUTES);

    /// From minutes since midnight, as stored.
    ///
    /// # Errors
    /// [`TimeError::NotAWallTime`] outside 0..=1440.
    pub fn new(minutes: i64) -> Result<Self, TimeError> {
        u16::try_from(minutes).ok().filter(|minutes| *minutes <= DAY_MINUTES).map(Self).ok_or(TimeError::NotAWallTime)
    }

    /// From `H:MM` or `HH:MM`, ignoring surrounding spaces; `24:00` is the end of the day.
    ///
    /// # Errors
    /// [`TimeError::NotAWallTime`] for anything else.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let (hours, minutes) = text.trim().split_once(':').ok_or(TimeError::NotAWallTime)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !matches!(hours.len(), 1 | 2) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
            return Err(TimeError::NotAWallTime);
        }
        match (hours.parse::<i64>(), minutes.parse::<i64>()) {
            (Ok(hours), Ok(minutes @ 0..60)) => Self::new(hours * 60 + minutes),
            _ => Err(TimeError::NotAWallTime),
        }
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for WallMinute {
    /// `HH:MM`, and `24:00` for the end of the day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The weekday's ISO number, as stored: 1 is Monday, 7 Sunday.
#[must_use]
pub fn iso_weekday(weekday: Weekday) -> i64 {
    weekday.to_monday_one_offset().into()
}

/// The weekday of an ISO number.
///
/// # Errors
/// [`TimeError::NotAWeekday`] outside 1..=7.
pub fn weekday_from_iso(number: i64) -> Result<Weekday, TimeError> {
    i8::try_from(number)
        .ok()
        .and_then(|number| Weekday::from_monday_one_offset(number).ok())
        .ok_or(TimeError::NotAWeekday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_interval_claims_the_cells_it_touches_and_not_the_one_it_ends_at() {
        let touched = |from, to| {
            let cells = cells(at(from), at(to));
            (*cells.start(), *cells.end())
        };

        assert_eq!(touched("1970-01-01T00:00Z", "1970-01-01T00:30Z"), (0, 5));
        assert_eq!(touched("1970-01-01T00:04:59Z", "1970-01-01T00:05:01Z"), (0, 1));
        assert_eq!(touched("1970-01-01T00:05Z", "1970-01-01T00:05:00.5Z"), (1, 1));
        assert_eq!(touched("1969-12-31T23:59:59.5Z", "1970-01-01T00:00Z"), (-1, -1));
    }

    #[test]
    fn an_empty_interval_claims_nothing() {
        let noon = at("2026-11-24T12:02Z");

        assert!(cells(noon, noon).is_empty());
        assert!(cells(noon, at("2026-11-24T11:00Z")).is_empty());
    }

    #[test]
    fn a_zone_is_known_by_the_spelling_of_the_database() {
        assert_eq!(Zone::parse(" australia/sydney ").unwrap().name(), "Australia/Sydney");
        assert_eq!(Zone::parse("UTC").unwrap().name(), "UTC");
    }

    #[test]
    fn offsets_abbreviations_and_the_unknown_zone_are_no_zones() {
        for name in ["", "+10:00", "AEST", "Sydney", "Etc/Unknown", "../etc/passwd"] {
            assert_eq!(Zone::parse(name), Err(TimeError::UnknownZone), "{name}");
        }
    }

    #[test]
    fn wall_times_run_from_midnight_to_midnight() {
        for (text, minutes) in [("00:00", 0), ("9:05", 545), (" 09:05 ", 545), ("23:59", 1439), ("24:00", 1440)] {
            assert_eq!(WallMinute::parse(text).map(WallMinute::minutes), Ok(minutes), "{text}");
        }
        for text in ["", ":", "9", "9:5", "09:60", "24:01", "25:00", "+9:00", "-1:00", "009:00", "9:00am", "९:००"]
        {
            assert_eq!(WallMinute::parse(text), Err(TimeError::NotAWallTime), "{text}");
        }
    }

    #[test]
    fn every_wall_minute_reads_back_as_written() {
        for minutes in 0..=1440 {
            let wall = WallMinute::new(minutes).unwrap();
            assert_eq!(WallMinute::parse(&wall.to_string()), Ok(wall));
        }
        assert!(WallMinute::new(-1).is_err());
        assert!(WallMinute::new(1441).is_err());
    }

    #[test]
    fn weekdays_are_stored_by_their_iso_number() {
        assert_eq!(iso_weekday(Weekday::Monday), 1);
        assert_eq!(weekday_from_iso(7), Ok(Weekday::Sunday));
        for number in [i64::MIN, 0, 8, 257] {
            assert_eq!(weekday_from_iso(number), Err(TimeError::NotAWeekday));
        }
    }
}
