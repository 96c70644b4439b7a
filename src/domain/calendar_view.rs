//! What a calendar shows a person: slot labels, dates in words, the week a date belongs to, all as the clock on the
//! wall reads in an explicit zone. English, 24 hours, and the same text on every machine.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use super::slot::Slot;
use super::time::Zone;

/// `08:00-08:30`. In an hour that the clock repeats, the offset tells the two apart: `01:30-02:00 (UTC+11)`.
#[must_use]
pub fn slot_label(zone: &Zone, slot: &Slot) -> String {
    let tz = zone.tz();
    let offset = tz.to_offset(slot.starts_at);
    let starts = offset.to_datetime(slot.starts_at);
    let ends = tz.to_datetime(slot.ends_at);
    let label = format!("{:02}:{:02}-{:02}:{:02}", starts.hour(), starts.minute(), ends.hour(), ends.minute());
    if is_repeated(tz, starts) { format!("{label} ({})", offset_label(offset)) } else { label }
}

/// Whether the clock reads this twice. That jiff names two offsets is not enough: for 23:30 on 2023-10-28 in Nuuk, which
/// came once, jiff 0.2 does so too.
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

/// The date that a calendar on the wall shows at the instant.
#[must_use]
pub fn local_date(zone: &Zone, at: Timestamp) -> Date {
    zone.tz().to_datetime(at).date()
}

/// `Tuesday 24 November 2026`.
#[must_use]
pub fn long_date(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// The Monday of the date's week.
#[must_use]
pub fn week_of(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
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
}
