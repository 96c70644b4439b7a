//! An appointment as a calendar event, for files, feeds and emails alike, in the current reader's language.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Timestamp;

use crate::{
    domain::{appointment::Status, healthcare_service::VisitMode},
    storage::appointment::Appointment,
    words::tr,
};

/// The calendar's product identifier.
const PRODUCT: &str = concat!("-//Consulta//Consulta ", env!("CARGO_PKG_VERSION"), "//EN");

/// The method of a calendar that expects nothing of its reader.
pub(super) const PUBLISH: &str = "PUBLISH";

/// An empty calendar with our product identifier.
#[must_use]
pub fn calendar() -> Calendar {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar
}

/// An appointment as an iCalendar event. Its UID never changes and is unique across clinics, and its SEQUENCE grows, so that a
/// later version replaces an earlier one. The reason for the visit is left out: calendars are shared with more people than records
/// are.
#[must_use]
pub fn event(found: &Appointment, clinic: &str, with: Option<&str>, now: Timestamp) -> Event {
    let what = found.service_name.as_deref().unwrap_or_else(|| tr!(IcsAppointment));
    let mut event = Event::new();
    event
        .uid(&format!("appointment-{}@{clinic}.consulta", found.id))
        .summary(&with.map_or_else(|| what.to_owned(), |with| tr!(IcsVisitWith, what = what, name = with)))
        .location(&location(found))
        .status(match found.status {
            Status::Pending => EventStatus::Tentative,
            Status::Cancelled | Status::EnteredInError => EventStatus::Cancelled,
            _ => EventStatus::Confirmed,
        })
        .sequence(u32::try_from(found.sequence).unwrap_or(u32::MAX));
    for (name, at) in [("DTSTAMP", now), ("DTSTART", found.slot.starts_at), ("DTEND", found.slot.ends_at)] {
        event.append_property(Property::new(name, at.strftime("%Y%m%dT%H%M%SZ").to_string()));
    }
    // Someone who is no longer expected needs no directions.
    if found.status.holds_its_time() && !found.instructions.is_empty() {
        event.description(&found.instructions);
    }
    event.done()
}

/// The room, the centre and its street; or that it is online, and with whom.
fn location(found: &Appointment) -> String {
    let (centre, address) = (&found.centre_name, &found.centre_address);
    match &found.room_name {
        Some(room) if found.mode != Some(VisitMode::Online) => {
            tr!(IcsRoom, room = room, centre = centre, address = address)
        }
        _ => place(found),
    }
}

/// Like `location`, without the room, which may reveal what the visit is about.
pub(super) fn place(found: &Appointment) -> String {
    let centre = &found.centre_name;
    if found.mode == Some(VisitMode::Online) {
        return tr!(IcsOnline, centre = centre);
    }
    tr!(IcsPlace, centre = centre, address = found.centre_address)
}

/// An appointment without anything that reveals what the visit is about, including its service, room and instructions.
#[must_use]
pub fn bare(found: &Appointment) -> Appointment {
    Appointment { service_name: None, room_name: None, instructions: String::new(), ..found.clone() }
}

/// An appointment as an email attachment: an invitation that confirms it, or takes it back. What it is about is left out, including
/// its service, room and instructions.
#[must_use]
pub fn invitation(
    found: &Appointment,
    (clinic, organiser, guest): (&str, &str, &str),
    with: Option<&str>,
    now: Timestamp,
) -> (&'static str, String) {
    let mut event = organised(found, (clinic, organiser), with, now);
    let mut attendee = Property::new("ATTENDEE", format!("mailto:{guest}"));
    attendee.add_parameter("PARTSTAT", "ACCEPTED").add_parameter("RSVP", "FALSE");
    event.append_property(attendee);
    let method = if found.status.holds_its_time() { "REQUEST" } else { "CANCEL" };
    let mut calendar = calendar();
    calendar.append_property(Property::new("METHOD", method));
    (method, calendar.push(event).done().to_string())
}

/// Several appointments as an email attachment, since an invitation can hold only one: each as it stands, or as cancelled.
#[must_use]
pub fn publication(
    all: &[Appointment],
    of: (&str, &str),
    with: Option<&str>,
    now: Timestamp,
) -> (&'static str, String) {
    let mut calendar = calendar();
    calendar.append_property(Property::new("METHOD", PUBLISH));
    for one in all {
        calendar.push(organised(one, of, with, now));
    }
    (PUBLISH, calendar.done().to_string())
}

/// The bare event with its organiser.
fn organised(found: &Appointment, (clinic, organiser): (&str, &str), with: Option<&str>, now: Timestamp) -> Event {
    let mut event = event(&bare(found), clinic, with, now);
    event.append_property(Property::new("ORGANIZER", format!("mailto:{organiser}")));
    event
}
