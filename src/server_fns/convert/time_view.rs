//! From use cases' results to what `server_fns::time_view` returns.

use jiff::{Timestamp, civil::Date};

use crate::server_fns::time_view::TimeView;
use crate::domain::{
    calendar_view::{local_date, long_date, slot_label},
    slot::Slot,
    time::Zone,
};

impl TimeView {
    /// A slot as the clock on the wall of its centre shows it.
    pub fn new(zone: &Zone, slot: &Slot) -> Self {
        let date = local_date(zone, slot.starts_at);
        let span = slot_label(zone, slot);
        let offset = span.split_once(' ').map_or("", |(_, offset)| offset);
        let clock: String = span.chars().take(5).collect();
        Self {
            iso: slot.starts_at.to_string(),
            start: slot.starts_at.as_second(),
            day: date.to_string(),
            long_date: long_date(date),
            weekday: date.strftime("%a").to_string(),
            short_date: short_date(date),
            time: format!("{clock} {offset}").trim_end().to_owned(),
            zone: zone_label(zone),
            span,
        }
    }

    /// An instant without length.
    pub fn instant(zone: &Zone, at: Timestamp) -> Self {
        Self::new(zone, &Slot { starts_at: at, ends_at: at })
    }
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
