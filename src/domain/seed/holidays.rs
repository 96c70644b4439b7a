//! Public holidays at the demo centres, national and regional. The centres are closed on them.

use std::collections::HashSet;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday, date},
};

use super::{
    SeedCentre,
    places::{CITIES, city_of},
    rows::SeedClosure,
};

/// How many days before and after today are covered.
const DAYS: i32 = 366;

/// When a holiday is.
#[derive(Clone, Copy)]
enum On {
    /// The same date each year; and how many days later it is observed if that is a Saturday or a Sunday.
    Date(i8, i8, [i32; 2]),
    /// This many days after Easter Sunday.
    Easter(i32),
    /// The nth of these weekdays in a month, counted from its end if negative.
    Nth(i8, i8, Weekday),
    /// The Monday nearest to a date.
    Near(i8, i8),
}

const NEVER: [i32; 2] = [0, 0];
const MONDAY: [i32; 2] = [2, 1];
/// The Monday is taken by the day before, or observed for the day after.
const BESIDE_ANOTHER: [i32; 2] = [2, 2];

/// Each with the regions where it applies; empty for everywhere.
const HOLIDAYS: &[(&str, On, &[&str])] = &[
    ("New Year's Day", On::Date(1, 1, MONDAY), &[]),
    ("Good Friday", On::Easter(-2), &[]),
    ("Easter Monday", On::Easter(1), &[]),
    ("Anzac Day", On::Date(4, 25, NEVER), &[]),
    ("Christmas Day", On::Date(12, 25, BESIDE_ANOTHER), &[]),
    ("Boxing Day", On::Date(12, 26, BESIDE_ANOTHER), &[]),
    ("Australia Day", On::Date(1, 26, MONDAY), &["NSW", "VIC", "QLD", "SA", "WA", "TAS"]),
    ("Labour Day", On::Nth(3, 1, Weekday::Monday), &["WA"]),
    ("Labour Day", On::Nth(3, 2, Weekday::Monday), &["VIC"]),
    ("Eight Hours Day", On::Nth(3, 2, Weekday::Monday), &["TAS"]),
    ("Adelaide Cup Day", On::Nth(3, 2, Weekday::Monday), &["SA"]),
    ("Labour Day", On::Nth(5, 1, Weekday::Monday), &["QLD"]),
    ("Western Australia Day", On::Nth(6, 1, Weekday::Monday), &["WA"]),
    ("King's Birthday", On::Nth(6, 1, Weekday::Monday), &["Auckland"]),
    ("King's Birthday", On::Nth(6, 2, Weekday::Monday), &["NSW", "VIC", "SA", "TAS"]),
    ("King's Birthday", On::Nth(9, -1, Weekday::Monday), &["WA"]),
    ("Labour Day", On::Nth(10, 1, Weekday::Monday), &["NSW", "SA"]),
    ("King's Birthday", On::Nth(10, 1, Weekday::Monday), &["QLD"]),
    ("Labour Day", On::Nth(10, 4, Weekday::Monday), &["Auckland"]),
    ("Melbourne Cup Day", On::Nth(11, 1, Weekday::Tuesday), &["VIC"]),
    ("Day after New Year's Day", On::Date(1, 2, BESIDE_ANOTHER), &["Auckland"]),
    ("Auckland Anniversary Day", On::Near(1, 29), &["Auckland"]),
    ("Waitangi Day", On::Date(2, 6, MONDAY), &["Auckland"]),
];

/// The dates of a holiday in a year: its own, and the day it is observed.
fn days(on: On, year: i16) -> Vec<Date> {
    let later = |day: Date, days: i32| day.saturating_add(days.days());
    match on {
        On::Date(month, day, [saturday, sunday]) => {
            let day = date(year, month, day);
            let instead = match day.weekday() {
                Weekday::Saturday => saturday,
                Weekday::Sunday => sunday,
                _ => 0,
            };
            if instead == 0 { vec![day] } else { vec![day, later(day, instead)] }
        }
        On::Easter(days) => vec![later(easter(year), days)],
        On::Nth(month, nth, weekday) => date(year, month, 1).nth_weekday_of_month(nth, weekday).into_iter().collect(),
        On::Near(month, day) => {
            let day = date(year, month, day);
            let after_monday = i32::from(day.weekday().to_monday_zero_offset());
            vec![later(day, if after_monday <= 3 { -after_monday } else { 7 - after_monday })]
        }
    }
}

/// Easter Sunday, by the usual Gregorian computus.
fn easter(year: i16) -> Date {
    let year_of = i32::from(year);
    let (cycle, century, rest) = (year_of % 19, year_of / 100, year_of % 100);
    let corrected = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * cycle + century - century / 4 - corrected + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (cycle + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late;
    // Counted from 22 March, the earliest possible date.
    date(year, 3, 22).saturating_add(days.days())
}

/// The closures of the year before and after `now`, except today, so that anyone who tries the demo finds a clinic at work.
pub(super) fn closures(centres: &[SeedCentre], now: Timestamp) -> Vec<SeedClosure> {
    let Some(home) = centres.first() else { return Vec::new() };
    let today = now.to_zoned(home.zone.tz().clone()).date();
    let (first, last) = (today.saturating_sub(DAYS.days()), today.saturating_add(DAYS.days()));
    let years = first.year()..=last.year();
    let dates = years.flat_map(|year| {
        HOLIDAYS
            .iter()
            .flat_map(move |(name, on, regions)| days(*on, year).into_iter().map(move |date| (date, *name, *regions)))
    });
    let mut all = Vec::new();
    for (date, name, regions) in dates.filter(|(date, ..)| *date != today && (first..=last).contains(date)) {
        let here = (0..centres.len()).filter(|centre| regions.contains(&CITIES[city_of(*centre)].state));
        let everywhere = regions.is_empty().then_some(None);
        all.extend(everywhere.into_iter().chain(here.map(Some)).map(|centre| SeedClosure { centre, date, name }));
    }
    all.sort_by_key(|closure| (closure.date, closure.centre));
    all
}

/// The days on which no one works.
pub(super) struct Closed(HashSet<(Option<usize>, Date)>);

impl Closed {
    pub(super) fn new(closures: &[SeedClosure]) -> Self {
        Self(closures.iter().map(|closure| (closure.centre, closure.date)).collect())
    }

    /// Whether a centre is closed on a date.
    pub(super) fn at(&self, centre: usize, date: Date) -> bool {
        !self.0.is_empty() && (self.0.contains(&(None, date)) || self.0.contains(&(Some(centre), date)))
    }
}

/// The centres and their closures.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) centres: &'a [SeedCentre],
    pub(super) closed: &'a Closed,
}
