//! Appointments: booked, moved, answered and cancelled through the same use cases as on the site.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    auth::instant as said,
    booking::{AppointmentInput, book},
    caller::Caller,
    input::{Conditions, Filters, Id, Sent, date, instant},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        appointment::Step,
        form::FieldError,
        ids::{AppointmentId, CentreId, PatientId, PractitionerId},
        metadata::{self, MetadataChange},
        time::Zone,
    },
    error::AppError,
    service::{
        appointment::{self, Appointment as Stored},
        cancel, consultation,
        listing::{self as lists, ListQuery},
        reschedule::{self, Move},
        visit,
    },
};

/// An appointment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Appointment {
    /// ID of the appointment.
    pub id: i64,
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The practitioner's name.
    pub doctor_name: String,
    /// The patient's ID.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The centre's ID.
    pub centre_id: i64,
    /// The centre's name.
    pub centre_name: String,
    /// ID of the service booked; null for the standard visit.
    pub service_id: Option<i64>,
    /// Name of the service.
    pub service_name: Option<String>,
    /// Start, in the centre's local time with its UTC offset.
    pub starts_at: String,
    /// End, in the centre's local time with its UTC offset.
    pub ends_at: String,
    /// Number of consecutive slots it takes.
    pub slots: u16,
    /// The centre's time zone, such as `Australia/Sydney`.
    pub time_zone: String,
    /// Status: `pending`, `booked`, `arrived`, `checked-in`, `fulfilled`, `cancelled` or `noshow`.
    pub status: String,
    /// Reason for the visit, in the patient's words. Only the patient and the practitioner see it.
    pub reason: String,
    /// Key-value pairs that programs store with the appointment.
    pub metadata: BTreeMap<String, String>,
    /// When it was booked or requested.
    pub created_at: String,
    /// Version, which grows with each change; the `ETag` begins with it.
    pub version: i64,
}

impl From<Stored> for Appointment {
    fn from(one: Stored) -> Self {
        let version = one.version();
        Self {
            id: one.id.0,
            doctor_id: one.practitioner.0,
            doctor_name: one.practitioner_name,
            patient_id: one.patient.0,
            patient_name: one.patient_name,
            centre_id: one.centre.0,
            centre_name: one.centre_name,
            service_id: one.service.map(|id| id.0),
            service_name: one.service_name,
            starts_at: local(one.slot.starts_at, &one.zone),
            ends_at: local(one.slot.ends_at, &one.zone),
            slots: one.slots,
            time_zone: one.zone.name().to_owned(),
            status: one.status.as_str().to_owned(),
            reason: one.reason,
            metadata: one.metadata.entries().clone(),
            created_at: said(one.created_at),
            version,
        }
    }
}

/// An instant in a zone's local time, such as `2026-11-24T09:30:00+11:00`.
pub(super) fn local(at: Timestamp, zone: &Zone) -> String {
    at.display_with_offset(zone.tz().to_offset(at)).to_string()
}

/// Which appointments to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppointmentFilters {
    /// Only from this date on, in the centre's time zone.
    pub start_date: Option<String>,
    /// Only up to this date.
    pub end_date: Option<String>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only with this practitioner.
    pub doctor_id: Option<i64>,
    /// Only for this patient.
    pub patient_id: Option<i64>,
    /// Only with this metadata entry, written as `key:value`.
    pub metadata: Option<String>,
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists appointments by start. Administrators get everyone's, without the reasons for the visits; everyone else gets their own.
#[utoipa::path(
    get, path = "/api/v1/appointments", operation_id = "listAppointments", tag = "appointments",
    params(AppointmentFilters), responses((status = 200, body = Listing<Appointment>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<AppointmentFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let status = query.status.as_deref().map(str::parse).transpose();
    let wanted = ListQuery {
        from: date("start_date", query.start_date.as_deref())?,
        to: date("end_date", query.end_date.as_deref())?,
        statuses: status.map_err(|()| Problem::bad_request("There is no such status."))?.into_iter().collect(),
        practitioner: query.doctor_id.map(PractitionerId),
        patient: query.patient_id.map(PatientId),
        metadata: query.metadata.as_deref().map(metadata::wanted).transpose().map_err(invalid)?,
        ..ListQuery::default()
    };
    let page = lists::appointments(&caller.services, &caller.actor, wanted, &part).await?;
    list.answer(&part, page, place, Appointment::from)
}

/// An appointment's place in the list.
pub(super) fn place(one: &Stored) -> (i64, i64) {
    (one.slot.starts_at.as_second(), one.id.0)
}

/// Returns one appointment.
#[utoipa::path(
    get, path = "/api/v1/appointments/{id}", operation_id = "readAppointment", tag = "appointments",
    params(("id" = i64, Path)), responses((status = 200, body = Appointment), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    shown(&caller, AppointmentId(id)).await
}

async fn shown(caller: &Caller, id: AppointmentId) -> Result<Response, Problem> {
    let found = lists::appointment(&caller.services, &caller.actor, id).await?;
    Ok((tag(&found), Json(Appointment::from(found))).into_response())
}

fn invalid(problem: FieldError) -> Problem {
    AppError::Invalid(vec![problem]).into()
}

fn tag(found: &Stored) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{}\"", found.version()))]
}

