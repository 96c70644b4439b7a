//! Booking, moving and cancelling, by the site's own use cases; their refusals become the responses.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    appointment::{resource, stored},
    bundle::single,
    calendar::SlotId,
    context::Context,
    media::Patch,
    outcome::NOT_SUPPORTED,
    parameters::{SentAppointment, contradiction},
    resources::Resource,
    sent::unprocessable,
};
use crate::{
    domain::{
        appointment::Status,
        ids::{CentreId, PatientId},
    },
    rest::{
        input::{instant, intent, new_intent},
        problem::Problem,
        tag::any_state_in,
    },
    service::{
        appointment::Appointment as Stored,
        booking::BookingRequest,
        cancel, listing, on_behalf,
        reschedule::{self, Move},
    },
};

/// A stored appointment as JSON.
pub fn json(context: &Context, found: &Stored) -> Value {
    resource(context.actor(), found).json()
}

/// Books a slot for the patient it names.
///
/// # Errors
/// Why it can't be booked.
pub async fn book(
    context: &Context,
    time: SlotId,
    patient: Option<PatientId>,
    reason: String,
) -> Result<Stored, Problem> {
    let (services, actor) = (context.services(), context.actor());
    let request = BookingRequest {
        target: time.target(),
        reason,
        idempotency_key: intent(&context.headers)?.unwrap_or_else(new_intent),
    };
    let id = on_behalf::book(services, actor, patient, request).await?;
    Ok(listing::appointment(services, actor, id).await?)
}

/// Books the slot that an appointment names.
///
/// # Errors
/// That it names none; why it can't be booked.
pub async fn create(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let sent = SentAppointment::read(sent)?;
    if !["", "proposed", "pending", "booked"].contains(&sent.status.as_str()) {
        return Err(unprocessable("status", "Send a new appointment with the status booked."));
    }
    let directory = context.services().directory_for(context.actor()).await?;
    let time = sent.time(&directory, &context.base)?;
    let made = book(context, time, sent.patient(&context.base)?, sent.reason()).await?;
    Ok(resource(context.actor(), &made))
}

/// A requested change to an appointment.
#[derive(Clone, Debug, Default)]
pub struct Change {
    status: Option<String>,
    starts_at: Option<Timestamp>,
    centre: Option<CentreId>,
    reason: String,
    /// Whom and which slots it names besides.
    patient: Option<PatientId>,
    practitioners: Vec<String>,
    slots: Vec<SlotId>,
}

impl Change {
    /// The change described by a whole appointment.
    ///
    /// # Errors
    /// That its start isn't a time, or that it names several places.
    pub fn of(sent: &SentAppointment, base: &str) -> Result<Self, Problem> {
        let centre = match &sent.of("Location", base)[..] {
            [] => None,
            [one] => Some(CentreId(super::found::number(one)?)),
            _ => return Err(Problem::bad_request("An appointment has one location.")),
        };
        Ok(Self {
            status: Some(sent.status.clone()).filter(|status| !status.is_empty()),
            starts_at: instant("start", sent.start.as_deref())?,
            centre,
            reason: sent.cancelled_because(),
            patient: sent.patient(base)?,
            practitioners: sent.of("Practitioner", base),
            slots: sent.slots(base)?,
        })
    }

    /// Refuses what would be passed over: another patient or practitioner, or a slot that isn't at the time it moves to. The slot may
    /// also be the one as yet.
    fn fits(&self, before: &Stored) -> Result<(), Problem> {
        let with = before.practitioner.to_string();
        if self.patient.is_some_and(|id| id != before.patient) || self.practitioners.iter().any(|id| *id != with) {
            let words = "it stays with its patient and its practitioner. Cancel it, and book another.";
            return Err(contradiction("participant", words));
        }
        let (was_at, was_in) = (before.slot.starts_at, before.centre);
        let wanted = (self.starts_at.unwrap_or(was_at), self.centre.unwrap_or(was_in));
        let Some(first) = self.slots.iter().min_by_key(|slot| slot.starts_at) else { return Ok(()) };
        let named = (first.starts_at, first.schedule.centre);
        let is_with = self.slots.iter().all(|slot| slot.schedule.practitioner == before.practitioner);
        match is_with && [wanted, (was_at, was_in)].contains(&named) {
            true => Ok(()),
            false => Err(contradiction(
                "slot",
                "it says another time or place than start and participant, or is someone else's.",
            )),
        }
    }
}

