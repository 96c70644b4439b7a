//! Times as a clock at the centre shows them.

use jiff::Timestamp;

use super::TimeView;
use crate::{
    domain::{slot::Slot, time::Zone},
    words::calendar,
};

impl TimeView {
    /// A slot in its centre's zone.
    pub fn new(zone: &Zone, slot: &Slot) -> Self {
        let wall = zone.tz().to_datetime(slot.starts_at);
        let date = wall.date();
        Self {
            iso: slot.starts_at.to_string(),
            start: slot.starts_at.as_second(),
            day: date.to_string(),
            minute: u16::try_from(i16::from(wall.hour()) * 60 + i16::from(wall.minute())).unwrap_or_default(),
            long_date: calendar::long_date(date),
            weekday: calendar::weekday(date),
            short_date: calendar::short_date(date),
            time: calendar::clock(zone, slot),
            zone: calendar::zone_label(zone),
            span: calendar::span(zone, slot),
        }
    }

    /// A single instant.
    pub fn instant(zone: &Zone, at: Timestamp) -> Self {
        Self::new(zone, &Slot { starts_at: at, ends_at: at })
    }
}
