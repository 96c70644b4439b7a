//! The dates given by a rule of RFC 5545: yearly or monthly, on days of the month or on weekdays.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// The maximum number of years to go through, for a rule that counts from its beginning.
const MOST_YEARS: i16 = 500;

/// How often a rule comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Yearly,
    Monthly,
}

/// A rule that was understood completely: anything not understood makes it no rule at all.
#[derive(Debug)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: i16,
    count: Option<usize>,
    until: Option<Date>,
    months: Vec<i8>,
    month_days: Vec<i16>,
    year_days: Vec<i16>,
    /// `2MO`: the second Monday; without a number, every Monday.
    weekdays: Vec<(i16, Weekday)>,
    positions: Vec<i16>,
}

impl Rule {
    /// `FREQ=YEARLY;BYMONTH=6;BYDAY=2MO`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
        };
        let mut has_frequency = false;
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().to_ascii_uppercase();
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    has_frequency = true;
                    rule.frequency = match value.as_str() {
                        "YEARLY" => Frequency::Yearly,
                        "MONTHLY" => Frequency::Monthly,
                        _ => return None,
                    };
                }
                "INTERVAL" => rule.interval = value.parse().ok().filter(|interval| *interval > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(date(value.get(..8)?)?),
                "BYMONTH" => {
                    rule.months = numbers(&value, 1, 12)?.into_iter().filter_map(|n| i8::try_from(n).ok()).collect()
                }
                "BYMONTHDAY" => rule.month_days = numbers(&value, -31, 31)?,
                "BYYEARDAY" => rule.year_days = numbers(&value, -366, 366)?,
                "BYSETPOS" => rule.positions = numbers(&value, -366, 366)?,
                "BYDAY" => rule.weekdays = value.split(',').map(weekday).collect::<Option<_>>()?,
                "WKST" => {}
                _ => return None,
            }
        }
        has_frequency.then_some(rule)
    }

    /// Its dates in `first..=last`, for a series that begins on `start`.
    pub fn dates(&self, start: Date, first: Date, last: Date) -> Option<Vec<Date>> {
        let last = self.until.map_or(last, |until| until.min(last));
        // A rule without a count need not be gone through from its beginning.
        let begin = if self.count.is_some() { start } else { start.max(first) };
        if last.year().saturating_sub(begin.year()) > MOST_YEARS {
            return None;
        }
        let mut found = Vec::new();
        let mut left = self.count.unwrap_or(usize::MAX);
        for period in self.periods(start, begin, last) {
            for date in self.of_period(period, start).into_iter().filter(|date| *date >= start && *date <= last) {
                if left == 0 {
                    return Some(found);
                }
                left -= 1;
                if date >= first {
                    found.push(date);
                }
            }
        }
        Some(found)
    }

    /// The first days of its years or months, from around `begin` to `last`.
    fn periods(&self, start: Date, begin: Date, last: Date) -> Vec<Date> {
        let months = match self.frequency {
            Frequency::Yearly => 12 * i64::from(self.interval),
            Frequency::Monthly => i64::from(self.interval),
        };
        let month_number = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let anchor = match self.frequency {
            Frequency::Yearly => i64::from(start.year()) * 12,
            Frequency::Monthly => month_number(start),
        };
        let skipped = (month_number(begin) - anchor).max(0) / months;
        let numbers = (skipped..).map(|step| anchor + step * months).take_while(|number| *number <= month_number(last));
        let day = |number: i64| {
            Date::new(i16::try_from(number.div_euclid(12)).ok()?, i8::try_from(number.rem_euclid(12) + 1).ok()?, 1).ok()
        };
        numbers.map_while(day).collect()
    }

    fn of_period(&self, period: Date, start: Date) -> Vec<Date> {
        let months: Vec<i8> = match self.frequency {
            Frequency::Monthly if self.months.is_empty() || self.months.contains(&period.month()) => {
                vec![period.month()]
            }
            Frequency::Monthly => Vec::new(),
            Frequency::Yearly => self.months.clone(),
        };
        let of_year = self.frequency == Frequency::Yearly && months.is_empty();
        let days: BTreeSet<Date> = if !self.year_days.is_empty() {
            let year = days_of(period, period.last_of_year());
            let named = self.year_days.iter().filter_map(|day| nth(&year, *day)).collect::<BTreeSet<_>>();
            named
                .into_iter()
                .filter(|day| self.is_weekday(*day) && (self.months.is_empty() || self.months.contains(&day.month())))
                .collect()
        } else if !self.month_days.is_empty() {
            let months = if of_year { (1..=12).collect() } else { months };
            let spans = months.into_iter().filter_map(|month| month_of(period, month));
            let named =
                spans.flat_map(|days| self.month_days.iter().filter_map(|day| nth(&days, *day)).collect::<Vec<_>>());
            named.filter(|day| self.is_weekday(*day)).collect()
        } else if !self.weekdays.is_empty() {
            let spans = if of_year {
                vec![days_of(period, period.last_of_year())]
            } else {
                months.into_iter().filter_map(|month| month_of(period, month)).collect()
            };
            spans.iter().flat_map(|days| self.weekdays.iter().flat_map(|weekday| on_weekday(days, *weekday))).collect()
        } else {
            let months = if of_year { vec![start.month()] } else { months };
            months.into_iter().filter_map(|month| Date::new(period.year(), month, start.day()).ok()).collect()
        };
        let days: Vec<Date> = days.into_iter().collect();
        if self.positions.is_empty() {
            return days;
        }
        self.positions.iter().filter_map(|place| nth(&days, *place)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn is_weekday(&self, day: Date) -> bool {
        self.weekdays.is_empty() || self.weekdays.iter().any(|(_, weekday)| *weekday == day.weekday())
    }
}

/// The first, the second, the last (-1).
fn nth(days: &[Date], place: i16) -> Option<Date> {
    let at = usize::from(place.unsigned_abs()).checked_sub(1)?;
    if place > 0 { days.get(at).copied() } else { days.iter().rev().nth(at).copied() }
}

fn days_of(first: Date, last: Date) -> Vec<Date> {
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

fn month_of(period: Date, month: i8) -> Option<Vec<Date>> {
    let first = Date::new(period.year(), month, 1).ok()?;
    Some(days_of(first, first.last_of_month()))
}

fn on_weekday(days: &[Date], (place, weekday): (i16, Weekday)) -> Vec<Date> {
    let all: Vec<Date> = days.iter().copied().filter(|day| day.weekday() == weekday).collect();
    if place == 0 { all } else { nth(&all, place).into_iter().collect() }
}

/// `1,15,-1`.
fn numbers(text: &str, least: i16, most: i16) -> Option<Vec<i16>> {
    text.split(',').map(|one| one.trim().parse().ok().filter(|n| *n != 0 && (least..=most).contains(n))).collect()
}

/// `MO`, `2MO`, `-1FR`.
fn weekday(text: &str) -> Option<(i16, Weekday)> {
    let text = text.trim();
    let (place, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let place = if place.is_empty() { 0 } else { place.parse().ok().filter(|place| *place != 0)? };
    Some((place, weekday))
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

    /// The dates of a series from November 2026 to the end of 2028.
    fn dates(start: &str, rule: &str) -> Vec<String> {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let found = Rule::parse(rule).unwrap().dates(day(start), day("2026-11-23"), day("2028-12-31")).unwrap();
        found.into_iter().map(|date| date.to_string()).collect()
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
            ("2026-10-31", "FREQ=MONTHLY;UNTIL=20270401", &["2026-12-31", "2027-01-31", "2027-03-31"]),
            ("2027-06-05", "FREQ=YEARLY", &["2027-06-05", "2028-06-05"]),
            ("0001-01-01", "freq=yearly;wkst=mo", &["2027-01-01", "2028-01-01"]),
        ] {
            assert_eq!(dates(start, rule), expected, "{start} {rule}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_rule() {
        for other in [
            "FREQ=WEEKLY",
            "FREQ=YEARLY;BYWEEKNO=20",
            "FREQ=YEARLY;BYDAY=0MO",
            "FREQ=YEARLY;INTERVAL=0",
            "BYMONTH=1",
            "FREQ=YEARLY;BYEASTER=1",
        ] {
            assert!(Rule::parse(other).is_none(), "{other}");
        }
    }
}
