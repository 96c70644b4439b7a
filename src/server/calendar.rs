//! An appointment as a calendar file, for its parties.

use axum::{
    extract::{Extension, State},
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

use crate::{
    domain::{appointment::Party, ids::AppointmentId, settings::CalendarNames},
    error::AppError,
    request::{AppState, context::status_of, extract::Path, identity::Identity},
    service::{
        appointment::{Appointment, in_readers_words},
        booking,
        calendar_event::{self, event},
        calendar_feed, language,
    },
};

/// `/appointments/{id}/calendar.ics`, in the requester's language.
pub async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<AppointmentId>,
) -> Response {
    match booking::opened(&state.services, &identity.actor, id).await.map_err(AppError::from) {
        Ok((found, party)) => {
            let found_out = async {
                let clinic = calendar_feed::clinic(&state.services).await.map_err(AppError::from)?;
                Ok::<_, AppError>((clinic, state.services.directory().await?))
            };
            let (clinic, directory) = match found_out.await {
                Ok(both) => both,
                Err(error) => return status_of(&error).into_response(),
            };
            let with = with_whom(&found, party == Party::Patient, directory.settings.calendar_names);
            let found = in_readers_words(&directory, found);
            let text = calendar(&found, &clinic, with.as_deref(), state.services.clock.now());
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"appointment-{id}.ics\"")),
            ];
            (headers, text).into_response()
        }
        Err(error) => status_of(&error).into_response(),
    }
}

/// `/calendar/{secret}.ics`: someone's appointments for a calendar program, which has only the secret to identify itself, in their
/// owner's language.
pub async fn feed(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let secret = file.strip_suffix(".ics").unwrap_or_default();
    let found = async {
        let found = calendar_feed::read(&state.services, secret).await?;
        let reads = language::reader_of(&state.services, found.0).await?;
        Ok::<_, AppError>((found, state.services.directory().await?, reads))
    };
    match found.await {
        Ok(((whose, clinic, appointments), directory, reads)) => {
            let now = state.services.clock.now();
            let names = directory.settings.calendar_names;
            let mut calendar = calendar_event::calendar();
            calendar.name(&directory.settings.theme.name);
            for found in appointments {
                let with = with_whom(&found, whose == found.patient.account(), names);
                let entry = || event(&in_readers_words(&directory, found), &clinic, with.as_deref(), now);
                calendar.push(reads.read(entry));
            }
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                // No intermediary should cache a secret address.
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            (headers, calendar.done().to_string()).into_response()
        }
        Err(error) => status_of(&error).into_response(),
    }
}

/// Whom the appointment is with, as a calendar may show it.
fn with_whom(found: &Appointment, as_patient: bool, names: CalendarNames) -> Option<String> {
    if as_patient { Some(found.practitioner_name.clone()) } else { names.of(&found.patient_name) }
}

/// One appointment as a whole calendar.
fn calendar(found: &Appointment, clinic: &str, with: Option<&str>, now: Timestamp) -> String {
    calendar_event::calendar().push(event(found, clinic, with, now)).done().to_string()
}
