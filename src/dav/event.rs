//! An entry sent by an app: one event, of which only the time may differ from the stored one.

use icalendar::parser::{Component, Property, read_components, unfold};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use crate::domain::time::Zone;

const DEEPEST: usize = 6;

/// An entry as an app wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its unique identifier among all entries.
    pub uid: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends, if given.
    pub ends_at: Option<Timestamp>,
    /// Its title.
    pub summary: String,
    /// Its location.
    pub location: String,
    /// Whether it is marked as cancelled.
    pub is_off: bool,
}

/// Why something is not an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnEntry {
    /// Not a calendar file.
    Unreadable,
    /// Not exactly one event, or a recurring one.
    NotOne,
    /// A time that is not an instant: a whole day, no zone, or an unknown zone.
    NoInstant,
}

/// Parses a calendar file.
///
/// # Errors
/// Why it is not an entry.
pub fn read(file: &str) -> Result<Sent, NotAnEntry> {
    let text = unfold(file.trim_start_matches('\u{feff}'));
    if is_too_deep(&text) {
        return Err(NotAnEntry::Unreadable);
    }
    let all = read_components(&text).map_err(|_| NotAnEntry::Unreadable)?;
    let [calendar] = all.as_slice() else { return Err(NotAnEntry::Unreadable) };
    if calendar.name != "VCALENDAR" {
        return Err(NotAnEntry::Unreadable);
    }
    let others = ["VTODO", "VJOURNAL", "VFREEBUSY"];
    let events: Vec<&Component<'_>> = calendar.components.iter().filter(|one| one.name == "VEVENT").collect();
    let [event] = events.as_slice() else { return Err(NotAnEntry::NotOne) };
    let repeats = ["RRULE", "RDATE", "RECURRENCE-ID"].iter().any(|name| event.find_prop(*name).is_some());
    if repeats || calendar.components.iter().any(|one| others.iter().any(|name| one.name == *name)) {
        return Err(NotAnEntry::NotOne);
    }
    let text = |name: &str| {
        let found = event.find_prop(name).map(|property| property.val.clone().unescape_text().to_string());
        found.unwrap_or_default().trim().to_owned()
    };
    let starts_at = event.find_prop("DTSTART").and_then(instant).ok_or(NotAnEntry::NoInstant)?;
    let ends_at = match (event.find_prop("DTEND"), event.find_prop("DURATION")) {
        (Some(end), _) => Some(instant(end).ok_or(NotAnEntry::NoInstant)?),
        (None, Some(length)) => {
            let length: SignedDuration = length.val.as_str().trim().parse().map_err(|_| NotAnEntry::NoInstant)?;
            Some(starts_at.checked_add(length).map_err(|_| NotAnEntry::NoInstant)?)
        }
        (None, None) => None,
    };
    Ok(Sent {
        uid: text("UID"),
        starts_at,
        ends_at,
        summary: text("SUMMARY"),
        location: text("LOCATION"),
        is_off: text("STATUS").eq_ignore_ascii_case("CANCELLED"),
    })
}

/// A property of the event in a calendar file that we wrote.
#[must_use]
pub fn property(file: &str, name: &str) -> Option<String> {
    let text = unfold(file);
    let all = read_components(&text).ok()?;
    let event = all.first()?.components.iter().find(|one| one.name == "VEVENT")?;
    event.find_prop(name).map(|property| property.val.clone().unescape_text().to_string())
}

/// The parser recurses into nested components.
fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    // Anything that ends a line for the parser ends one here.
    for line in text.split(['\r', '\n']) {
        let line = line.trim_start().to_ascii_uppercase();
        if line.starts_with("BEGIN:") {
            depth += 1;
        } else if line.starts_with("END:") {
            depth = depth.saturating_sub(1);
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// The instant of a time in UTC or in a known time zone.
fn instant(property: &Property<'_>) -> Option<Timestamp> {
    let value = property.val.as_str().trim();
    if let Some(bare) = value.strip_suffix('Z') {
        return TimeZone::UTC.to_timestamp(wall(bare)?).ok();
    }
    let parameter = property.params.iter().find(|parameter| parameter.key == "TZID")?;
    let name = parameter.val.as_ref()?.as_str().trim_matches('"').to_owned();
    zone(&name)?.tz().to_timestamp(wall(value)?).ok()
}

fn wall(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", text).ok()
}

/// `Australia/Sydney`, possibly with a prefix, as some apps write it.
fn zone(name: &str) -> Option<Zone> {
    let mut rest = name;
    loop {
        if let Ok(zone) = Zone::parse(rest) {
            return Some(zone);
        }
        rest = rest.split_once('/')?.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(times: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:With A\\, B\r\n{times}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn a_time_is_read_in_whatever_zone_an_app_writes_it() {
        let expected: Timestamp = "2026-11-23T22:30:00Z".parse().expect("an instant");
        for times in [
            "DTSTART:20261123T223000Z\r\nDTEND:20261123T230000Z",
            "DTSTART;TZID=Australia/Sydney:20261124T093000\r\nDTEND;TZID=Australia/Sydney:20261124T100000",
            "DTSTART;TZID=/freeassociation.sourceforge.net/Australia/Sydney:20261124T093000\r\nDURATION:PT30M",
        ] {
            let sent = read(&file(times)).expect("an entry");
            assert_eq!(sent.starts_at, expected, "{times}");
            assert_eq!(sent.ends_at, Some(expected + SignedDuration::from_mins(30)), "{times}");
            assert_eq!((sent.uid.as_str(), sent.summary.as_str()), ("a", "With A, B"));
        }
    }

    #[test]
    fn what_is_no_single_instant_is_refused() {
        for (times, why) in [
            ("DTSTART;VALUE=DATE:20261124", NotAnEntry::NoInstant),
            ("DTSTART:20261124T093000", NotAnEntry::NoInstant),
            ("DTSTART;TZID=Somewhere/Else:20261124T093000", NotAnEntry::NoInstant),
            ("DTSTART:20261123T223000Z\r\nRRULE:FREQ=DAILY", NotAnEntry::NotOne),
        ] {
            assert_eq!(read(&file(times)), Err(why), "{times}");
        }
        assert_eq!(read("hello"), Err(NotAnEntry::Unreadable));
        assert_eq!(read(&"BEGIN:VCALENDAR\r\n".repeat(10_000)), Err(NotAnEntry::Unreadable));
    }
}
