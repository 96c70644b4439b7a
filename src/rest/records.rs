//! Records: read with a basis, added to by practitioners, amended by their authors in new versions; nothing is ever removed.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    appointments::Why,
    auth::instant as said,
    caller::Caller,
    input::{Conditions, Filters, Id, Sent},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        ids::{AppointmentId, EntryId, PatientId},
        note::NoteForm,
        record::Said,
    },
    service::{
        entry::{self, Detail},
        note,
        timeline::{self, RecordQuery, TimelineEntry},
    },
};

/// An entry of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Record {
    /// ID of the entry.
    pub id: i64,
    /// Kind: `note`, `diagnosis`, `observation`, `prescription`, `referral` or `document`.
    pub kind: String,
    /// Summary in one line.
    pub title: String,
    /// Further text; may be empty.
    pub text: String,
    /// When it was written.
    pub at: String,
    /// ID of the author.
    pub author_id: i64,
    /// Name of the author.
    pub author_name: String,
    /// ID of the appointment in which it was written.
    pub appointment_id: Option<i64>,
    /// Version of a note.
    pub version: Option<i64>,
    /// Why the author retracted it as an error, if they did.
    pub entered_in_error: Option<String>,
    /// Whether the patient has hidden it.
    pub hidden: bool,
}

impl From<TimelineEntry> for Record {
    fn from(line: TimelineEntry) -> Self {
        let kind = line.said.kind().as_str().to_owned();
        let (text, version) = content(line.said);
        Self {
            id: line.id.0,
            kind,
            title: line.title,
            text,
            at: said(line.at),
            author_id: line.author.0,
            author_name: line.author_name,
            appointment_id: line.appointment.map(|id| id.0),
            version,
            entered_in_error: line.retracted,
            hidden: line.hidden,
        }
    }
}

fn content(said: Said) -> (String, Option<i64>) {
    let text = match said {
        Said::Note { text, version } => return (text, Some(version)),
        Said::Diagnosis { code, detail, .. } => lines(&[code, detail]),
        Said::Observation(_) => String::new(),
        Said::Prescription { diagnosis, medicines, instructions, follow_up, .. } => {
            lines(&[diagnosis, medicines, instructions, follow_up])
        }
        Said::Referral { letter, .. } => letter,
        Said::Document { name, .. } => name,
    };
    (text, None)
}

fn lines(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n")
}

impl From<Detail> for Record {
    fn from(detail: Detail) -> Self {
        let line = detail.line.entry;
        let latest = detail.versions.last();
        let text = match (latest, &detail.diagnosis) {
            (Some(latest), _) => latest.body.clone(),
            (None, Some(found)) => lines(&[found.diagnosis.code.clone(), found.diagnosis.detail.clone()]),
            (None, None) => String::new(),
        };
        Self {
            id: line.id.0,
            kind: line.kind.as_str().to_owned(),
            title: line.title,
            text,
            at: said(line.at),
            author_id: line.author.0,
            author_name: detail.line.author_name,
            appointment_id: line.appointment.map(|id| id.0),
            version: latest.map(|latest| latest.version),
            entered_in_error: line.retracted_at.map(|_| detail.line.retracted_reason),
            hidden: line.hidden,
        }
    }
}

/// Which entries to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordFilters {
    /// The patient whose record to read; your own by default.
    pub patient_id: Option<i64>,
    /// Only lines of this kind.
    pub kind: Option<String>,
    /// Start after this entry; the `next` link of a page contains it.
    pub before: Option<String>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists the entries of a record that were written here, newest first. To read someone else's you need a reason that gives you access to
