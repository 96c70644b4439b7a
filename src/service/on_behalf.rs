//! Booking for a named patient, as programs do: for oneself, as a proxy, or as staff.

use super::{
    Outcome, Services,
    booking::{self, BookingRequest},
    listing, proxy, staff,
};
use crate::domain::{
    account::Actor,
    ids::{AppointmentId, PatientId},
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
        return proxy::book(services, actor, patient, request).await;
    }
    // Whose calendar it may be is asked first, so that no one looks for patients here.
    staff::calendar(services, actor, Some(request.practitioner)).await?.basis_at(request.centre)?;
    let patient = listing::patient_to_book(services, actor, patient).await?;
    booking::book_for(services, actor, patient, request, None).await
}

/// Whether a patient trusts the actor with their appointments now.
///
/// # Errors
/// The storage's failure.
pub async fn is_entrusted(services: &Services, actor: &Actor, patient: PatientId) -> Outcome<bool> {
    Ok(proxy::entrusting(services, actor).await?.iter().any(|one| one.patient == patient))
}
