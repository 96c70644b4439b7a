//! An appointment as a calendar file, for its parties.

use axum::{
    extract::{Extension, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Timestamp;

use super::{AppState, identity::Identity};
use crate::{
    domain::{appointment::Status, ids::AppointmentId},
    error::AppError,
    service::booking,
    storage::appointment::Appointment,
};

/// `/appointments/{id}/calendar.ics`.
pub async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<AppointmentId>,
) -> Response {
    match booking::appointment(&state.services, &identity.actor, id).await.map_err(AppError::from) {
        Ok(found) => {
            let as_patient = identity.actor.id() == Some(found.patient.account());
            let text = calendar(&found, as_patient, state.services.clock.now());
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"appointment-{id}.ics\"")),
            ];
            (headers, text).into_response()
        }
        Err(AppError::NotSignedIn | AppError::Forbidden) => StatusCode::FORBIDDEN.into_response(),
        Err(AppError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The appointment as iCalendar. The same UID always, and a growing SEQUENCE, so that a later file replaces an earlier.
/// The reason for the visit is left out: calendars are shared with more people than records are.
fn calendar(found: &Appointment, as_patient: bool, now: Timestamp) -> String {
    let other = if as_patient { &found.practitioner_name } else { &found.patient_name };
    let mut event = Event::new();
    event
        .uid(&format!("appointment-{}@consulta", found.id))
        .summary(&format!("Appointment with {other}"))
        .location(&format!("{}, {}", found.centre_name, found.centre_address))
        .status(match found.status {
            Status::Pending => EventStatus::Tentative,
            Status::Cancelled | Status::EnteredInError => EventStatus::Cancelled,
            _ => EventStatus::Confirmed,
        })
        .sequence(u32::try_from(found.sequence).unwrap_or(u32::MAX));
    for (name, at) in [("DTSTAMP", now), ("DTSTART", found.slot.starts_at), ("DTEND", found.slot.ends_at)] {
        event.append_property(Property::new(name, at.strftime("%Y%m%dT%H%M%SZ").to_string()));
    }
    Calendar::new().push(event.done()).done().to_string()
}
