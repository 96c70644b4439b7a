//! What a calendar shows: the clock times of a slot, the bounds of a day, the week of a date, all as local time in an explicit
//! zone. The words here are English, with a 24-hour clock and the same text on every machine; readers get `words::calendar`.

use std::ops::Range;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use super::slot::Slot;
use super::time::{WallMinute, Zone};

/// `08:00-08:30`. In an hour that the clock repeats, the offset distinguishes the two: `01:30-02:00 (UTC+11)`.
#[must_use]
pub fn slot_label(zone: &Zone, slot: &Slot) -> String {
    let (starts, ends, offset) = slot_times(zone, slot);
    let label = format!("{:02}:{:02}-{:02}:{:02}", starts.hour(), starts.minute(), ends.hour(), ends.minute());
    offset.map_or_else(|| label.clone(), |offset| format!("{label} ({offset})"))
}

/// The clock times at which a slot starts and ends, and the UTC offset where the clock repeats that hour.
#[must_use]
pub fn slot_times(zone: &Zone, slot: &Slot) -> (DateTime, DateTime, Option<String>) {
    let tz = zone.tz();
    let offset = tz.to_offset(slot.starts_at);
    let starts = offset.to_datetime(slot.starts_at);
    let ends = tz.to_datetime(slot.ends_at);
    (starts, ends, is_repeated(tz, starts).then(|| offset_label(offset)))
}

/// Whether the clock shows this time twice. Two offsets from jiff are not enough: jiff 0.2 also gives two for 23:30 on
/// 2023-10-28 in Nuuk, which occurred once.
fn is_repeated(tz: &TimeZone, wall: DateTime) -> bool {
    let AmbiguousOffset::Fold { before, after } = tz.to_ambiguous_timestamp(wall).offset() else {
        return false;
    };
    let reads_back = |offset: Offset| offset.to_timestamp(wall).is_ok_and(|at| tz.to_datetime(at) == wall);
    reads_back(before) && reads_back(after)
}

