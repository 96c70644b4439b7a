//! Realistic weeks: on which days someone works, where, and from when to when. A day is spent at one centre, or its morning at one
//! and its afternoon at another, so that no hours clash.

use jiff::civil::Weekday;

use super::rng::Rng;
use crate::domain::{
    slot::{HoursError, WeeklyWindow},
    time::{TimeError, WallMinute},
};

/// Why a week could not be made; that would be a mistake in this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// A time or a zone that does not exist.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// An empty window.
    #[error(transparent)]
    Hours(#[from] HoursError),
}

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// Weekly hours, one entry for each of these centres in one time zone, of which there are at most three; each has some hours.
/// `places` decides on which afternoons the practitioner moves on to the next centre.
pub(super) fn week(rng: &mut Rng, places: &mut Rng, centres: usize) -> Result<Vec<Vec<WeeklyWindow>>, SeedError> {
    let mut hours = vec![Vec::new(); centres];
    let starts = rng.between(15, 19) * 30;
    let lunch = rng.between(24, 26) * 30;
    let ends = rng.between(31, 36) * 30;
    let with_lunch = rng.percent(80);
    let days = rng.between(3, 5) as usize;
    for (turn, weekday) in rng.sample(&WORKDAYS, days).into_iter().enumerate() {
        let morning_at = turn % centres;
        let afternoon_at = if centres > 1 && places.percent(20) { (turn + 1) % centres } else { morning_at };
        if with_lunch || afternoon_at != morning_at {
            hours[morning_at].push(window(weekday, starts, lunch)?);
            hours[afternoon_at].push(window(weekday, lunch + 60, ends)?);
        } else {
            hours[morning_at].push(window(weekday, starts, ends)?);
        }
    }
    if rng.percent(25) {
        hours[0].push(window(Weekday::Saturday, 9 * 60, 12 * 60 + 30)?);
    }
    Ok(hours)
}

/// The demo practitioner's week: every day, as people may try the demo on any.
pub(super) fn demo_week() -> Result<Vec<WeeklyWindow>, SeedError> {
    let halves = WORKDAYS.into_iter().flat_map(|day| [(day, 9, 13), (day, 14, 18)]);
    let weekend = [(Weekday::Saturday, 9, 16), (Weekday::Sunday, 9, 16)];
    halves.chain(weekend).map(|(day, from, to)| window(day, from * 60, to * 60)).collect()
}

/// The same in a thriving clinic: five days, one of them at another centre if there is one. Today is one of those at home, also at
/// a weekend, instead of the Monday.
pub(super) fn demo_days(
    today: Weekday,
    works_elsewhere: bool,
) -> Result<(Vec<WeeklyWindow>, Vec<WeeklyWindow>), SeedError> {
    let elsewhere = if today == Weekday::Wednesday { Weekday::Thursday } else { Weekday::Wednesday };
    let left_out = if WORKDAYS.contains(&today) { None } else { Some(Weekday::Monday) };
    let mut week = demo_week()?;
    week.retain(|window| {
        let day = window.weekday();
        day == today || (WORKDAYS.contains(&day) && Some(day) != left_out)
    });
    Ok(week.into_iter().partition(|window| !works_elsewhere || window.weekday() != elsewhere))
}

/// A week with Saturday and Sunday mornings added.
pub(super) fn with_weekend(mut week: Vec<WeeklyWindow>) -> Result<Vec<WeeklyWindow>, SeedError> {
    week.retain(|window| WORKDAYS.contains(&window.weekday()));
    for day in [Weekday::Saturday, Weekday::Sunday] {
        week.push(window(day, 9 * 60, 13 * 60)?);
    }
    Ok(week)
}

/// Reduces a week to this many consecutive days; which ones depends on the practitioner.
pub(super) fn on_some_days(week: &mut Vec<WeeklyWindow>, days: usize, person: usize) {
    let mut weekdays: Vec<Weekday> = week.iter().map(|window| window.weekday()).collect();
    weekdays.dedup();
    let all = weekdays.len();
    let kept: Vec<Weekday> = (0..days.min(all)).map(|day| weekdays[(person + day) % all]).collect();
    week.retain(|window| kept.contains(&window.weekday()));
}

fn window(weekday: Weekday, starts: i64, ends: i64) -> Result<WeeklyWindow, SeedError> {
    Ok(WeeklyWindow::new(weekday, WallMinute::new(starts)?, WallMinute::new(ends)?)?)
}
