//! From use cases' results to what `server_fns::time_view` returns.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{
        calendar_view::{local_date, long_date, slot_label},
        slot::Slot,
        time::Zone,
    },
    views::time_view::TimeView,
};

impl TimeView {
    /// A slot as the clock on the wall of its centre shows it.
    pub fn new(zone: &Zone, slot: &Slot) -> Self {
        let date = local_date(zone, slot.starts_at);
        let span = slot_label(zone, slot);
        Self {
            iso: slot.starts_at.to_string(),
            start: slot.starts_at.as_second(),
            day: date.to_string(),
            long_date: long_date(date),
            weekday: weekday(date),
            short_date: short_date(date),
            time: clock_of(&span),
            zone: zone_label(zone),
            span,
        }
    }

    /// An instant without length.
    pub fn instant(zone: &Zone, at: Timestamp) -> Self {
        Self::new(zone, &Slot { starts_at: at, ends_at: at })
    }
}

/// `09:30`: when a slot starts, with the offset in an hour that the clock repeats.
pub fn clock(zone: &Zone, slot: &Slot) -> String {
    clock_of(&slot_label(zone, slot))
}

fn clock_of(span: &str) -> String {
    let offset = span.split_once(' ').map_or("", |(_, offset)| offset);
    let clock = span.get(..5).unwrap_or(span);
    format!("{clock} {offset}").trim_end().to_owned()
}

/// `Tue`.
pub fn weekday(date: Date) -> String {
    date.strftime("%a").to_string()
}

/// `24 Nov`.
pub fn short_date(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// `Sydney time`: the last part of the zone's name.
pub fn zone_label(zone: &Zone) -> String {
    let name = zone.name();
    let city = name.rsplit('/').next().unwrap_or(name);
    format!("{} time", city.replace('_', " "))
}

/// How long before `now` a UTC second was, in words: `just now`, `3 days ago`.
pub fn ago(second: i64, now: Timestamp) -> String {
    let plural = |n: i64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match now.as_second() - second {
        ..=600 => "just now".to_owned(),
        seconds @ 601..=5_399 => plural(seconds / 60, "minute"),
        seconds @ 5_400..=129_599 => plural((seconds + 1_800) / 3_600, "hour"),
        seconds => plural((seconds + 43_200) / 86_400, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_told_in_the_unit_that_fits() {
        let now = Timestamp::from_second(1_000_000).unwrap_or_default();
        let told: Vec<String> = [5, 700, 7_200, 90_000, 260_000].map(|before| ago(1_000_000 - before, now)).into();
        assert_eq!(told, ["just now", "11 minutes ago", "2 hours ago", "25 hours ago", "3 days ago"]);
    }
}