/// `UTC+11`, `UTC-3:30`, `UTC`.
fn offset_label(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// Parses the value of a date field: year, month and day. The library's own parser would add all of its error texts to the first
/// page's code.
#[must_use]
pub fn day_of(text: &str) -> Option<Date> {
    let (year, rest) = text.trim().split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date.ok().filter(|date| date.year() > 0)
}

/// The local date at this instant.
#[must_use]
pub fn local_date(zone: &Zone, at: Timestamp) -> Date {
    zone.tz().to_datetime(at).date()
}

/// The instant at which a date begins: midnight, or the first time that the clock shows if midnight is skipped. A date that a zone
/// skipped begins when the next one does; a date outside the range of timestamps begins at the first or last of them.
#[must_use]
pub fn day_start(zone: &Zone, date: Date) -> Timestamp {
    let beyond = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    date.to_zoned(zone.tz().clone()).map_or(beyond, |midnight| midnight.timestamp())
}

/// From the beginning of a date to that of the next: usually 23, 24 or 25 hours, and empty for a skipped date.
#[must_use]
pub fn day_bounds(zone: &Zone, date: Date) -> Range<Timestamp> {
    day_start(zone, date)..date.tomorrow().map_or(Timestamp::MAX, |next| day_start(zone, next))
}

/// `Tuesday 24 November 2026`.
#[must_use]
pub fn long_date(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// The instant of a wall time in a zone, both as typed; in an hour that occurs twice, the first.
#[must_use]
pub fn at_wall(zone: &Zone, date: &str, time: &str) -> Option<Timestamp> {
    let date: Date = date.trim().parse().ok()?;
    let minutes = WallMinute::parse(time).ok()?.minutes();
    let hour = i8::try_from(minutes / 60).ok().filter(|hour| *hour < 24)?;
    let minute = i8::try_from(minutes % 60).ok()?;
    Some(date.at(hour, minute, 0, 0).to_zoned(zone.tz().clone()).ok()?.timestamp())
}

/// The Monday of the date's week.
#[must_use]
pub fn week_of(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

/// Today's date where the day begins first, which may be a day ahead of UTC, so that a child born today there is not
/// rejected as not yet born.
#[must_use]
pub fn farthest_today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::fixed(jiff::tz::offset(14))).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn label(zone: &str, starts_at: &str) -> String {
        let starts_at: Timestamp = starts_at.parse().unwrap();
        let slot = Slot { starts_at, ends_at: starts_at + 30.minutes() };
        slot_label(&Zone::parse(zone).unwrap(), &slot)
    }

    #[test]
    fn a_date_is_a_day_that_there_is() {
        let written = |text: &str| day_of(text).map(|date| date.to_string());
        assert_eq!(written(" 2026-11-24 ").as_deref(), Some("2026-11-24"));
        for text in
            ["", "2026-11", "2026-02-30", "0000-01-01", "-1-01-01", "24/11/2026", "2026-11-24T09:00", "tomorrow"]
        {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_is_what_the_clock_on_the_wall_reads() {
        assert_eq!(label("Australia/Sydney", "2026-11-23T21:00Z"), "08:00-08:30");
        assert_eq!(label("Asia/Kathmandu", "2026-11-24T18:00Z"), "23:45-00:15");
    }

    #[test]
    fn a_label_spans_a_skipped_hour_as_the_clock_does() {
        assert_eq!(label("Australia/Sydney", "2026-10-03T15:30Z"), "01:30-03:00");
    }

    #[test]
    fn the_two_labels_of_a_repeated_hour_differ() {
        assert_eq!(label("Australia/Sydney", "2026-04-04T15:30Z"), "02:30-02:00 (UTC+11)");
        assert_eq!(label("Australia/Sydney", "2026-04-04T16:30Z"), "02:30-03:00 (UTC+10)");
        assert_eq!(label("Europe/London", "2026-10-25T01:00Z"), "01:00-01:30 (UTC)");
        assert_eq!(label("America/St_Johns", "2026-11-01T04:00Z"), "01:30-01:00 (UTC-2:30)");
    }

    #[test]
    fn an_hour_that_only_looks_repeated_has_a_plain_label() {
        assert_eq!(label("America/Nuuk", "2023-10-29T01:30Z"), "23:30-00:00");
    }

    #[test]
    fn a_date_belongs_to_the_week_of_its_monday() {
        for day in 23..=29 {
            assert_eq!(week_of(date(2026, 11, day)), date(2026, 11, 23));
        }
        assert_eq!(week_of(Date::MIN), Date::MIN);
    }

    #[test]
    fn a_date_is_written_in_words() {
        assert_eq!(long_date(date(2026, 11, 24)), "Tuesday 24 November 2026");
        assert_eq!(long_date(date(2026, 2, 1)), "Sunday 1 February 2026");
    }

    #[test]
    fn the_local_date_is_the_zones() {
        let zone = Zone::parse("Australia/Sydney").unwrap();

        assert_eq!(local_date(&zone, "2026-11-23T13:00Z".parse().unwrap()), date(2026, 11, 24));
        assert_eq!(local_date(&zone, "2026-11-23T12:59:59Z".parse().unwrap()), date(2026, 11, 23));
    }

    fn bounds(zone: &str, date: Date) -> (String, i64) {
        let bounds = day_bounds(&Zone::parse(zone).unwrap(), date);
        (bounds.start.to_string(), bounds.end.duration_since(bounds.start).as_mins())
    }

    #[test]
    fn a_day_lasts_as_long_as_its_clock_says() {
        for (day, starts, hours) in [
            (date(2026, 11, 24), "2026-11-23T13:00:00Z", 24),
            (date(2026, 10, 4), "2026-10-03T14:00:00Z", 23),
            (date(2026, 4, 5), "2026-04-04T13:00:00Z", 25),
        ] {
            assert_eq!(bounds("Australia/Sydney", day), (starts.to_owned(), hours * 60), "{day}");
        }
        assert_eq!(bounds("Australia/Lord_Howe", date(2026, 4, 5)), ("2026-04-04T13:00:00Z".to_owned(), 24 * 60 + 30));
    }

    #[test]
    fn a_day_without_a_midnight_begins_at_its_first_minute() {
        // At 00:00 the clocks in Beirut go forward to 01:00.
        assert_eq!(bounds("Asia/Beirut", date(2026, 3, 29)), ("2026-03-28T22:00:00Z".to_owned(), 23 * 60));
        // In Havana the clocks go back from 01:00 to 00:00: the day begins at the first of the two midnights.
        assert_eq!(bounds("America/Havana", date(2026, 11, 1)), ("2026-11-01T04:00:00Z".to_owned(), 25 * 60));
    }

    #[test]
    fn a_date_that_never_was_is_empty() {
        assert_eq!(bounds("Pacific/Apia", date(2011, 12, 29)), ("2011-12-29T10:00:00Z".to_owned(), 24 * 60));
        assert_eq!(bounds("Pacific/Apia", date(2011, 12, 30)), ("2011-12-30T10:00:00Z".to_owned(), 0));
        assert_eq!(bounds("Pacific/Apia", date(2011, 12, 31)), ("2011-12-30T10:00:00Z".to_owned(), 24 * 60));
    }

    #[test]
    fn the_first_and_the_last_date_of_all_have_bounds_too() {
        for zone in ["Australia/Sydney", "America/New_York"] {
            let zone = Zone::parse(zone).unwrap();

            assert!(day_bounds(&zone, Date::MIN).start <= day_bounds(&zone, Date::MIN).end);
            assert!(day_bounds(&zone, Date::MAX).start <= day_bounds(&zone, Date::MAX).end);
        }
    }
}
