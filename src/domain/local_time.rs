//! The local time that people agreed on, stored beside the instant that it means.

use jiff::{Timestamp, civil::DateTime};

use super::time::Zone;

/// A wall time in a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// What the clock shows, such as `2026-11-24T09:30:00`.
    pub wall: DateTime,
    /// The zone's IANA name.
    pub zone: String,
}

impl LocalTime {
    /// What the clock shows at an instant.
    #[must_use]
    pub fn of(zone: &Zone, at: Timestamp) -> Self {
        Self { wall: zone.tz().to_datetime(at), zone: zone.name().to_owned() }
    }

    /// From its stored form; `None` if that is not a local time.
    #[must_use]
    pub fn parse(wall: &str, zone: &str) -> Option<Self> {
        Some(Self { wall: wall.parse().ok()?, zone: zone.to_owned() })
    }

    /// Whether the local clock still shows this time at the instant, by the zone's current rules.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        Zone::parse(&self.zone).is_ok_and(|zone| Self::of(&zone, at).wall == self.wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_time_reads_back_and_holds_at_its_own_instant_only() {
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        let at: Timestamp = "2026-10-25T00:30:00Z".parse().expect("an instant");
        let local = LocalTime::of(&zone, at);

        assert_eq!(local.wall.to_string(), "2026-10-25T02:30:00");
        assert_eq!(LocalTime::parse("2026-10-25T02:30:00", "Europe/Berlin"), Some(local.clone()));
        // The clock shows it twice that night.
        assert!(local.holds(at) && local.holds(at + jiff::SignedDuration::from_hours(1)));
        assert!(!local.holds(at + jiff::SignedDuration::from_hours(2)));
        assert!(!LocalTime { zone: "Mars/Olympus".into(), ..local }.holds(at));
    }
}
