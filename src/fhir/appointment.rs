//! Appointments, and slots that can become one: free, or held for the caller.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    calendar::{self, ScheduleId, SlotId},
    context::Context,
    directory::service_id,
    found::{Found, at_once, number},
    resources::{self, Participant, Resource},
    search::Query,
    sent::unprocessable,
    types::{CodeableConcept, Meta, Period, Reference, instant, local, some},
};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        ids::{AppointmentId, PatientId, PractitionerId},
        slot::Slot,
    },
    rest::problem::Problem,
    service::{
        appointment::Appointment as Stored,
        directory::Offering,
        hold,
        listing::{self, ListQuery},
        party::party_of,
        refusals::Trail,
    },
};

/// The maximum number of people whose appointments are searched at once.
const MOST_SIDES: usize = 20;
/// A patient that no one is.
const NOBODY: PatientId = PatientId(-1);

/// A participant, and whether they have agreed.
pub fn participant(kind: &str, id: impl ToString, name: &str, status: &'static str) -> Participant {
    Participant { actor: Reference::named(kind, id, name), required: "required", status }
}

/// A stored appointment, as its reader may see it.
pub fn of_stored(actor: &Actor, found: &Stored) -> resources::Appointment {
    let zone = &found.zone;
    let (start, end) = (local(found.slot.starts_at, zone), local(found.slot.ends_at, zone));
    let schedule = ScheduleId { practitioner: found.practitioner, centre: found.centre, service: found.service };
    let agreed = match found.status {
        Status::Pending => "needs-action",
        Status::Cancelled if found.declined => "declined",
        _ => "accepted",
    };
    let service = found.service_name.as_deref().unwrap_or("Consultation");
    resources::Appointment {
        id: found.id.to_string(),
        meta: Meta { version_id: Some(found.version().to_string()), ..Meta::changed(found.changed_at) },
        status: found.status.as_str(),
        cancelation_reason: found.declined.then(|| CodeableConcept::text("Declined by the practitioner")),
        service_type: vec![CodeableConcept::text(service)],
        minutes_duration: Some(found.slot.ends_at.duration_since(found.slot.starts_at).as_mins()),
        slot: SlotId { schedule, starts_at: found.slot.starts_at, slots: found.slots }.references(found.slot.ends_at),
        created: Some(instant(found.created_at)),
        comment: some(&found.reason),
        // A link to a visit is for its participants, as long as it stands.
        patient_instruction: some(&found.instructions)
            .filter(|_| found.status.holds_its_time() && party_of(actor, found).is_some()),
        participant: vec![
            participant("Patient", found.patient, &found.patient_name, "accepted"),
            participant("Practitioner", found.practitioner, &found.practitioner_name, agreed),
            participant("Location", found.centre, &found.centre_name, "accepted"),
            participant("HealthcareService", service_id(found.service), service, "accepted"),
        ],
        requested_period: vec![Period { start: Some(start.clone()), end: Some(end.clone()) }],
        start,
        end,
        ..resources::Appointment::default()
    }
}

/// The same as a resource.
pub fn resource(actor: &Actor, found: &Stored) -> Resource {
    Resource::Appointment(Box::new(of_stored(actor, found)))
}

/// A slot that can be booked, or is held: until booked it has its slot's id.
pub fn of_time(offering: &Offering<'_>, slot: &Slot, status: &'static str) -> resources::Appointment {
    let Offering { practitioner, centre, service, .. } = *offering;
    let id = SlotId { schedule: ScheduleId::of(offering), starts_at: slot.starts_at, slots: service.slots };
    let (start, end) = (local(slot.starts_at, &centre.zone), local(slot.ends_at, &centre.zone));
    resources::Appointment {
        slot: id.references(slot.ends_at),
        id: id.text(),
        status,
        service_type: vec![CodeableConcept::text(&service.name)],
        specialty: practitioner.expertise.iter().map(|field| CodeableConcept::text(field)).collect(),
        minutes_duration: Some(slot.ends_at.duration_since(slot.starts_at).as_mins()),
        participant: vec![
            participant("Practitioner", practitioner.id, &practitioner.name, "tentative"),
            participant("Location", centre.id, &centre.name, "tentative"),
            participant("HealthcareService", service_id(service.id), &service.name, "tentative"),
        ],
        requested_period: vec![Period { start: Some(start.clone()), end: Some(end.clone()) }],
        start,
        end,
        ..resources::Appointment::default()
    }
}

/// One appointment; or a slot, as long as it can be booked or is held for the reader.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    let Some(time) = SlotId::parse(id) else {
        let found = stored(context, id).await?;
        return Ok(resource(context.actor(), &found));
    };
    let directory = context.services().directory_for(context.actor()).await?;
    let offering = time.offering(&directory).ok_or_else(Problem::not_found)?;
    let held = held_until(context, time).await?;
    let found = calendar::is_free(context, &directory, &offering, time.starts_at).await?;
    let status = match (held, found) {
        (Some(_), Some((slot, _))) => ("pending", slot),
        (None, Some((slot, true))) => ("proposed", slot),
        _ => return Err(Problem::not_found()),
    };
    Ok(Resource::Appointment(Box::new(of_time(&offering, &status.1, status.0))))
}

/// A stored appointment, for anyone who may see it.
pub async fn stored(context: &Context, id: &str) -> Result<Stored, Problem> {
    let id = AppointmentId(number(id)?);
    Ok(listing::appointment(context.services(), context.actor(), id).await?)
}