/// Books a time, for yourself or, as staff, for a patient. Sent again with the same `Idempotency-Key`, it returns the same appointment.
#[utoipa::path(
    post, path = "/api/v1/appointments", operation_id = "book", tag = "appointments",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 64 characters")),
    request_body = AppointmentInput, responses((status = 201, body = Appointment), Errors)
)]
pub async fn add(
    caller: Caller,
    conditions: Conditions,
    Sent(sent): Sent<AppointmentInput>,
) -> Result<Response, Problem> {
    let found = book(&caller, conditions.intent, sent).await?;
    let location = [(header::LOCATION, format!("/api/v1/appointments/{}", found.id))];
    Ok((StatusCode::CREATED, location, tag(&found), Json(Appointment::from(found))).into_response())
}

/// A change to an appointment.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AppointmentChange {
    /// New start, such as `2026-11-24T09:30:00+11:00`.
    pub starts_at: Option<String>,
    /// ID of another centre, along with a new start.
    pub centre_id: Option<i64>,
    /// Its new status: `booked` approves a request, `checked-in`, `fulfilled` and `noshow` say what happened, `reinstated` takes `noshow`
    /// back, `cancelled` cancels it.
    pub status: Option<String>,
    /// Reason. Required to decline a request, or to override the clinic's limits.
    pub reason: String,
    /// Entries to set, and, with `null`, to remove; the others stay. At most 20, with keys of 40 and values of 200 characters. Not for
    /// anything clinical: it is no part of the record.
    pub metadata: Option<BTreeMap<String, Option<String>>>,
}

/// Moves an appointment to another time.
#[utoipa::path(
    put, path = "/api/v1/appointments/{id}", operation_id = "moveAppointment", tag = "appointments",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    request_body = AppointmentChange, responses((status = 200, body = Appointment), Errors)
)]
pub async fn replace(
    caller: Caller,
    id: Id,
    seen: Conditions,
    sent: Sent<AppointmentChange>,
) -> Result<Response, Problem> {
    if sent.0.starts_at.is_none() {
        return Err(Problem::bad_request("starts_at is missing."));
    }
    change(caller, id, seen, sent).await
}

/// Moves an appointment, or changes its status or its metadata: one of the three.
#[utoipa::path(
    patch, path = "/api/v1/appointments/{id}", operation_id = "changeAppointment", tag = "appointments",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    request_body = AppointmentChange, responses((status = 200, body = Appointment), Errors)
)]
pub async fn change(
    caller: Caller,
    Id(id): Id,
    conditions: Conditions,
    Sent(sent): Sent<AppointmentChange>,
) -> Result<Response, Problem> {
    let id = AppointmentId(id);
    let (services, actor, seen) = (&caller.services, &caller.actor, conditions.seen);
    let starts_at = instant("starts_at", sent.starts_at.as_deref())?;
    let done = match (starts_at, sent.status.as_deref(), sent.metadata) {
        (Some(at), None, None) => {
            let centre = match sent.centre_id {
                Some(id) => CentreId(id),
                None => lists::appointment(services, actor, id).await?.centre,
            };
            let to = Move { id, centre, starts_at: at, reason: sent.reason, seen };
            reschedule::move_to(services, actor, to).await
        }
        (None, Some(status), None) if sent.centre_id.is_none() => step(&caller, id, status, &sent.reason, seen).await?,
        (None, None, Some(entries)) if sent.centre_id.is_none() => {
            appointment::annotate(services, actor, id, MetadataChange::parse(entries).map_err(invalid)?, seen).await
        }
        _ => return Err(Problem::bad_request("Send starts_at, status or metadata, and only one of them.")),
    };
    done.map_err(|failure| Problem::from(failure).changed())?;
    shown(&caller, id).await
}

async fn step(
    caller: &Caller,
    id: AppointmentId,
    status: &str,
    reason: &str,
    seen: Option<i64>,
) -> Result<crate::service::Outcome<()>, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let step = match status {
        "booked" => Step::Approve,
        "declined" => Step::Decline,
        "checked-in" => Step::CheckIn,
        "fulfilled" => Step::Complete,
        "noshow" => Step::MarkNoshow,
        "reinstated" => Step::Reinstate,
        "cancelled" => return Ok(cancel::cancel_as_seen(services, actor, id, reason, seen).await),
        _ => return Err(Problem::bad_request("An appointment can't be given this status.")),
    };
    Ok(visit::take_step_as_seen(services, actor, id, step, reason, seen).await)
}

/// A reason for cancelling or retracting.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Why {
    /// Reason. Required from administrators.
    pub reason: String,
}

/// Cancels an appointment, which stays in the list as cancelled.
#[utoipa::path(
    delete, path = "/api/v1/appointments/{id}", operation_id = "cancelAppointment", tag = "appointments",
    params(("id" = i64, Path), Why, ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    responses((status = 204), Errors)
)]
pub async fn remove(
    caller: Caller,
    Id(id): Id,
    conditions: Conditions,
    why: Filters<Why>,
) -> Result<StatusCode, Problem> {
    let reason = why.query.reason;
    let id = AppointmentId(id);
    let done = cancel::cancel_as_seen(&caller.services, &caller.actor, id, &reason, conditions.seen).await;
    done.map_err(|failure| Problem::from(failure).changed())?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens the consultation of an appointment, and checks the patient in: only then can its practitioner write in the record.
#[utoipa::path(
    post, path = "/api/v1/appointments/{id}/consultation", operation_id = "openConsultation", tag = "appointments",
    params(("id" = i64, Path)), responses((status = 200, body = Appointment), Errors)
)]
pub async fn consult(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let id = AppointmentId(id);
    consultation::open(&caller.services, &caller.actor, id).await?;
    shown(&caller, id).await
}
