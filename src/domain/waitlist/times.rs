//! Suitable times: weekdays, hours and a last date, in the centre's local time and calendar.

use jiff::civil::{Date, Weekday};

use crate::domain::{
    calendar_view::local_date,
    form::{Field, FieldError, Problem, Problems},
    slot::Slot,
    time::{WallMinute, Zone, iso_weekday, weekday_from_iso},
};

/// A non-empty set of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// From the stored bit mask: 1 is Monday, 64 is Sunday.
    #[must_use]
    pub fn from_bits(bits: i64) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| (1..=Self::ALL.0).contains(bits)).map(Self)
    }

    /// The stored number.
    #[must_use]
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// From ISO numbers as a form sends them, each from 1 (Monday) to 7.
    ///
    /// # Errors
    /// [`Problem::Missing`] without any, [`Problem::NotAChoice`] for an invalid one.
    pub fn parse<S: AsRef<str>>(numbers: &[S]) -> Result<Self, FieldError> {
        let problem = |problem| FieldError::new(Field::Weekdays, problem);
        let mut bits = 0;
        for number in numbers {
            let weekday = number.as_ref().parse().ok().and_then(|number| weekday_from_iso(number).ok());
            bits |= bit(weekday.ok_or(problem(Problem::NotAChoice))?);
        }
        Self::from_bits(bits).ok_or(problem(Problem::Missing))
    }

    /// Whether the set contains this day.
    #[must_use]
    pub fn contain(self, weekday: Weekday) -> bool {
        self.bits() & bit(weekday) != 0
    }
}

fn bit(weekday: Weekday) -> i64 {
    1 << (iso_weekday(weekday) - 1)
}

/// The times that suit someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// On these days.
    pub weekdays: Weekdays,
    /// The earliest start.
    pub from: WallMinute,
    /// The latest end; 24:00 sets no limit.
    pub until: WallMinute,
    /// The last date.
    pub latest_on: Option<Date>,
}

impl Default for Times {
    /// Any time.
    fn default() -> Self {
        Self { weekdays: Weekdays::ALL, from: WallMinute::MIDNIGHT, until: WallMinute::END_OF_DAY, latest_on: None }
    }
}

impl Times {
    /// Parses a form. Blank times and a blank date set no limit; midnight as an end means the end of the day.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse<S: AsRef<str>>(
        weekdays: &[S],
        (from, until): (&str, &str),
        latest_on: &str,
        today: Date,
    ) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        let weekdays = problems.keep(Weekdays::parse(weekdays));
        let from = problems.keep(wall(Field::FromTime, from, WallMinute::MIDNIGHT));
        let until = problems.keep(wall(Field::UntilTime, until, WallMinute::END_OF_DAY).map(|until| match until {
            WallMinute::MIDNIGHT => WallMinute::END_OF_DAY,
            until => until,
        }));
        if let (Some(from), Some(until)) = (from, until)
            && from >= until
        {
            problems.add(Field::UntilTime, Problem::Clash);
        }
        let latest_on = problems.keep(latest(latest_on.trim(), today));
        match (weekdays, from, until, latest_on) {
            (Some(weekdays), Some(from), Some(until), Some(latest_on)) if from < until => {
                Ok(Self { weekdays, from, until, latest_on })
            }
            _ => Err(problems.into_vec()),
        }
    }

    /// Whether all of a slot is suitable, in this zone's local time.
    #[must_use]
    pub fn admit(&self, zone: &Zone, slot: &Slot) -> bool {
        let (starts, ends) = (zone.tz().to_datetime(slot.starts_at), zone.tz().to_datetime(slot.ends_at));
        let date = local_date(zone, slot.starts_at);
        let minute = |at: jiff::civil::DateTime| i64::from(at.hour()) * 60 + i64::from(at.minute());
        let ends_in_time = self.until == WallMinute::END_OF_DAY
            || (ends.date() == date && minute(ends) <= i64::from(self.until.minutes()));
        self.weekdays.contain(date.weekday())
            && minute(starts) >= i64::from(self.from.minutes())
            && ends_in_time
            && self.latest_on.is_none_or(|latest| date <= latest)
    }
}

fn wall(field: Field, text: &str, blank: WallMinute) -> Result<WallMinute, FieldError> {
    if text.trim().is_empty() {
        return Ok(blank);
    }
    WallMinute::parse(text).map_err(|_| FieldError::new(field, Problem::Wrong))
}

