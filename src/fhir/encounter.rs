//! Encounters, in progress or finished: appointments whose patient has arrived, under the same keys, and visits elsewhere, which
//! were imported.

use super::{
    appointment::{found, place, rows, stored},
    context::Context,
    found::{Found, at_once, kept, number},
    imported,
    record::{ONE_PATIENT, has_record},
    resources::{self, EncounterLocation, EncounterParticipant, Resource},
    search::Query,
    types::{CodeableConcept, Coding, Meta, Period, Reference, local, some},
};
use crate::{
    domain::{appointment::Status, healthcare_service::VisitMode, ids::PatientId, imported::ImportedKind},
    rest::problem::Problem,
    service::{
        appointment::Appointment,
        imported::{self as brought, Whole},
    },
};

/// The code system of encounter classes.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// The statuses of appointments whose patient has arrived.
const COME: [Status; 3] = [Status::Arrived, Status::CheckedIn, Status::Fulfilled];

fn status(of: Status) -> &'static str {
    match of {
        Status::Arrived => "arrived",
        Status::CheckedIn => "in-progress",
        _ => "finished",
    }
}

/// Whether the visit is in person or online.
pub fn class(found: &Appointment) -> Coding {
    match found.mode {
        Some(VisitMode::Online) => Coding::shown(ACT_CODE, "VR", "virtual"),
        Some(VisitMode::InPerson) | None => Coding::shown(ACT_CODE, "AMB", "ambulatory"),
    }
}

fn of_stored(found: &Appointment) -> Resource {
    let zone = &found.zone;
    // As agreed; the exact beginning and end are not measured.
    let end = (found.status == Status::Fulfilled).then(|| local(found.slot.ends_at, zone));
    Resource::Encounter(Box::new(resources::Encounter {
        id: found.id.to_string(),
        meta: Meta { version_id: Some(found.version().to_string()), ..Meta::changed(found.changed_at) },
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

/// An appointment's encounter, if its patient has arrived.
pub fn resource(found: &Appointment) -> Option<Resource> {
    COME.contains(&found.status).then(|| of_stored(found))
}

/// One encounter, for anyone who may see its appointment.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    if imported::is_one(id) {
        return imported::one(context, id, ImportedKind::Visit).await;
    }
    let found = stored(context, id).await?;
    resource(&found).ok_or_else(Problem::not_found)
}

/// Encounters by start: everyone's for administrators and managers, without reasons; otherwise the reader's own. Visits elsewhere
/// are included for readers of the record.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    if let Some(ids) = query.references("appointment", "Appointment", &context.base) {
        let mut resources = Vec::new();
        for id in ids {
            resources.extend(kept(Box::pin(one(context, &id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let among: Vec<Status> = COME.into_iter().filter(|come| query.admits_code("status", &[status(*come)])).collect();
    let name = if query.names("subject") { "subject" } else { "patient" };
    if let Some(ids) = query.codes("_id") {
        let mut resources = found(context, query, name, &among, of_stored).await?.resources;
        for id in ids.into_iter().filter(|id| imported::is_one(id)) {
            resources.extend(kept(Box::pin(one(context, id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let (elsewhere, more_elsewhere) = elsewhere(context, query, name).await?;
    if elsewhere.is_empty() {
        return found(context, query, name, &among, of_stored).await;
    }
    let (here, more_here) = match among[..] {
        [] => (Vec::new(), false),
        _ => rows(context, query, name, &among).await?,
    };
    let here = here.iter().map(|one| ((one.slot.starts_at.as_second(), one.id.0), of_stored(one)));
    let brought = elsewhere.iter().map(|one| {
        let (at, key) = one.line.place();
        ((at.as_second(), key.0), imported::resource(one))
    });
    let mut both: Vec<((i64, i64), Resource)> = here.chain(brought).collect();
    both.sort_by_key(|(place, _)| *place);
    let more = more_here || more_elsewhere || both.len() > query.count;
    both.truncate(query.count);
    let next = both.last().filter(|_| more).map(|((at, key), _)| format!("{at}.{key}"));
    Ok(Found { resources: both.into_iter().map(|(_, one)| one).collect(), total: None, next })
}

/// Visits elsewhere of the one patient that a search is about, and whether there are more. None was with a practitioner of ours.
async fn elsewhere(context: &Context, query: &Query, name: &str) -> Result<(Vec<Whole>, bool), Problem> {
    let patient = match query.references(name, "Patient", &context.base).as_deref() {
        None => has_record(context.actor()).then_some(context.own()?),
        Some([]) => None,
        Some([one]) => number(one).ok().map(PatientId),
        Some(_) => return Err(Problem::bad_request(ONE_PATIENT)),
    };
    let Some(patient) = patient.filter(|_| !query.names("practitioner")) else {
        return Ok((Vec::new(), false));
    };
    let part = (place(query)?, query.count);
    Ok(brought::visits(context.services(), context.actor(), patient, part).await?)
}
