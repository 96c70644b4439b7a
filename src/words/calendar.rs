//! Dates and times in the reader's language: the only place where an instant becomes text. The server does this, and pages get
//! text, so that a browser needs no calendar data.
//!
//! English is written out here; every other language is ICU's.

use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{E, MD, YM, YMD, YMDE},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use super::{
    fill::filled,
    key::Key,
    request::{language, reader, said},
};
use crate::domain::{
    calendar_view::{self, local_date, slot_times},
    language::{Language, TimeStyle},
    slot::{Closure, Slot},
    time::{WallMinute, Zone},
};

/// Formats a date such as `2026-11-24` with these ICU fields; `None` in English.
macro_rules! worded {
    ($date:expr, $fields:expr) => {{
        let date: Date = $date;
        locale(language()).and_then(|locale| {
            let month = u8::try_from(date.month()).ok()?;
            let day = u8::try_from(date.day()).ok()?;
            let of_icu = icu_datetime::input::Date::try_new_gregorian(i32::from(date.year()), month, day).ok()?;
            let formatter = FixedCalendarDateTimeFormatter::try_new(locale.into(), $fields).ok()?;
            Some(formatter.format(&of_icu).to_string())
        })
    }};
}

/// The locale of a language other than English. Arabic uses the same digits as the other languages, as in all numbers here.
fn locale(language: Language) -> Option<icu_locale_core::Locale> {
    match language {
        Language::English => None,
        Language::Arabic => "ar-u-nu-latn".parse().ok(),
        other => other.tag().parse().ok(),
    }
}

/// `Tuesday 24 November 2026`.
#[must_use]
pub fn long_date(date: Date) -> String {
    worded!(date, YMDE::long()).unwrap_or_else(|| calendar_view::long_date(date))
}

/// `24 November 2026`.
#[must_use]
pub fn full_date(date: Date) -> String {
    worded!(date, YMD::long()).unwrap_or_else(|| date.strftime("%-d %B %Y").to_string())
}

/// `24 Nov`.
#[must_use]
pub fn short_date(date: Date) -> String {
    worded!(date, MD::medium()).unwrap_or_else(|| date.strftime("%-d %b").to_string())
}

/// `November 2026`.
#[must_use]
pub fn month(date: Date) -> String {
    worded!(date, YM::long()).unwrap_or_else(|| date.strftime("%B %Y").to_string())
}

/// `Tue`.
#[must_use]
pub fn weekday(date: Date) -> String {
    worded!(date, E::medium()).unwrap_or_else(|| date.strftime("%a").to_string())
}

/// `Tuesday`.
#[must_use]
pub fn long_weekday(date: Date) -> String {
    worded!(date, E::long()).unwrap_or_else(|| date.strftime("%A").to_string())
}

/// `24 Nov 2026, 09:30`.
#[must_use]
pub fn moment(at: DateTime) -> String {
    let date = at.date();
    let date = worded!(date, YMD::medium()).unwrap_or_else(|| date.strftime("%-d %b %Y").to_string());
    format!("{date}, {}", time(at.time()))
}

/// `24 November 2026, 09:30`.
#[must_use]
pub fn full_moment(at: DateTime) -> String {
    format!("{}, {}", full_date(at.date()), time(at.time()))
}

/// `09:30`, or `9:30 am` if the clinic uses 12-hour clocks.
#[must_use]
pub fn time(time: Time) -> String {
    wall(i32::from(time.hour()), i32::from(time.minute()))
}

/// The same for opening hours. A day ends at `24:00`, which is midnight on a 12-hour clock.
#[must_use]
pub fn minute(at: WallMinute) -> String {
    let minutes = i32::from(at.minutes());
    wall(minutes / 60, minutes % 60)
}

fn wall(hour: i32, minute: i32) -> String {
    if reader().time_style == TimeStyle::Hours24 {
        return format!("{hour:02}:{minute:02}");
    }
    let shown = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    let half = if hour % 24 < 12 { Key::ClockAm } else { Key::ClockPm };
    filled(said(half), &[("time", &format!("{shown}:{minute:02}"))])
}

/// `09:30-10:00`; in an hour that the clock repeats, with the offset: `01:30-02:00 (UTC+11)`.
#[must_use]
pub fn span(zone: &Zone, slot: &Slot) -> String {
    let (starts, ends, offset) = slot_times(zone, slot);
    with_offset(format!("{}-{}", time(starts.time()), time(ends.time())), offset)
}

/// When a slot starts: `09:30`; with the offset in an hour that the clock repeats.
#[must_use]
pub fn clock(zone: &Zone, slot: &Slot) -> String {
    let (starts, _, offset) = slot_times(zone, slot);
    with_offset(time(starts.time()), offset)
}

fn with_offset(text: String, offset: Option<String>) -> String {
    match offset {
        Some(offset) => format!("{text} ({offset})"),
        None => text,
    }
}

/// The local time at an instant: `09:30`.
#[must_use]
pub fn clock_at(zone: &Zone, at: Timestamp) -> String {
    time(zone.tz().to_datetime(at).time())
}

/// The local date of an instant: `24 November 2026`.
#[must_use]
pub fn full_date_at(zone: &Zone, at: Timestamp) -> String {
    full_date(local_date(zone, at))
}

/// `Sydney time`: the last part of the zone's name.
#[must_use]
pub fn zone_label(zone: &Zone) -> String {
    let name = zone.name();
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    filled(said(Key::ZoneTime), &[("city", &city)])
}

/// The times of a closure: `25 December 2026`, `24-26 December 2026`, `30 December 2026 to 2 January 2027` for whole days,
/// otherwise with times: `24 December 2026, 12:00-17:00`, `24 December 2026, 12:00 to 28 December 2026, 09:00`.
#[must_use]
pub fn closure(times: Closure) -> String {
    let (starts, ends) = (times.starts(), times.ends());
    let midnight = |wall: DateTime| wall.date().at(0, 0, 0, 0) == wall;
    // A closure that ends at midnight ends with the previous day.
    let (last, end) = match ends.date().yesterday() {
        Ok(last) if midnight(ends) => (last, wall(24, 0)),
        _ => (ends.date(), time(ends.time())),
    };
    let first = starts.date();
    let between = |from: String, to: String| filled(said(Key::FromTo), &[("from", &from), ("to", &to)]);
    match (midnight(starts) && midnight(ends), first == last) {
        (true, true) => full_date(first),
        (true, false)
            if language() == Language::English && (first.year(), first.month()) == (last.year(), last.month()) =>
        {
            format!("{}-{}", first.day(), full_date(last))
        }
        (true, false) => between(full_date(first), full_date(last)),
        (false, true) => format!("{}, {}-{end}", full_date(first), time(starts.time())),
        (false, false) => between(full_moment(starts), format!("{}, {end}", full_date(last))),
    }
}

#[cfg(test)]
mod tests;
