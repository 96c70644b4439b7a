//! A patient's record, and the audit, as files to take away.

use axum::{
    extract::{Extension, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{AppState, identity::Identity};
use crate::{
    error::AppError,
    server_fns::{
        audit::AuditQuery,
        convert::{audit::filter, record::clinic_zone},
    },
    service::{
        audit,
        timeline::{self, RecordPage},
    },
    storage::{
        audit::Named,
        timeline::{EntryBody, TimelineEntry},
    },
};

/// `/record/record.json`: all of the reader's own record, as data.
pub async fn json(State(state): State<AppState>, Extension(identity): Extension<Identity>) -> Response {
    match timeline::download(&state.services, &identity.actor).await.map_err(AppError::from) {
        Ok(page) => file("application/json", "health-record.json", as_json(&page).to_string()),
        Err(error) => refused(&error),
    }
}

/// `/admin/audit/audit.csv`: the rows of the audit that fit a query.
pub async fn audit_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AuditQuery>,
) -> Response {
    let found = async {
        let zone = clinic_zone(&*state.services.directory_for(&identity.actor).await?);
        audit::export(&state.services, &identity.actor, filter(&query, &zone)).await
    };
    match found.await.map_err(AppError::from) {
        Ok(rows) => match as_csv(&rows) {
            Ok(text) => file("text/csv; charset=utf-8", "audit.csv", text),
            Err(e) => {
                tracing::error!(error = %e, "the audit could not be written as CSV");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(error) => refused(&error),
    }
}

fn file(media_type: &'static str, name: &str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}

fn refused(error: &AppError) -> Response {
    match error {
        AppError::NotSignedIn | AppError::Forbidden => StatusCode::FORBIDDEN.into_response(),
        AppError::NotFound => StatusCode::NOT_FOUND.into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn instant(second: i64) -> String {
    Timestamp::from_second(second).unwrap_or_default().to_string()
}

/// The record as data: instants in UTC, dates as `2026-11-24`, nothing that was not said left in.
fn as_json(page: &RecordPage) -> Value {
    let person = &page.profile;
    let statements = page.statements.iter().map(|statement| {
        let said = &statement.said;
        json!({
            "kind": said.kind, "name": said.name, "detail": said.detail, "severity": said.severity,
            "since": said.since, "said_at": instant(statement.created_at),
        })
    });
    json!({
        "patient": {
            "number": page.number, "name": person.name, "phone": person.phone,
            "date_of_birth": person.date_of_birth.map(|date| date.to_string()), "gender": person.gender,
            "blood_group": person.blood_group, "address": person.address, "medicare": person.medicare,
            "insurer": person.insurer, "insurance_number": person.insurance_number,
            "emergency_contact": {
                "name": person.emergency_name, "relation": person.emergency_relation, "phone": person.emergency_phone,
            },
        },
        "self_reported": statements.collect::<Vec<_>>(),
        "entries": page.entries.iter().map(entry_as_json).collect::<Vec<_>>(),
    })
}

fn entry_as_json(line: &TimelineEntry) -> Value {
    let content = match &line.body {
        EntryBody::Note { text, version } => json!({ "text": text, "version": version }),
        EntryBody::Diagnosis { code, suspected, detail, resolved } => {
            json!({ "code": code, "suspected": suspected, "detail": detail, "resolved": resolved })
        }
        EntryBody::Observation => json!({}),
        EntryBody::Prescription { diagnosis, medicines, instructions, follow_up, stopped } => json!({
            "diagnosis": diagnosis, "medicines": medicines.lines().collect::<Vec<_>>(),
            "instructions": instructions, "follow_up": follow_up, "stopped": stopped,
        }),
        EntryBody::Referral { letter, valid_until, visits_left, status } => json!({
            "letter": letter, "valid_until": instant(*valid_until), "visits_left": visits_left, "status": status,
        }),
        EntryBody::Document { name, media_type, bytes } => {
            json!({ "name": name, "media_type": media_type, "bytes": bytes })
        }
    };
    json!({
        "id": line.id, "kind": line.body.kind(), "title": line.title, "at": instant(line.at),
        "author": line.author_name, "profession": line.profession, "appointment": line.appointment,
        "centre": line.centre.as_ref().map(|(name, _)| name), "hidden": line.hidden,
        "entered_in_error": line.retracted, "content": content,
    })
}

fn as_csv(rows: &[Named]) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "seq",
        "at",
        "actor",
        "action",
        "entity",
        "entity_id",
        "patient",
        "part",
        "basis",
        "outcome",
        "prev_hash",
        "hash",
    ])?;
    for row in rows {
        let written = &row.stored.written;
        csv.write_record([
            &row.stored.seq.to_string(),
            &instant(written.at),
            &plain(row.actor_name.as_deref().unwrap_or_default()),
            &written.action,
            &written.entity,
            &written.entity_id.map(|id| id.to_string()).unwrap_or_default(),
            &plain(row.patient_name.as_deref().unwrap_or_default()),
            &plain(&written.part),
            &written.basis,
            &written.outcome,
            &row.stored.prev_hash,
            &row.stored.hash,
        ])?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}

/// What a person typed, so that no spreadsheet takes it for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_looks_like_a_formula_is_made_text() {
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("Amal Haddad"), "Amal Haddad");
    }
}
