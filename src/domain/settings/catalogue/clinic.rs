//! Settings for the clinic as a whole. Presets do not change them.

use crate::domain::{
    form::Field,
    settings::{Group, Kind, Setting},
};

/// Stands for the zone of the first centre.
const OF_CENTRE: &str = "centre";

/// Where clinics are. Those elsewhere use the zone of their first centre, which can be any.
const ZONES: &[(&str, &str)] = &[
    (OF_CENTRE, "That of the centre whose name comes first"),
    ("Africa/Cairo", "Africa/Cairo"),
    ("Africa/Johannesburg", "Africa/Johannesburg"),
    ("Africa/Lagos", "Africa/Lagos"),
    ("Africa/Nairobi", "Africa/Nairobi"),
    ("America/Anchorage", "America/Anchorage"),
    ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("America/Bogota", "America/Bogota"),
    ("America/Chicago", "America/Chicago"),
    ("America/Denver", "America/Denver"),
    ("America/Halifax", "America/Halifax"),
    ("America/Lima", "America/Lima"),
    ("America/Los_Angeles", "America/Los_Angeles"),
    ("America/Mexico_City", "America/Mexico_City"),
    ("America/New_York", "America/New_York"),
    ("America/Phoenix", "America/Phoenix"),
    ("America/Santiago", "America/Santiago"),
    ("America/Sao_Paulo", "America/Sao_Paulo"),
    ("America/St_Johns", "America/St_Johns"),
    ("America/Toronto", "America/Toronto"),
    ("America/Vancouver", "America/Vancouver"),
    ("Asia/Bangkok", "Asia/Bangkok"),
    ("Asia/Colombo", "Asia/Colombo"),
    ("Asia/Dhaka", "Asia/Dhaka"),
    ("Asia/Dubai", "Asia/Dubai"),
    ("Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh"),
    ("Asia/Hong_Kong", "Asia/Hong_Kong"),
    ("Asia/Jakarta", "Asia/Jakarta"),
    ("Asia/Jerusalem", "Asia/Jerusalem"),
    ("Asia/Karachi", "Asia/Karachi"),
    ("Asia/Kathmandu", "Asia/Kathmandu"),
    ("Asia/Kolkata", "Asia/Kolkata"),
    ("Asia/Kuala_Lumpur", "Asia/Kuala_Lumpur"),
    ("Asia/Manila", "Asia/Manila"),
    ("Asia/Riyadh", "Asia/Riyadh"),
    ("Asia/Seoul", "Asia/Seoul"),
    ("Asia/Shanghai", "Asia/Shanghai"),
    ("Asia/Singapore", "Asia/Singapore"),
    ("Asia/Taipei", "Asia/Taipei"),
    ("Asia/Tokyo", "Asia/Tokyo"),
    ("Atlantic/Reykjavik", "Atlantic/Reykjavik"),
    ("Australia/Adelaide", "Australia/Adelaide"),
    ("Australia/Brisbane", "Australia/Brisbane"),
    ("Australia/Darwin", "Australia/Darwin"),
    ("Australia/Hobart", "Australia/Hobart"),
    ("Australia/Melbourne", "Australia/Melbourne"),
    ("Australia/Perth", "Australia/Perth"),
    ("Australia/Sydney", "Australia/Sydney"),
    ("Europe/Amsterdam", "Europe/Amsterdam"),
    ("Europe/Athens", "Europe/Athens"),
    ("Europe/Berlin", "Europe/Berlin"),
    ("Europe/Brussels", "Europe/Brussels"),
    ("Europe/Bucharest", "Europe/Bucharest"),
    ("Europe/Copenhagen", "Europe/Copenhagen"),
    ("Europe/Dublin", "Europe/Dublin"),
    ("Europe/Helsinki", "Europe/Helsinki"),
    ("Europe/Istanbul", "Europe/Istanbul"),
    ("Europe/Kyiv", "Europe/Kyiv"),
    ("Europe/Lisbon", "Europe/Lisbon"),
    ("Europe/London", "Europe/London"),
    ("Europe/Madrid", "Europe/Madrid"),
    ("Europe/Oslo", "Europe/Oslo"),
    ("Europe/Paris", "Europe/Paris"),
    ("Europe/Prague", "Europe/Prague"),
    ("Europe/Rome", "Europe/Rome"),
    ("Europe/Stockholm", "Europe/Stockholm"),
    ("Europe/Vienna", "Europe/Vienna"),
    ("Europe/Warsaw", "Europe/Warsaw"),
    ("Europe/Zurich", "Europe/Zurich"),
    ("Pacific/Auckland", "Pacific/Auckland"),
    ("Pacific/Fiji", "Pacific/Fiji"),
    ("Pacific/Guam", "Pacific/Guam"),
    ("Pacific/Honolulu", "Pacific/Honolulu"),
    ("UTC", "UTC"),
];

pub(super) const TIME_ZONE: Setting = Setting {
    field: Field::ClinicTimeZone,
    group: Group::Directory,
    label: "The clinic's own time zone",
    hint: "Sets when a day begins in the figures and the audit, and when shared access and temporary care end on their last day. \
           Appointments keep the time zone of their centre.",
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
        for (zone, _) in ZONES.iter().filter(|(zone, _)| *zone != OF_CENTRE) {
            assert_eq!(Zone::parse(zone).expect("a zone").name(), *zone);
        }
    }
}
