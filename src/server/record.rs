//! A patient's record as files to download.

use axum::{
    body::Body,
    extract::{Extension, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    domain::{
        forecast::percent,
        observation::{Measured, decimal},
        record::{EntryKind, Said},
    },
    error::AppError,
    request::{AppState, context::status_of, identity::Identity},
    service::{
        Failure, aside, clinic_logo,
        export::{self, Export, Step},
        imported::Whole,
        timeline::{self, TimelineEntry},
    },
    words,
};

mod paper;

/// `/record/record.json`: the reader's whole record, as data.
pub async fn json(State(state): State<AppState>, Extension(identity): Extension<Identity>) -> Response {
    match export::own(&state.services, &identity.actor).await.map_err(AppError::from) {
        Ok(found) => file("application/json", "health-record.json", as_json(&found).to_string()),
        Err(error) => refused(&error),
    }
}

/// `/record/record.pdf`: the same, to read and print, in the patient's language.
pub async fn pdf(State(state): State<AppState>, Extension(identity): Extension<Identity>) -> Response {
    let found = async {
        let page = timeline::download(&state.services, &identity.actor).await?;
        let zone = state.services.directory_for(&identity.actor).await?.clinic_zone();
        Ok::<_, Failure>((page, zone, clinic_logo::letterhead(&state.services).await?))
    };
    let (page, zone, clinic) = match found.await.map_err(AppError::from) {
        Ok(found) => found,
        Err(error) => return refused(&error),
    };
    let now = state.services.clock.now();
    let reader = words::reader();
    let made = move || reader.read(|| paper::document(page, &zone, now)).by(clinic).render();
    // A long record takes a while to set.
    match aside::run(made).await {
        Ok(Ok(bytes)) => file("application/pdf", "health-record.pdf", bytes),
        Ok(Err(e)) => fault(&e),
        Err(e) => fault(&e),
    }
}

fn fault(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a file could not be made");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn file(media_type: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

fn refused(error: &AppError) -> Response {
    status_of(error).into_response()
}

pub(super) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// The record as data: instants in UTC, dates as `2026-11-24`, without anything left blank.
pub(super) fn as_json(export: &Export) -> Value {
    let Export { record: page, brought_in, account, names, passkeys, held, forecasts, readings } = export;
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
            "number": page.number, "name": person.name, "given_name": account.parts.given,
            "family_name": account.parts.family, "email": account.email, "phone": person.phone,
            "signs_in_with": names.iter().map(|(kind, name)| json!({ "kind": kind.as_str(), "name": name }))
                .collect::<Vec<_>>(),
            "two_step_sign_in": account.second_factor,
            "passkeys": passkeys.iter().map(|passkey| json!({
                "name": passkey.name, "added": instant(passkey.created_at), "last_used": passkey.last_used_at.map(instant),
            })).collect::<Vec<_>>(),
            "date_of_birth": person.date_of_birth.map(|date| date.to_string()), "gender": person.gender,
            "blood_group": person.blood_group, "address": person.address, "medicare": person.medicare,
            "insurer": person.insurer, "insurance_number": person.insurance_number,
            "emergency_contact": {
                "name": person.emergency_name, "relation": person.emergency_relation, "phone": person.emergency_phone,
            },
        },
        "self_reported": statements.collect::<Vec<_>>(),
        "entries": page.entries.iter().map(entry_as_json).collect::<Vec<_>>(),
        "brought_in": brought_in.iter().map(imported_as_json).collect::<Vec<_>>(),
        "note_versions": held.notes.iter().map(|note| json!({
            "entry": note.entry, "version": note.version, "at": instant(note.at), "text": note.body, "reason": note.reason,
        })).collect::<Vec<_>>(),
        "appointments": held.visits.iter().map(|visit| json!({
            "id": visit.id, "from": instant(visit.starts_at), "until": instant(visit.ends_at), "with": visit.practitioner,
            "centre": visit.centre, "service": visit.service, "status": visit.status, "reason": visit.reason,
            "metadata": serde_json::from_str::<serde_json::Value>(&visit.metadata).unwrap_or_default(),
            "steps": steps(&held.steps, visit.id),
        })).collect::<Vec<_>>(),
        "missed_visit_forecasts": forecasts.iter().map(|one| json!({
            "appointment": one.visit.id, "percent": percent(one.chance),
            "because": one.because.iter().map(|factor| factor.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "referral_steps": page.entries.iter().filter(|line| line.said.kind() == EntryKind::Referral).map(|line| json!({
            "entry": line.id, "steps": steps(&held.referral_steps, line.id.0),
        })).collect::<Vec<_>>(),
        "messages": held.messages.iter().map(|message| json!({
            "with": message.with, "by": message.by, "at": instant(message.at), "text": message.text,
            "files": message.files.lines().collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "reviews": held.reviews.iter().map(|review| json!({
            "of": review.of, "stars": review.stars, "review": review.review, "at": instant(review.at),
            "hidden_because": review.hidden_reason, "answer": review.answer,
        })).collect::<Vec<_>>(),
        "access": held.grants.iter().map(|grant| json!({
            "what": grant.what, "who": grant.name, "kind": grant.kind, "why": grant.why, "since": instant(grant.since),
            "until": grant.until.map(instant), "ended": grant.ended_at.map(instant),
        })).collect::<Vec<_>>(),
        "readings": readings.iter().map(|row| {
            let written = &row.stored.written;
            json!({
                "at": instant(written.happened_at()), "who": row.actor_name, "profession": row.profession, "what": written.action,
                "part": written.part, "ground": written.basis, "outcome": written.outcome, "times": written.times,
            })
        }).collect::<Vec<_>>(),
    })
}

fn steps(all: &[Step], of: i64) -> Vec<Value> {
    let own = all.iter().filter(|step| step.of == of);
    own.map(|step| json!({ "at": instant(step.at), "step": step.step, "by": step.by, "reason": step.reason })).collect()
}

/// A value in thousandths, as a number in its unit.
fn number(thousandths: i64) -> Value {
    serde_json::from_str(&decimal(thousandths)).unwrap_or_default()
}

fn imported_as_json(Whole { line, body, .. }: &Whole) -> Value {
    json!({
        "kind": line.kind, "title": line.title, "at": instant(line.at), "source": line.source,
        "brought_in_at": instant(line.imported_at), "by": line.imported_by, "hidden": line.hidden,
        "resource": serde_json::from_str::<Value>(body).unwrap_or_default(),
    })
}

fn entry_as_json(line: &TimelineEntry) -> Value {
    let content = match &line.said {
        Said::Note { text, version } => json!({ "text": text, "version": version }),
        Said::Diagnosis { code, suspected, detail, resolved } => {
            json!({ "code": code, "suspected": suspected, "detail": detail, "resolved": resolved })
        }
        Said::Observation(Measured { measure, value, second }) => {
            json!({
                "measure": measure, "value": number(*value), "second_value": second.map(number), "unit": measure.unit(),
            })
        }
        Said::Prescription { diagnosis, medicines, instructions, follow_up, stopped } => json!({
            "diagnosis": diagnosis, "medicines": medicines.lines().collect::<Vec<_>>(),
            "instructions": instructions, "follow_up": follow_up, "stopped": stopped,
        }),
        Said::Referral { letter, valid_until, visits_left, status } => json!({
            "letter": letter, "valid_until": instant(*valid_until), "visits_left": visits_left, "status": status,
        }),
        Said::Document { name, media_type, bytes } => {
            json!({ "name": name, "media_type": media_type, "bytes": bytes })
        }
    };
    json!({
        "id": line.id, "kind": line.said.kind(), "title": line.title, "at": instant(line.at),
        "author": line.author_name, "profession": line.profession, "appointment": line.appointment,
        "centre": line.centre.as_ref().map(|(name, _)| name), "hidden": line.hidden,
        "entered_in_error": line.retracted, "content": content,
    })
}
