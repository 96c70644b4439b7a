//! Bulk export of the data of a patient, or of a practitioner's patients: `Patient/$export` is requested, polled and fetched as the
//! Bulk Data Access guide specifies. It contains what its caller may read individually, and nothing else.

mod make;

use axum::{
    Json, Router,
    body::{Body, HttpBody},
    extract::{FromRequest, Path, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::{Value, json};

pub use self::make::make_next;
use self::make::{ERRORS, KINDS};
use super::{
    context::Context,
    media::{Searched, Sent, is_resource},
    parameters::Parameters,
    search::{is_lenient, prefers},
    types::instant,
};
use crate::{
    request::AppState,
    rest::problem::Problem,
    service::bulk_export::{self, BulkExport, BulkFile},
};

/// The media types of a file with one resource per line, of which the first is FHIR's own.
const NDJSON: [&str; 3] = ["application/fhir+ndjson", "application/ndjson", "ndjson"];
const ASKED: [&str; 4] = ["_type", "_since", "_outputFormat", "_format"];
/// When to poll again, in seconds.
const LOOK_AGAIN: &str = "5";

/// The routes of an export's status and its files, which are not resources.
pub fn addresses() -> Router<AppState> {
    Router::new()
        .route("/fhir/Patient/$export/{id}", get(status).delete(cancel))
        .route("/fhir/Patient/$export/{id}/{file}", get(file))
}

/// Whether this is the address of an export.
pub fn is_export(path_below: &str) -> bool {
    path_below.strip_prefix("Patient/$export").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The parameters of a query, a form or a `Parameters` resource.
pub struct Asked(Parameters);

impl FromRequest<AppState> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if is_resource(request.headers()) && !request.body().is_end_stream() {
            let Sent(sent) = Sent::from_request(request, state).await?;
            return Parameters::read(sent).map(Self);
        }
        let Searched(sent, _) = Searched::from_request(request, state).await?;
        Ok(Self(Parameters::of_query(sent)))
    }
}

/// Requests an export.
pub async fn ask(context: Context, Asked(asked): Asked) -> Result<Response, Problem> {
    let headers = &context.headers;
    if !prefers(headers, "respond-async") {
        return Err(Problem::bad_request("Send Prefer: respond-async. An export is made while you wait."));
    }
    asked.few()?;
    if !is_lenient(headers) {
        asked.only(&ASKED)?;
    }
    let formats = asked.texts("_outputFormat");
    // An unescaped plus has already been decoded to a space.
    if let Some(other) = formats.iter().find(|format| !NDJSON.contains(&format.replace(' ', "+").as_str())) {
        return Err(Problem::bad_request(&format!("_outputFormat: {other} isn't {}.", NDJSON[0])));
    }
    let kinds = kinds(&asked, is_lenient(headers))?;
    let since = asked.texts("_since").first().map(|text| moment(text)).transpose()?;
    let id = bulk_export::ask(context.services(), context.actor(), &kinds, since).await?;
    let place = [(header::CONTENT_LOCATION, address(&context, &id))];
    Ok((StatusCode::ACCEPTED, place).into_response())
}

fn address(context: &Context, id: &str) -> String {
    format!("{}/Patient/$export/{id}", context.base)
}

/// The requested types; all of them if none is named.
fn kinds(asked: &Parameters, lenient: bool) -> Result<String, Problem> {
    let named = asked.texts("_type");
    let named: Vec<&str> = named.iter().flat_map(|text| text.split(',')).map(str::trim).collect();
    if let Some(other) = named.iter().find(|name| !KINDS.contains(name)).filter(|_| !lenient) {
        return Err(Problem::bad_request(&format!("_type: {other} can't be exported.")));
    }
    let kinds: Vec<&str> = KINDS.into_iter().filter(|kind| named.is_empty() || named.contains(kind)).collect();
    if kinds.is_empty() {
        return Err(Problem::bad_request("_type: none of these can be exported."));
    }
    Ok(kinds.join(","))
}

fn moment(text: &str) -> Result<Timestamp, Problem> {
    text.parse().map_err(|_| Problem::bad_request("_since: not an instant such as 2026-11-24T09:30:00+11:00."))
}

/// The progress of an export, and the addresses of its files once they are ready.
async fn status(context: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (export, files) = bulk_export::find(context.services(), context.actor(), &id).await?;
    match export.stage.as_str() {
        "ready" => {
            let until =
                export.ends_at.and_then(|until| DateTimePrinter::new().timestamp_to_rfc9110_string(&until).ok());
            let expires = until.map(|until| [(header::EXPIRES, until)]);
            Ok((expires, Json(manifest(&context, &export, &files))).into_response())
        }
        "failed" => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Err(Problem::new(status, "export_failed", "The export could not be made. Ask for it again."))
        }
        _ => {
            let percent = export.done * 100 / export.total.max(1);
            let headers = [("x-progress", format!("{percent} %")), ("retry-after", LOOK_AGAIN.to_owned())];
            Ok((StatusCode::ACCEPTED, headers).into_response())
        }
    }
}

fn manifest(context: &Context, export: &BulkExport, files: &[BulkFile]) -> Value {
    let place = address(context, &export.id);
    let said = |file: &&BulkFile| json!({ "type": file.kind, "url": format!("{place}/{}.ndjson", file.kind), "count": file.lines });
    let (errors, output): (Vec<&BulkFile>, Vec<&BulkFile>) = files.iter().partition(|file| file.kind == ERRORS);
    let since = export.since.map(|since| format!("&_since={}", instant(since))).unwrap_or_default();
    json!({
        "transactionTime": export.began_at.map(instant),
        "request": format!("{}/Patient/$export?_type={}{since}", context.base, export.kinds),
        "requiresAccessToken": true,
        "output": output.iter().map(said).collect::<Vec<_>>(),
        "error": errors.iter().map(said).collect::<Vec<_>>(),
    })
}

/// Cancels an export, and deletes its files.
async fn cancel(context: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    bulk_export::cancel(context.services(), context.actor(), &id).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

/// One of its files.
async fn file(context: Context, Path((id, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let kind = name.strip_suffix(".ndjson").ok_or_else(Problem::not_found)?;
    let (bytes, content) = bulk_export::open(context.services(), context.actor(), (&id, kind)).await?;
    let headers = [(header::CONTENT_TYPE, NDJSON[0].to_owned()), (header::CONTENT_LENGTH, bytes.to_string())];
    Ok((headers, Body::from_stream(content)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_once_or_several_times_and_unknown_ones_are_refused() {
        let of = |values: &[&str], lenient| {
            let sent = values.iter().map(|value| ("_type".to_owned(), (*value).to_owned())).collect();
            kinds(&Parameters::of_query(sent), lenient).ok()
        };

        assert_eq!(of(&["Condition,Patient"], false).as_deref(), Some("Patient,Condition"));
        assert_eq!(of(&["Condition", "Patient"], false).as_deref(), Some("Patient,Condition"));
        assert_eq!(of(&[], false).map(|all| all.split(',').count()), Some(KINDS.len()));
        assert_eq!(of(&["Claim,Patient"], false), None);
        assert_eq!(of(&["Claim,Patient"], true).as_deref(), Some("Patient"));
        assert_eq!(of(&["Claim"], true), None);
    }

    #[test]
    fn an_export_has_addresses_of_its_own() {
        for ours in ["Patient/$export", "Patient/$export/1", "Patient/$export/1/Patient.ndjson"] {
            assert!(is_export(ours), "{ours}");
        }
        for other in ["Patient", "Patient/$exports", "Patient/1", "Group/$export"] {
            assert!(!is_export(other), "{other}");
        }
    }
}
