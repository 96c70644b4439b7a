//! From weekly wall time to UTC. The zone is asked once for a whole range and once more for each transition in it:
//! between two transitions wall time is UTC plus a constant. All numbers here are seconds.

use std::ops::Range;

use jiff::{
    Timestamp,
    civil::{Date, date},
};

use super::WeeklyWindow;
use crate::domain::time::{Zone, iso_weekday};

/// Of a civil day.
pub(super) const DAY: i64 = 24 * 60 * 60;

/// Weekly hours in their zone, prepared.
#[derive(Clone, Debug)]
pub(super) struct OpenWeek {
    zone: Zone,
    /// By weekday and start, without overlap.
    windows: Vec<DayWindow>,
}

/// Seconds of the day on one ISO weekday.
#[derive(Clone, Debug)]
struct DayWindow {
    weekday: i64,
    from: i64,
    to: i64,
}

/// An open stretch of one local date at one offset; `from..to` are UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: i64,
    pub(super) to: i64,
    /// Where the pieces that touch one another from here on end.
    pub(super) open_until: i64,
    /// The UTC second from which this date's wall times count at this offset (it may itself be skipped).
    midnight: i64,
    /// Of the local date, as by [`day_number`].
    pub(super) day: i64,
}

impl Piece {
    /// The first instant, here or later, at which the local clock shows a multiple of the step.
    pub(super) fn first_start(&self, step: i64) -> i64 {
        let since_midnight = self.from - self.midnight;
        self.midnight + (since_midnight + step - 1) / step * step
    }
}

impl OpenWeek {
    /// Hours in any order; where they overlap they count once.
    pub(super) fn new(zone: Zone, hours: &[WeeklyWindow]) -> Self {
        let in_seconds = |window: &WeeklyWindow| DayWindow {
            weekday: iso_weekday(window.weekday()),
            from: i64::from(window.starts().minutes()) * 60,
            to: i64::from(window.ends().minutes()) * 60,
        };
        let mut sorted: Vec<DayWindow> = hours.iter().map(in_seconds).collect();
        sorted.sort_unstable_by_key(|window| (window.weekday, window.from));
        let mut windows: Vec<DayWindow> = Vec::with_capacity(sorted.len());
        for window in sorted {
            match windows.last_mut() {
                Some(last) if last.weekday == window.weekday && window.from <= last.to => {
                    last.to = last.to.max(window.to);
                }
                _ => windows.push(window),
            }
        }
        Self { zone, windows }
    }

    /// What is open in the 366 days from a date on.
    pub(super) fn year(&self, from: Date) -> Vec<Piece> {
        let first = day_number(from) * DAY;
        self.open(first..first + 366 * DAY)
    }

    /// What is open within these UTC seconds, in order of time and cut to fit.
    pub(super) fn open(&self, within: Range<i64>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (stretch, offset) in constant_offsets(&self.zone, within) {
            let (first, last) = (stretch.start + offset, stretch.end + offset - 1);
            for day in first.div_euclid(DAY)..=last.div_euclid(DAY) {
                let midnight = day * DAY - offset;
                // Day 0, 1970-01-01, was a Thursday: ISO weekday 4.
                let weekday = (day + 3).rem_euclid(7) + 1;
                for window in self.windows.iter().filter(|window| window.weekday == weekday) {
                    let from = (midnight + window.from).max(stretch.start);
                    let to = (midnight + window.to).min(stretch.end);
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
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_secs() / DAY
}

/// UTC seconds cut at the zone's transitions, each stretch with its offset east of UTC.
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