/// it; each such read is logged. Entries imported from another system are available through FHIR, each as a resource of its kind, such as
/// `/fhir/Immunization?patient=7`.
#[utoipa::path(
    get, path = "/api/v1/records", operation_id = "listRecords", tag = "records", params(RecordFilters),
    responses((status = 200, body = Listing<Record>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<RecordFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let own = caller.actor.id().map(|id| PatientId(id.0));
    let patient = query.patient_id.map(PatientId).or(own).ok_or_else(|| Problem::no_token(false))?;
    let kind = query.kind.as_deref().map(str::parse).transpose();
    let kind = kind.map_err(|()| Problem::bad_request("There is no such kind."))?;
    let before = match query.before.as_deref() {
        None => None,
        Some(text) => {
            let second = |text: &str| Timestamp::from_second(text.parse().ok()?).ok();
            let parts = text.split_once('.').and_then(|(at, id)| Some((second(at)?, EntryId(id.parse().ok()?))));
            Some(parts.ok_or_else(|| Problem::bad_request("before isn't one that we gave you."))?)
        }
    };
    let wanted = RecordQuery { kind, before, ..RecordQuery::of(patient) };
    let page = timeline::read(&caller.services, &caller.actor, wanted).await?;
    let last = page.entries.last().map(|line| (line.at.as_second(), line.id));
    let next = last.filter(|_| page.more).map(|(at, id)| format!("{at}.{id}"));
    let items: Vec<Record> = page.entries.into_iter().map(Record::from).collect();
    listing::answer_from(&asked.uri, next.as_deref(), query.format, items)
}

/// Returns one entry.
#[utoipa::path(
    get, path = "/api/v1/records/{id}", operation_id = "readRecord", tag = "records", params(("id" = i64, Path)),
    responses((status = 200, body = Record), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found: Record = entry::read(&caller.services, &caller.actor, EntryId(id)).await?.into();
    let version = found.version;
    let mut response = Json(found).into_response();
    if let Some(tag) = version.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// A new note.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordInput {
    /// ID of the appointment, whose consultation must be open.
    pub appointment_id: Option<i64>,
    /// Text of the note.
    pub text: String,
}

/// Adds a note in a consultation, as its practitioner.
#[utoipa::path(
    post, path = "/api/v1/records", operation_id = "addRecord", tag = "records", request_body = RecordInput,
    responses((status = 201, body = Record), Errors)
)]
pub async fn add(caller: Caller, Sent(sent): Sent<RecordInput>) -> Result<Response, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let Some(appointment) = sent.appointment_id.map(AppointmentId) else {
        return Err(Problem::bad_request("appointment_id is missing."));
    };
    let made = note::add(services, actor, appointment, &NoteForm { text: sent.text }).await?;
    let made = made.ok_or_else(|| Problem::bad_request("text is missing."))?;
    let location = [(header::LOCATION, format!("/api/v1/records/{made}"))];
    let record: Record = entry::read(services, actor, made).await?.into();
    Ok((StatusCode::CREATED, location, Json(record)).into_response())
}

/// Another text of a note, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Amendment {
    /// The new text.
    pub text: String,
    /// Reason for the amendment.
    pub reason: String,
}

/// Amends your own note in a new version. Earlier versions can still be read.
#[utoipa::path(
    put, path = "/api/v1/records/{id}", operation_id = "amendRecord", tag = "records",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    request_body = Amendment, responses((status = 200, body = Record), Errors)
)]
pub async fn replace(
    caller: Caller,
    id: Id,
    conditions: Conditions,
    Sent(sent): Sent<Amendment>,
) -> Result<Response, Problem> {
    let Amendment { text, reason } = sent;
    let done =
        note::amend_as_seen(&caller.services, &caller.actor, EntryId(id.0), (&text, &reason), conditions.seen).await;
    done.map_err(|failure| conditions.told(failure))?;
    one(caller, id).await
}

/// Amends your own note in a new version, like `PATCH`: a note has nothing but its text.
#[utoipa::path(
    patch, path = "/api/v1/records/{id}", operation_id = "amendRecordText", tag = "records",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    request_body = Amendment, responses((status = 200, body = Record), Errors)
)]
pub async fn change(
    caller: Caller,
    id: Id,
    conditions: Conditions,
    sent: Sent<Amendment>,
) -> Result<Response, Problem> {
    replace(caller, id, conditions, sent).await
}

/// Retracts an entry that you wrote in error. It stays readable, marked as an error.
#[utoipa::path(
    delete, path = "/api/v1/records/{id}", operation_id = "retractRecord", tag = "records",
    params(("id" = i64, Path), Why, ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    responses((status = 204), Errors)
)]
pub async fn remove(
    caller: Caller,
    Id(id): Id,
    conditions: Conditions,
    why: Filters<Why>,
) -> Result<StatusCode, Problem> {
    let (services, actor, reason) = (&caller.services, &caller.actor, &why.query.reason);
    let done = entry::retract_as_seen(services, actor, EntryId(id), reason, conditions.seen).await;
    done.map_err(|failure| conditions.told(failure))?;
    Ok(StatusCode::NO_CONTENT)
}
