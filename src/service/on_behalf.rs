//! Booking for a named patient: for oneself, as a proxy, or as staff.

use super::{
    By, Outcome, Services,
    booking::{self, BookingRequest},
    listing, proxy, staff,
};
use crate::domain::{
    account::Actor,
    booking::{Strictness, Target},
    ids::{AppointmentId, PatientId},
    policy::Action,
};

/// Books for a patient, by default for the actor.
///
/// # Errors
/// Not allowed; not found for a patient whom the actor does not book for; the errors of [`booking::book`].
pub async fn book(
    services: &Services,
    actor: &Actor,
    patient: Option<PatientId>,
    request: BookingRequest,
) -> Outcome<AppointmentId> {
    let Some(patient) = patient.filter(|patient| actor.id() != Some(patient.account())) else {
        return booking::book(services, actor, request).await;
    };
    if is_entrusted(services, actor, patient).await? {
        return entrusted(services, actor, patient, request).await;
    }
    // Whose calendar it may be is checked first, so that no one can search for patients here.
    let Target { practitioner, centre, .. } = request.target;
    staff::calendar(services, actor, Some(practitioner)).await?.basis_at(centre)?;
    let patient = listing::patient_to_book(services, actor, patient).await?;
    booking::book_for(services, actor, patient, request, None).await
}

/// Whether a patient currently entrusts the actor with their appointments.
///
/// # Errors
/// A storage failure.
pub async fn is_entrusted(services: &Services, actor: &Actor, patient: PatientId) -> Outcome<bool> {
    Ok(proxy::entrusting(services, actor).await?.iter().any(|one| one.patient == patient))
}

/// Books a slot for a patient, by a family member whom they entrust with that. The patient's rules apply.
///
/// # Errors
/// Not found without an active proxy for booking; the errors of [`booking::book`].
pub async fn entrusted(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    request: BookingRequest,
) -> Outcome<AppointmentId> {
    let by = By::now(services, actor);
    by.account()?;
    let basis = proxy::asked(services, actor, Action::Book, patient, by.at).await?;
    booking::place(services, by.on(basis), patient, request, Strictness::Patient, String::new()).await
}