/// Refuses anything about a patient other than the appointment's.
///
/// # Errors
/// Not found for anyone who may not see the appointment; that it is another patient's.
pub async fn is_seen_in(context: &Context, id: AppointmentId, patient: PatientId) -> Result<(), Problem> {
    let words = "The subject isn't the patient who is seen in this encounter.";
    let found = stored(context, &id.to_string()).await?;
    if found.patient == patient { Ok(()) } else { Err(unprocessable("subject", words)) }
}

/// The end of the reader's hold on a slot, if any.
pub async fn held_until(context: &Context, time: SlotId) -> Result<Option<Timestamp>, Problem> {
    Ok(hold::kept_until(context.services(), context.actor(), &time.target()).await?)
}

/// The patient and the practitioner by which a list is filtered; `None` for anyone.
type Sides = (Option<PatientId>, Option<PractitionerId>);

/// All of them that a search names, by their roles or as participants.
fn sides(query: &Query, base: &str, of_patient: &str) -> Result<Vec<Sides>, Problem> {
    let keys = |name: &str, kind: &str| -> Option<Vec<i64>> {
        let ids = query.references(name, kind, base)?;
        Some(ids.iter().filter_map(|id| number(id).ok()).filter(|id| *id > 0).collect())
    };
    let each = |ids: Option<Vec<i64>>| ids.map_or(vec![None], |ids| ids.into_iter().map(Some).collect());
    let practitioners = each(keys("practitioner", "Practitioner"));
    let mut all: Vec<Sides> = each(keys(of_patient, "Patient"))
        .into_iter()
        .flat_map(|patient| practitioners.iter().map(move |with| (patient.map(PatientId), with.map(PractitionerId))))
        .collect();
    // Locations are matched against the results.
    let is_person = |value: &str| ["Patient/", "Practitioner/"].iter().any(|kind| value.contains(kind));
    if all == [(None, None)] && query.names("actor") && query.values("actor").all(is_person) {
        let patients = keys("actor", "Patient").into_iter().flatten().map(|id| (Some(PatientId(id)), None));
        let others = keys("actor", "Practitioner").into_iter().flatten().map(|id| (None, Some(PractitionerId(id))));
        all = patients.chain(others).collect();
    }
    match all.len() {
        0 => Ok(vec![(Some(NOBODY), None)]),
        count if count > MOST_SIDES => Err(Problem::bad_request("Ask for fewer people at a time.")),
        _ => Ok(all),
    }
}

/// Appointments by start: everyone's for administrators and managers, without reasons; otherwise the reader's own.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    if query.values("actor").any(|value| !value.contains('/')) {
        return Err(Problem::bad_request("actor: include the type, as in actor=Practitioner/7."));
    }
    let among: Vec<Status> =
        Status::ALL.into_iter().filter(|status| query.admits_code("status", &[status.as_str()])).collect();
    found(context, query, "patient", &among, |one| resource(context.actor(), one)).await
}

/// The appointments with these statuses, as resources.
pub async fn found(
    context: &Context,
    query: &Query,
    of_patient: &str,
    among: &[Status],
    make: impl Fn(&Stored) -> Resource,
) -> Result<Found, Problem> {
    context.own()?;
    if let Some(ids) = query.codes("_id") {
        let mut resources = Vec::new();
        for id in ids.into_iter().filter(|id| number(id).is_ok()) {
            // Each refusal is audited.
            match Trail::default().follow(Box::pin(stored(context, id))).await {
                Ok(one) if among.contains(&one.status) => resources.push(make(&one)),
                Ok(_) => {}
                Err(problem) if problem.status == 404 => {}
                Err(problem) => return Err(problem),
            }
        }
        return Ok(at_once(resources, query));
    }
    if among.is_empty() {
        return Ok(Found { total: Some(0), ..Found::default() });
    }
    let (rows, more) = rows(context, query, of_patient, among).await?;
    let last = rows.last().map(|last| format!("{}.{}", last.slot.starts_at.as_second(), last.id));
    let resources = rows.iter().map(make).collect();
    Ok(Found { resources, total: None, next: last.filter(|_| more) })
}

/// The place after which a page begins: an appointment's start, and its key.
///
/// # Errors
/// That it is invalid.
pub fn place(query: &Query) -> Result<Option<(i64, i64)>, Problem> {
    let Some(text) = query.after.as_deref() else { return Ok(None) };
    let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.map(Some).ok_or_else(|| Problem::bad_request("_after isn't one that we gave you."))
}

/// A page of the appointments with these statuses, and whether there are more.
///
/// # Errors
/// Not allowed; an unsupported search.
pub async fn rows(
    context: &Context,
    query: &Query,
    of_patient: &str,
    among: &[Status],
) -> Result<(Vec<Stored>, bool), Problem> {
    let range = query.range("date");
    let after = place(query)?.map(|(at, id)| (at, AppointmentId(id)));
    let (mut found, mut more) = (BTreeMap::new(), false);
    for (patient, practitioner) in sides(query, &context.base, of_patient)? {
        let wanted = ListQuery {
            from: range.from_date,
            to: range.to_date,
            starts_from: range.from.map(Timestamp::as_second),
            starts_before: range.before.map(Timestamp::as_second),
            statuses: among.to_vec(),
            patient,
            practitioner,
            after,
            ..ListQuery::default()
        };
        let (rows, has_more) =
            listing::appointments_from(context.services(), context.actor(), wanted, query.count).await?;
        more |= has_more;
        found.extend(rows.into_iter().map(|one| ((one.slot.starts_at, one.id), one)));
    }
    more |= found.len() > query.count;
    Ok((found.into_values().take(query.count).collect(), more))
}
