//! The dates that an RFC 5545 recurrence rule yields.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rrule::{Frequency, NWeekday, RRule, RRuleSet};

use crate::domain::closure::NotAHoliday;

/// The cost of a rule that yields no date at all: the library searches for one for a long time.
const IN_VAIN: usize = 10_000;

/// The dates in `first..=last` of a series that begins on `start`. A rule with any unknown part is rejected. Each candidate date
/// since its beginning costs one unit of `patience`, which is shared by a whole file: `FREQ=DAILY` since 1900 is easily repeated a
/// thousand times.
pub(super) fn dates(
    rule: &str,
    start: Date,
    (first, last): (Date, Date),
    patience: &mut usize,
) -> Result<Vec<Date>, NotAHoliday> {
    if *patience == 0 {
        return Err(NotAHoliday::TooMany);
    }
    let (series, until) = series(rule, start).ok_or(NotAHoliday::Rule)?;
    let stride = stride(&series);
    let (mut before, mut found) = (None, Vec::new());
    for instant in &series {
        let date = date_of(instant.timestamp()).ok_or(NotAHoliday::NoDate)?;
        let days = before.unwrap_or(start).until(date).map_or(0, |span| span.get_days());
        spend(patience, usize::try_from(days / stride).unwrap_or_default().max(1))?;
        before = Some(date);
        if until.is_some_and(|until| date > until) {
            break;
        }
        if date > last {
            return if found.is_empty() { Err(NotAHoliday::TooFar) } else { Ok(found) };
        }
        if date >= first {
            found.push(date);
        }
    }
    if before.is_none() {
        spend(patience, IN_VAIN)?;
        return Err(NotAHoliday::Never);
    }
    Ok(found)
}

/// Deducts from the remaining patience; once it is used up, the search ends.
fn spend(patience: &mut usize, cost: usize) -> Result<(), NotAHoliday> {
    let left = patience.checked_sub(cost);
    *patience = left.unwrap_or_default();
    left.map(drop).ok_or(NotAHoliday::TooMany)
}

/// How many days lie between two candidate dates of the library.
fn stride(series: &RRuleSet) -> i32 {
    let days = |rule: &RRule| match rule.get_freq() {
        Frequency::Yearly => 365 * i32::from(rule.get_interval()),
        Frequency::Monthly => 28 * i32::from(rule.get_interval()),
        Frequency::Weekly => 7 * i32::from(rule.get_interval()),
        _ => i32::from(rule.get_interval()),
    };
    series.get_rrule().iter().map(days).min().unwrap_or(1).max(1)
}

/// Parses `FREQ=YEARLY;BYMONTH=6;BYDAY=2MO`, and the date of its `UNTIL`, as whole days are compared by date.
fn series(rule: &str, start: Date) -> Option<(RRuleSet, Option<Date>)> {
    let rule: String = rule.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if !rule.is_ascii() {
        return None;
    }
    let (mut parts, mut until) = (Vec::new(), None);
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        match part.split_once('=')? {
            ("UNTIL", value) => until = Some(date(value.get(..8)?)?),
            ("BYDAY" | "BYWEEKDAY", days) if !days.split(',').all(is_weekday) => return None,
            _ => parts.push(part),
        }
    }
    let start = start.to_string().replace('-', "");
    let series: RRuleSet = format!("DTSTART:{start}T000000Z\nRRULE:{}", parts.join(";")).parse().ok()?;
    series.get_rrule().iter().all(is_of_days).then(|| (series.limit(), until))
}

/// Whether every part of it is about days and given only once.
fn is_of_days(rule: &RRule) -> bool {
    let has_numbers = rule.get_by_weekday().iter().any(|day| matches!(day, NWeekday::Nth(..)));
    let most_often = if has_numbers { Frequency::Monthly } else { Frequency::Daily };
    rule.get_freq() <= most_often
        && rule.get_interval() > 0
        && [rule.get_by_hour(), rule.get_by_minute(), rule.get_by_second()].iter().all(|times| *times == [0])
}

/// `MO`, `2MO`, `-1FR`: the library ignores a number that it cannot parse.
fn is_weekday(text: &str) -> bool {
    let number = text.get(..text.len().saturating_sub(2)).unwrap_or_default();
    number.is_empty() || number.parse::<i16>().is_ok_and(|number| number != 0)
}

fn date_of(second: i64) -> Option<Date> {
    Some(Timestamp::from_second(second).ok()?.to_zoned(TimeZone::UTC).date())
}