fn latest(text: &str, today: Date) -> Result<Option<Date>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    let date: Date = text.parse().map_err(|_| FieldError::new(Field::LatestOn, Problem::NotADate))?;
    if date < today {
        return Err(FieldError::new(Field::LatestOn, Problem::ImplausibleDate));
    }
    Ok(Some(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, ToSpan, civil::date};

    const EVERY_DAY: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];

    fn admits(times: &Times, zone: &str, starts_at: &str) -> bool {
        let starts_at: Timestamp = starts_at.parse().unwrap();
        times.admit(&Zone::parse(zone).unwrap(), &Slot { starts_at, ends_at: starts_at + 30.minutes() })
    }

    fn hours(from: &str, until: &str) -> Times {
        Times::parse(&EVERY_DAY, (from, until), "", date(2026, 11, 24)).unwrap()
    }

    #[test]
    fn a_visit_lies_within_the_hours_with_its_whole_length() {
        let morning = hours("08:00", "12:00");
        for (starts_at, suits) in [
            ("2026-11-23T20:59Z", false),
            ("2026-11-23T21:00Z", true),
            ("2026-11-24T00:30Z", true),
            ("2026-11-24T00:31Z", false),
        ] {
            assert_eq!(admits(&morning, "Australia/Sydney", starts_at), suits, "{starts_at}");
        }
    }

    #[test]
    fn a_visit_over_midnight_suits_only_those_who_set_no_end() {
        assert!(admits(&hours("20:00", ""), "UTC", "2026-11-24T23:45Z"));
        assert!(admits(&hours("20:00", "00:00"), "UTC", "2026-11-24T23:30Z"));
        assert!(!admits(&hours("20:00", "23:50"), "UTC", "2026-11-24T23:45Z"));
    }

    #[test]
    fn an_hour_that_is_repeated_suits_both_times() {
        let nights = hours("02:00", "03:00");
        // 02:00 occurs twice in Sydney on 5 April 2026, at 15:00 and at 16:00 UTC: 02:30 to 02:00 ends before it begins.
        assert!(admits(&nights, "Australia/Sydney", "2026-04-04T15:00Z"));
        assert!(admits(&nights, "Australia/Sydney", "2026-04-04T16:00Z"));
    }

    #[test]
    fn the_day_and_the_last_date_are_read_off_the_calendar_of_the_centre() {
        let tuesdays = Times::parse(&["2"], ("", ""), "2026-11-24", date(2026, 11, 24)).unwrap();
        for (zone, starts_at, suits) in [
            ("Australia/Sydney", "2026-11-23T12:59Z", false),
            ("Australia/Sydney", "2026-11-23T13:00Z", true),
            ("Australia/Sydney", "2026-11-24T12:30Z", true),
            ("Australia/Sydney", "2026-11-24T13:00Z", false),
            ("Australia/Sydney", "2026-12-01T00:00Z", false),
            ("America/New_York", "2026-11-24T04:59Z", false),
            ("America/New_York", "2026-11-25T04:59Z", true),
            ("Asia/Kathmandu", "2026-11-23T18:15Z", true),
        ] {
            assert_eq!(admits(&tuesdays, zone, starts_at), suits, "{starts_at} in {zone}");
        }
    }

    #[test]
    fn blank_fields_set_no_limit() {
        assert_eq!(Times::parse(&EVERY_DAY, ("", " "), "", date(2026, 11, 24)), Ok(Times::default()));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let none: [&str; 0] = [];
        let today = date(2026, 11, 24);
        let problems = |result: Result<Times, Vec<FieldError>>| {
            result.unwrap_err().into_iter().map(|e| (e.field, e.problem)).collect::<Vec<_>>()
        };

        assert_eq!(
            problems(Times::parse(&none, ("9", "25:00"), "tomorrow", today)),
            [
                (Field::Weekdays, Problem::Missing),
                (Field::FromTime, Problem::Wrong),
                (Field::UntilTime, Problem::Wrong),
                (Field::LatestOn, Problem::NotADate),
            ]
        );
        let backwards = Times::parse(&["8"], ("12:00", "12:00"), "2026-11-23", today);
        assert_eq!(
            problems(backwards),
            [
                (Field::Weekdays, Problem::NotAChoice),
                (Field::UntilTime, Problem::Clash),
                (Field::LatestOn, Problem::ImplausibleDate),
            ]
        );
    }

    #[test]
    fn days_are_stored_as_their_sum() {
        let weekend = Weekdays::parse(&["6", "7", "7"]).unwrap();

        assert_eq!(weekend.bits(), 96);
        assert!(weekend.contain(Weekday::Sunday) && !weekend.contain(Weekday::Friday));
        assert_eq!(
            (Weekdays::from_bits(96), Weekdays::from_bits(0), Weekdays::from_bits(128)),
            (Some(weekend), None, None)
        );
    }
}