/// Carries out a change: cancels, or moves.
///
/// # Errors
/// Not found; why it can't be done; that it has changed since the version in `If-Match`.
pub async fn change(context: &Context, id: &str, wanted: Change) -> Result<Stored, Problem> {
    let (services, actor) = (context.services(), context.actor());
    let before = stored(context, id).await?;
    let seen = seen(&context.headers)?;
    // What no longer fits since it changed is first of all overtaken.
    let is_overtaken = seen.is_some_and(|seen| seen != before.version());
    wanted.fits(&before).map_err(|problem| if is_overtaken { overtaken() } else { problem })?;
    let is_cancelled = before.status == Status::Cancelled;
    let done = match wanted.status.as_deref() {
        // Sent a second time: it is already done.
        Some("cancelled") if is_cancelled => return Ok(before),
        Some("cancelled") => cancel::cancel_as_seen(services, actor, before.id, &wanted.reason, seen).await,
        Some(status) if status != before.status.as_str() => {
            return Err(unprocessable("status", "An appointment can only be moved or cancelled here."));
        }
        _ => {
            let starts_at = wanted.starts_at.unwrap_or(before.slot.starts_at);
            let centre = wanted.centre.unwrap_or(before.centre);
            if (starts_at, centre) == (before.slot.starts_at, before.centre) {
                return if seen.is_none_or(|seen| seen == before.version()) { Ok(before) } else { Err(overtaken()) };
            }
            let to = Move { id: before.id, centre, starts_at, reason: wanted.reason, seen };
            reschedule::move_to(services, actor, to).await
        }
    };
    done.map_err(|failure| Problem::from(failure).changed())?;
    stored(context, id).await
}

/// The error if the version to be changed is no longer current.
pub fn overtaken() -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken", "It has changed in the meantime.")
}

/// The version in `If-Match`; `None` if it is missing or a star.
///
/// # Errors
/// That it is not one of ours.
pub fn seen(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(sent) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = sent.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = any_state_in(text).and_then(|version| version.parse().ok());
    // A version that isn't ours never matches.
    version.map(Some).ok_or_else(overtaken)
}

/// Refuses a condition that says nothing about a change.
///
/// # Errors
/// That there is one.
pub fn only_when_reading(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.contains_key(header::IF_NONE_MATCH) {
        true => Err(unprocessable(NOT_SUPPORTED, "If-None-Match is for reading: send If-Match with a change.")),
        false => Ok(()),
    }
}

/// Moves or cancels an appointment, as described by a whole one.
///
/// # Errors
/// The errors of [`change`].
pub async fn replace(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let sent = SentAppointment::read(sent)?;
    let changed = change(context, id, Change::of(&sent, &context.base)?).await?;
    Ok(resource(context.actor(), &changed))
}

/// An operation of a JSON Patch.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    op: String,
    path: String,
    #[serde(default)]
    value: Value,
}

/// Moves or cancels an appointment, as described by a JSON Patch.
pub async fn patch(
    context: Context,
    Path(id): Path<String>,
    Patch(steps): Patch<Vec<Step>>,
) -> Result<Response, Problem> {
    only_when_reading(&context.headers)?;
    let changed = change(&context, &id, patched(&steps)?).await?;
    single(StatusCode::OK, json(&context, &changed))
}

fn patched(steps: &[Step]) -> Result<Change, Problem> {
    let mut wanted = Change::default();
    for step in steps {
        let text = step.value.as_str().or(step.value["text"].as_str()).map(str::to_owned);
        let text = text.ok_or_else(|| Problem::bad_request(&format!("{}: the value is missing.", step.path)))?;
        match (step.op.as_str(), step.path.as_str()) {
            ("add" | "replace", "/status") => wanted.status = Some(text),
            ("add" | "replace", "/start") => wanted.starts_at = instant("start", Some(&text))?,
            // It follows from the start.
            ("add" | "replace", "/end") => {}
            ("add" | "replace", "/cancelationReason" | "/cancelationReason/text" | "/comment") => wanted.reason = text,
            (op, path) => {
                let words = format!("{op} {path}: this can't be changed here.");
                return Err(unprocessable("patch", &words));
            }
        }
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_version_is_weak_or_strong_and_anything_else_matches_nothing() {
        let of = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, value.parse().expect("a value"))]);
            seen(&headers).map_err(|problem| problem.status)
        };
        assert_eq!((of(r#"W/"3""#), of(r#""3""#), of("*")), (Ok(Some(3)), Ok(Some(3)), Ok(None)));
        assert_eq!((of(r#"W/"3-0f""#), of(r#"W/"x-3""#)), (Ok(Some(3)), Err(412)));
        assert_eq!((of("3"), of(r#"W/"x""#)), (Err(412), Err(412)));
    }

    #[test]
    fn a_patch_says_what_to_change_and_nothing_else() {
        let of = |value: Value| patched(&serde_json::from_value::<Vec<Step>>(value).expect("steps"));
        let cancelled = of(json!([{ "op": "replace", "path": "/status", "value": "cancelled" }])).expect("a change");
        assert_eq!(cancelled.status.as_deref(), Some("cancelled"));
        for wrong in [
            json!([{ "op": "remove", "path": "/status", "value": "x" }]),
            json!([{ "op": "replace", "path": "/participant/0", "value": "x" }]),
            json!([{ "op": "replace", "path": "/status" }]),
        ] {
            assert!(of(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