/// `20261225`: a date without a time.
pub(super) fn date(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The dates of a series from 23 November 2026 to the end of 2028.
    fn found(start: &str, rule: &str) -> Result<Vec<String>, NotAHoliday> {
        let found = dates(rule, day(start), (day("2026-11-23"), day("2028-12-31")), &mut 50_000)?;
        Ok(found.into_iter().map(|date| date.to_string()).collect())
    }

    #[test]
    fn a_rule_names_the_days_that_the_standard_says() {
        for (start, rule, expected) in [
            ("2020-05-01", "FREQ=YEARLY", &["2027-05-01", "2028-05-01"][..]),
            ("2000-12-25", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", &["2026-12-25", "2027-12-25", "2028-12-25"]),
            ("2000-06-05", "FREQ=YEARLY;BYMONTH=6;BYDAY=2MO", &["2027-06-14", "2028-06-12"]),
            ("1970-05-25", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", &["2027-05-31", "2028-05-29"]),
            ("2020-02-29", "FREQ=YEARLY", &["2028-02-29"]),
            ("2021-03-01", "FREQ=YEARLY;INTERVAL=2", &["2027-03-01"]),
            ("2026-01-01", "FREQ=YEARLY;COUNT=2", &["2027-01-01"]),
            ("2020-01-01", "FREQ=YEARLY;COUNT=2", &[]),
            ("2020-01-01", "FREQ=YEARLY;UNTIL=20270101", &["2027-01-01"]),
            ("2020-01-01", "FREQ=YEARLY;UNTIL=20261231T000000Z", &[]),
            ("1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", &["2028-11-07"]),
            ("2000-12-31", "FREQ=YEARLY;BYYEARDAY=-1", &["2026-12-31", "2027-12-31", "2028-12-31"]),
            ("2000-09-29", "FREQ=YEARLY;BYMONTH=9;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", &["2027-09-30", "2028-09-29"]),
            ("1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", &["2027-05-17", "2028-05-15"]),
            ("2026-10-31", "FREQ=MONTHLY;UNTIL=20270401", &["2026-12-31", "2027-01-31", "2027-03-31"]),
            ("2026-11-27", "FREQ=MONTHLY;COUNT=3;BYDAY=-1FR", &["2026-11-27", "2026-12-25", "2027-01-29"]),
            ("2026-11-16", "FREQ=WEEKLY;COUNT=3", &["2026-11-23", "2026-11-30"]),
            (
                "2026-11-24",
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,SU",
                &["2026-11-24", "2026-12-06", "2026-12-08", "2026-12-20"],
            ),
            (
                "2026-11-24",
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=MO;BYDAY=TU,SU",
                &["2026-11-24", "2026-11-29", "2026-12-08", "2026-12-13"],
            ),
            ("2026-11-21", "FREQ=DAILY;INTERVAL=2;COUNT=3", &["2026-11-23", "2026-11-25"]),
            ("2026-12-24", "FREQ=DAILY;UNTIL=20261226", &["2026-12-24", "2026-12-25", "2026-12-26"]),
            ("2027-06-05", "FREQ=YEARLY", &["2027-06-05", "2028-06-05"]),
            ("1601-01-01", "freq=yearly; wkst=mo;", &["2027-01-01", "2028-01-01"]),
            ("2020-01-01", "FREQ=YEARLY;COUNT=1000000000", &["2027-01-01", "2028-01-01"]),
            ("2020-01-01", "FREQ=MONTHLY;INTERVAL=65535;UNTIL=20280101", &[]),
        ] {
            assert_eq!(found(start, rule).unwrap(), expected, "{start} {rule}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_rule() {
        for other in [
            "FREQ=SECONDLY",
            "FREQ=HOURLY;INTERVAL=24",
            "FREQ=DAILY;BYHOUR=9,17",
            "FREQ=DAILY;BYSECOND=0,1",
            "FREQ=WEEKLY;BYDAY=2MO",
            "FREQ=YEARLY;BYDAY=0MO",
            "FREQ=YEARLY;BYDAY=éMO",
            "FREQ=YEARLY;BYDAY=Monday",
            "FREQ=YEARLY;INTERVAL=0",
            "FREQ=YEARLY;INTERVAL=1000000000",
            "FREQ=YEARLY;COUNT=1000000000000",
            "FREQ=YEARLY;UNTIL=soon",
            "FREQ=SOMETIMES",
            "BYMONTH=1",
            "FREQ=YEARLY;BYEASTER=1",
        ] {
            assert_eq!(found("2020-01-01", other), Err(NotAHoliday::Rule), "{other}");
        }
    }

    #[test]
    fn a_next_date_beyond_the_last_that_is_read_is_too_far() {
        assert_eq!(found("2024-08-06", "FREQ=YEARLY;INTERVAL=5"), Err(NotAHoliday::TooFar));
        assert_eq!(found("2024-08-06", "FREQ=YEARLY;INTERVAL=5;UNTIL=20280806"), Ok(Vec::new()));
    }

    #[test]
    fn a_rule_that_takes_long_or_never_comes_round_uses_up_the_patience() {
        let window = (day("2026-11-23"), day("2028-12-31"));
        let mut patience = 15_000;

        let in_vain = dates("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", day("2020-01-01"), window, &mut patience);
        let long = dates("FREQ=DAILY", day("1900-01-01"), window, &mut patience);

        assert_eq!((in_vain, long, patience), (Err(NotAHoliday::Never), Err(NotAHoliday::TooMany), 0));
        assert_eq!(dates("FREQ=YEARLY", day("2020-05-01"), window, &mut patience), Err(NotAHoliday::TooMany));
    }

    #[test]
    fn days_that_a_rule_passes_over_use_up_the_patience_too() {
        let window = (day("2026-11-23"), day("2028-12-31"));
        let mut patience = 60_000;

        let rare = dates("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", day("1901-01-01"), window, &mut patience);

        assert_eq!(rare, Err(NotAHoliday::TooFar), "the next is in 2044");
        assert!(patience < 10_000, "{patience}");
    }
}
