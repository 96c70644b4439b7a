//! What staff need to book for a patient: who the patient is, and which times are free for both.

use std::sync::Arc;

use jiff::civil::Date;

use super::{
    Outcome, Services, authorise,
    availability::{self, Week, WeekQuery},
    directory::Directory,
    look_up, refusals,
};
use crate::{
    domain::{
        account::Actor,
        booking::Strictness,
        ids::{AppointmentId, CentreId, PractitionerId, ServiceId},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Conn,
        patient::{self, PatientName},
    },
};

/// Whose calendar an actor books into: the one that is named, or else their own.
///
/// # Errors
/// Not allowed; not found when it is not theirs.
pub fn calendar(actor: &Actor, named: Option<PractitionerId>) -> Outcome<PractitionerId> {
    let own = actor.id().map(|id| PractitionerId(id.0)).ok_or(AppError::NotSignedIn)?;
    let practitioner = named.unwrap_or(own);
    authorise(actor, Action::BookForPatient, Resource::Practitioner(practitioner))?;
    Ok(practitioner)
}

/// The patient with exactly this number or email address.
///
/// # Errors
/// Not allowed; as [`look_up`] answers.
pub async fn find_patient(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
    number_or_email: &str,
) -> Outcome<PatientName> {
    let basis = authorise(actor, Action::BookForPatient, Resource::Practitioner(practitioner))?;
    look_up::patient(services, actor, basis, number_or_email).await
}

/// A visit after which its practitioner books the next one, and its patient.
///
/// # Errors
/// Not found for anyone but its practitioner, before the patient has arrived, and if their account is closed.
pub async fn visit_to_follow(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<(Appointment, PatientName)> {
    let found = to_follow(&mut services.db.read().await?, actor, id).await;
    refusals::told(services, actor, id, "appointment.read", found).await
}

async fn to_follow(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<(Appointment, PatientName)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(conn, id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    authorise(actor, Action::RunAppointment, parties)?;
    if !found.status.leads_to_another() {
        return Err(AppError::NotFound.into());
    }
    let patient = patient::find(conn, found.patient).await?.ok_or(AppError::NotFound)?;
    Ok((found, patient))
}

/// Who was seen by a practitioner, the latest first.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn recent_patients(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
) -> Outcome<Vec<PatientName>> {
    calendar(actor, Some(practitioner))?;
    Ok(patient::recent_of(&mut services.db.read().await?, practitioner).await?)
}

/// A practitioner's week as staff see it when booking for a patient: even if no bookings are being taken, and without the times of
/// the patient's own appointments.
///
/// # Errors
/// Not allowed; not found; the storage's failure.
pub async fn week<'d>(
    services: &Services,
    directory: &'d Arc<Directory>,
    actor: &Actor,
    patient: Option<&PatientName>,
    (practitioner, centre, service): (PractitionerId, CentreId, Option<ServiceId>),
    date: Option<Date>,
) -> Outcome<Week<'d>> {
    calendar(actor, Some(practitioner))?;
    let asker = Asker::new(patient.map(|patient| patient.id.account()), services.clock.now().as_second());
    let query = WeekQuery { practitioner, centre, service, date, moving: None };
    availability::week_for(services, directory, asker, query, Strictness::Staff).await
}
