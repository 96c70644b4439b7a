//! Conversion from local time to UTC. The zone is consulted once for a whole range and once more for each transition in it: between
//! two transitions, local time is UTC plus a constant. All numbers here are seconds.

use std::ops::{Range, RangeInclusive};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
};

use super::Availability;
use crate::domain::time::{WallMinute, Zone};

/// The length of a civil day.
pub(super) const DAY: i64 = 24 * 60 * 60;

/// A schedule's opening hours in their zone, preprocessed.
#[derive(Clone, Debug)]
pub(super) struct OpenTimes {
    zone: Zone,
    weekly: Vec<DayWindow>,
    /// By day.
    dated: Vec<(i64, Range<i64>)>,
    /// In seconds of local time since 1970-01-01 00:00, sorted by start.
    closures: Vec<Range<i64>>,
}

/// Seconds of the day on a weekday, Monday being 0, and the days on which they count.
#[derive(Clone, Debug)]
struct DayWindow {
    weekday: i64,
    valid: RangeInclusive<i64>,
    open: Range<i64>,
}

/// An open interval of one local date at one offset; `from..to` is in UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: i64,
    pub(super) to: i64,
    /// The end of the run of adjacent pieces that begins here.
    pub(super) open_until: i64,
    /// The UTC second from which this date's local times are counted at this offset (it may itself be skipped).
    midnight: i64,
    /// The number of the local date, as by [`day_number`].
    pub(super) day: i64,
}

impl Piece {
    /// The first instant from here on at which the local clock shows a multiple of the step.
    pub(super) fn first_start(&self, step: i64) -> i64 {
        let since_midnight = self.from - self.midnight;
        self.midnight + (since_midnight + step - 1) / step * step
    }
}

impl OpenTimes {
    /// Takes windows in any order; overlapping ones count once.
    pub(super) fn new(zone: Zone, hours: &Availability) -> Self {
        let weekly = hours.weekly.iter().map(|window| {
            let valid_from = window.valid_from().map_or(i64::MIN, day_number);
            let valid_until = window.valid_until().map_or(i64::MAX, day_number);
            DayWindow {
                weekday: window.weekday().to_monday_zero_offset().into(),
                valid: valid_from..=valid_until,
                open: seconds(window.starts(), window.ends()),
            }
        });
        let weekly = weekly.collect();
        let mut dated: Vec<_> = hours
            .dated
            .iter()
            .map(|window| (day_number(window.date()), seconds(window.starts(), window.ends())))
            .collect();
        dated.sort_unstable_by_key(|(day, _)| *day);
        let mut closures: Vec<_> =
            hours.closures.iter().map(|closure| wall_seconds(closure.starts())..wall_seconds(closure.ends())).collect();
        closures.sort_unstable_by_key(|closed| closed.start);
        Self { zone, weekly, dated, closures }
    }

    /// The open pieces of the 366 days starting at a date.
    pub(super) fn year(&self, from: Date) -> Vec<Piece> {
        let first = day_number(from) * DAY;
        self.open(first..first + 366 * DAY)
    }

    /// The open pieces between these UTC seconds, in chronological order and clipped to fit.
    pub(super) fn open(&self, within: Range<i64>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut today = Vec::new();
        for (stretch, offset) in constant_offsets(&self.zone, within) {
            let (first, last) = (stretch.start + offset, stretch.end + offset - 1);
            for day in first.div_euclid(DAY)..=last.div_euclid(DAY) {
                let midnight = day * DAY - offset;
                self.on(day, &mut today);
                for window in &today {
                    let from = (midnight + window.start).max(stretch.start);
                    let to = (midnight + window.end).min(stretch.end);
                    if from < to {
                        pieces.push(Piece { from, to, open_until: to, midnight, day });
                    }
                }
            }
        }
        for index in (1..pieces.len()).rev() {
            if pieces[index - 1].to == pieces[index].from {
                pieces[index - 1].open_until = pieces[index].open_until;
            }
        }
        pieces
    }

    /// Adds the open intervals of a local day, in seconds of that day: sorted, without overlaps, minus closures.
    fn on(&self, day: i64, open: &mut Vec<Range<i64>>) {
        open.clear();
        // Day 0, 1970-01-01, was a Thursday: the fourth day of its week.
        let weekday = (day + 3).rem_euclid(7);
        let weekly = self.weekly.iter().filter(|window| window.weekday == weekday && window.valid.contains(&day));
        open.extend(weekly.map(|window| window.open.clone()));
        let first = self.dated.partition_point(|(date, _)| *date < day);
        let dated = self.dated[first..].iter().take_while(|(date, _)| *date == day);
        open.extend(dated.map(|(_, window)| window.clone()));
        open.sort_unstable_by_key(|window| window.start);
        open.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            if touches {
                last.end = last.end.max(next.end);
            }
            touches
        });
        for closed in &self.closures {
            subtract(open, closed.start - day * DAY..closed.end - day * DAY);
        }
    }
}

/// When someone works between these UTC seconds, in chronological order.
#[must_use]
pub fn working_times(zone: &Zone, hours: &Availability, within: Range<i64>) -> Vec<Range<i64>> {
    OpenTimes::new(zone.clone(), hours).open(within).into_iter().map(|piece| piece.from..piece.to).collect()
}

/// Subtracts one interval from others.
fn subtract(open: &mut Vec<Range<i64>>, closed: Range<i64>) {
    if !open.iter().any(|window| window.start < closed.end && closed.start < window.end) {
        return;
    }
    let cut = |window: Range<i64>| {
        let before = window.start..window.end.min(closed.start);
        let after = window.start.max(closed.end)..window.end;
        [before, after].into_iter().filter(|rest| rest.start < rest.end)
    };
    *open = std::mem::take(open).into_iter().flat_map(cut).collect();
}

fn seconds(starts: WallMinute, ends: WallMinute) -> Range<i64> {
    i64::from(starts.minutes()) * 60..i64::from(ends.minutes()) * 60
}

/// Seconds of wall time since 1970-01-01 00:00.
fn wall_seconds(at: DateTime) -> i64 {
    at.duration_since(date(1970, 1, 1).at(0, 0, 0, 0)).as_secs()
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_secs() / DAY
}

/// Splits a UTC interval at the zone's transitions, each part with its offset east of UTC.
fn constant_offsets(zone: &Zone, within: Range<i64>) -> Vec<(Range<i64>, i64)> {
    let start = within.start.max(Timestamp::MIN.as_second());
    let end = within.end.min(Timestamp::MAX.as_second());
    let Some(first) = Timestamp::from_second(start).ok().filter(|_| start < end) else {
        return Vec::new();
    };
    let mut from = start;
    let mut offset = zone.tz().to_offset(first);
    let mut stretches = Vec::with_capacity(2);
    for transition in zone.tz().following(first) {
        let at = transition.timestamp().as_second();
        if at >= end {
            break;
        }
        stretches.push((from..at, i64::from(offset.seconds())));
        (from, offset) = (at, transition.offset());
    }
    stretches.push((from..end, i64::from(offset.seconds())));
    stretches
}
