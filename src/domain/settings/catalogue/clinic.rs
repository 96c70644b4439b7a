//! Settings for the clinic as a whole. Presets do not change them.

use crate::domain::{
    form::Field,
    settings::{Group, Kind, Setting},
};

/// Stands for the zone of the first centre.
const OF_CENTRE: &str = "centre";

/// Where clinics are. Those elsewhere use the zone of their first centre, which can be any.
const ZONES: &[&str] = &[
    OF_CENTRE,
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Toronto",
    "America/Vancouver",
    "Asia/Bangkok",
    "Asia/Colombo",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Ho_Chi_Minh",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Jerusalem",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Kuala_Lumpur",
    "Asia/Manila",
    "Asia/Riyadh",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Atlantic/Reykjavik",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Darwin",
    "Australia/Hobart",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Pacific/Guam",
    "Pacific/Honolulu",
    "UTC",
];

pub(super) const TIME_ZONE: Setting = Setting {
    field: Field::ClinicTimeZone,
    group: Group::Directory,
    kind: Kind::One(ZONES),
    read: |settings| settings.time_zone.clone().unwrap_or_else(|| OF_CENTRE.to_owned()),
    write: |settings, value| {
        settings.time_zone = (value != OF_CENTRE).then(|| value.to_owned());
        Some(())
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Zone;

    #[test]
    fn every_zone_is_one() {
        for zone in ZONES.iter().filter(|zone| **zone != OF_CENTRE) {
            assert_eq!(Zone::parse(zone).expect("a zone").name(), *zone);
        }
    }
}
