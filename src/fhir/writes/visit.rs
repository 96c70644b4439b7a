//! Encounters: a consultation is opened and finished by its practitioner.

use serde_json::Value;

use super::super::{
    amendment::Amendment,
    appointment::{is_seen_in, stored},
    booking::seen,
    context::Context,
    encounter::{self, ACT_CODE, class},
    found::number,
    resources::Resource,
    sent::{read, unprocessable},
};
use crate::{
    domain::{
        appointment::{Step, advance},
        ids::{AppointmentId, PatientId},
    },
    error::AppError,
    rest::problem::Problem,
    service::consultation,
};

/// Opens the consultation of an appointment, whose patient has arrived by then.
///
/// # Errors
/// Not allowed for its patient, and not found for anyone else but its practitioner; that it can't begin.
pub async fn begin(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (id, patient, said) = read("Encounter", sent, |one| {
        one.said("status", &["in-progress"])?;
        let id = one.only("appointment", |appointment| appointment.key("Appointment", &context.base))?;
        let id = id.ok_or_else(|| one.wrong("appointment", "refer to one, as in Appointment/7."))?;
        let said = one.coding_of("class", ACT_CODE)?;
        Ok((AppointmentId(id), PatientId(one.referred("subject", "Patient", &context.base)?), said))
    })?;
    is_seen_in(context, id, patient).await?;
    let found = stored(context, &id.to_string()).await?;
    if said.is_some_and(|said| said != class(&found).code) {
        return Err(unprocessable("class", "The appointment says whether this is ambulatory or virtual."));
    }
    if encounter::resource(&found).is_none() {
        // A patient who can't have arrived yet has no encounter.
        advance(Step::CheckIn, found.status, found.slot.starts_at, context.now()).map_err(AppError::Step)?;
    }
    consultation::open(context.services(), context.actor(), id).await?;
    encounter::one(context, &id.to_string()).await
}

/// Finishes a consultation, and completes its appointment.
///
/// # Errors
/// Not allowed for its patient, and not found for anyone else but its practitioner; that it is too early; that anything else would
/// change; that it has changed since the version in `If-Match`.
pub async fn finish(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let wanted = Amendment::of(context, &encounter::one(context, id).await?, sent)?;
    if wanted.only(&["status"])? {
        if wanted.sent["status"] != "finished" {
            return Err(unprocessable("status", "An encounter can only be finished here."));
        }
        let (id, seen) = (AppointmentId(number(id)?), seen(&context.headers)?);
        let done = consultation::finish_as_seen(context.services(), context.actor(), id, seen).await;
        done.map_err(|failure| Problem::from(failure).changed())?;
    }
    encounter::one(context, id).await
}
