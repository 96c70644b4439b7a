//! Visits under way or over: appointments whose patient has come, under the same keys.

use super::{
    appointment::{found, stored},
    context::Context,
    found::{Found, at_once, kept},
    resources::{self, EncounterLocation, EncounterParticipant, Resource},
    search::Query,
    types::{CodeableConcept, Coding, Meta, Period, Reference, local, some},
};
use crate::{
    domain::{appointment::Status, healthcare_service::VisitMode},
    rest::problem::Problem,
    service::appointment::Appointment,
};

/// Where classes of visits are from.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// The statuses of appointments whose patient has come.
const COME: [Status; 3] = [Status::Arrived, Status::CheckedIn, Status::Fulfilled];

fn status(of: Status) -> &'static str {
    match of {
        Status::Arrived => "arrived",
        Status::CheckedIn => "in-progress",
        _ => "finished",
    }
}

/// Whether a patient comes, or is seen from afar.
pub fn class(found: &Appointment) -> Coding {
    match found.mode {
        Some(VisitMode::Online) => Coding::shown(ACT_CODE, "VR", "virtual"),
        Some(VisitMode::InPerson) | None => Coding::shown(ACT_CODE, "AMB", "ambulatory"),
    }
}

fn of_stored(found: &Appointment) -> Resource {
    let zone = &found.zone;
    // As agreed; we don't measure when exactly it began and ended.
    let end = (found.status == Status::Fulfilled).then(|| local(found.slot.ends_at, zone));
    Resource::Encounter(Box::new(resources::Encounter {
        id: found.id.to_string(),
        meta: Meta { version_id: Some(found.version().to_string()), ..Meta::default() },
        status: status(found.status),
        class: class(found),
        service_type: found.service_name.as_deref().map(CodeableConcept::text),
        subject: Reference::named("Patient", found.patient, &found.patient_name),
        participant: vec![EncounterParticipant {
            individual: Reference::named("Practitioner", found.practitioner, &found.practitioner_name),
        }],
        appointment: vec![Reference::to("Appointment", found.id)],
        period: Period { start: Some(local(found.slot.starts_at, zone)), end },
        reason_code: some(&found.reason).map(|text| CodeableConcept::text(&text)).into_iter().collect(),
        location: vec![EncounterLocation { location: Reference::named("Location", found.centre, &found.centre_name) }],
        service_provider: Reference::named("Organization", found.centre, &found.centre_name),
    }))
}

/// The visit that an appointment has become, if its patient has come.
pub fn resource(found: &Appointment) -> Option<Resource> {
    COME.contains(&found.status).then(|| of_stored(found))
}

/// One visit, for whoever may see its appointment.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    let found = stored(context, id).await?;
    resource(&found).ok_or_else(Problem::not_found)
}

/// Visits by their start: everyone's for administrators and managers, without reasons; otherwise one's own.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    if let Some(ids) = query.references("appointment", "Appointment", &context.base) {
        let mut resources = Vec::new();
        for id in ids {
            resources.extend(kept(Box::pin(one(context, &id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let among: Vec<Status> = COME.into_iter().filter(|come| query.admits_code("status", &[status(*come)])).collect();
    let name = if query.text("subject").is_some() { "subject" } else { "patient" };
    found(context, query, name, &among, of_stored).await
}
