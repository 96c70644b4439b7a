//! Managing someone else's appointments: a family member whom a patient entrusts with that.

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services, authorise, desk,
    party::party_of,
    refusals::{self, Tried},
};
use crate::{
    domain::{
        access,
        account::{Actor, Role},
        appointment::Party,
        audit::Deed,
        ids::{AppointmentId, PatientId},
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        self,
        appointment::{self, Appointment},
        db::Conn,
        sharing::{self, Proxy},
    },
};

/// The basis on which the actor does this to the appointments of a patient other than themselves.
///
/// # Errors
/// Not found without an active proxy for booking.
pub(super) async fn ground(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    patient: PatientId,
    now: Timestamp,
) -> Outcome<Basis> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let facts = storage::access::facts(conn, me, patient).await?;
    authorise(actor, action, Resource::Entrusted(patient, access::books(&facts, now)))
}

/// Like [`ground`], outside a transaction: refusals are audited.
///
/// # Errors
/// The errors of [`ground`].
pub(super) async fn asked(
    services: &Services,
    actor: &Actor,
    action: Action,
    patient: PatientId,
    now: Timestamp,
) -> Outcome<Basis> {
    let found = ground(&mut services.db.read().await?, actor, action, patient, now).await;
    refusals::told_of(services, actor, Tried::For(patient), Deed::ProxyUse, found).await
}

/// An appointment with which the actor may do this, with their role and their basis: as one of its parties, on behalf of its
/// patient, as staff, or at the desk of its centre. Only its parties learn the reason for the visit.
///
/// # Errors
/// Not found for anyone else, as if it did not exist.
pub(super) async fn dealing_with(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    id: AppointmentId,
    now: Timestamp,
) -> Outcome<(Appointment, Party, Basis)> {
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn.into());
    }
    let found = appointment::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    if let Ok(basis) = authorise(actor, action, parties) {
        let party = party_of(actor, &found).unwrap_or(Party::Staff);
        return Ok((found, party, basis));
    }
    // At the desk no one handles their own appointments.
    if party_of(actor, &found).is_none() {
        match desk::ground(conn, actor, action, found.centre).await {
            Ok(basis) => return Ok((without_reason(found), Party::Staff, basis)),
            Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    match ground(conn, actor, action, found.patient, now).await {
        Ok(basis) => Ok((without_reason(found), Party::Patient, basis)),
        Err(Failure::Refused(_)) => Err(AppError::NotFound.into()),
        Err(fault) => Err(fault),
    }
}

/// The patients for whom the actor books.
///
/// # Errors
/// A storage failure.
pub async fn entrusting(services: &Services, actor: &Actor) -> Outcome<Vec<Proxy>> {
    let Some(me) = actor.id() else { return Ok(Vec::new()) };
    let all = sharing::proxies_of(&mut services.db.read().await?, me, services.clock.now().as_second()).await?;
    Ok(all.into_iter().filter(|proxy| proxy.account == me && proxy.books).collect())
}

/// The point of view from which free slots are shown when the actor books for this patient: the patient's. The actor's own if no
/// patient is named.
///
/// # Errors
/// Not found without an active proxy for booking.
pub async fn booking_for(services: &Services, actor: &Actor, patient: Option<PatientId>) -> Outcome<Actor> {
    let Some(patient) = patient.filter(|patient| actor.id() != Some(patient.account())) else {
        return Ok(actor.clone());
    };
    asked(services, actor, Action::Book, patient, services.clock.now()).await?;
    Ok(Actor::Account { id: patient.account(), roles: vec![Role::Patient] })
}

/// The upcoming appointments of a patient for whom the actor books, soonest first.
///
/// # Errors
/// Not found without an active proxy for booking.
pub async fn upcoming(services: &Services, actor: &Actor, patient: PatientId) -> Outcome<Vec<Appointment>> {
    let now = services.clock.now();
    asked(services, actor, Action::ReadAppointment, patient, now).await?;
    let conn = &mut services.db.read().await?;
    let found = appointment::upcoming_of_patient(conn, patient, now).await?;
    Ok(found.into_iter().map(without_reason).collect())
}

/// The reason for a visit is between the patient and the practitioner; booking for someone does not require knowing it.
fn without_reason(found: Appointment) -> Appointment {
    Appointment { reason: String::new(), ..found }
}
