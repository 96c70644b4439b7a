//! What staff need to book for a patient: who the patient is, and which times are free for both.

use std::sync::Arc;

use jiff::civil::Date;

use super::{
    Outcome, Services, audit, authorise,
    availability::{self, Week, WeekQuery},
    directory::Directory,
    look_up, refusals, settings,
};
use crate::{
    domain::{
        account::Actor,
        booking::Strictness,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, PractitionerId, ServiceId},
        policy::{Action, Basis, Resource},
        settings::PatientList,
        text::search_key,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Conn,
        patient::{self, PatientName},
        patient_list::{self, Listed, PatientQuery},
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

/// How many patients of one name are listed to choose from.
pub const MATCHES: i64 = 10;

/// Whom staff meant by what they typed.
#[derive(Debug)]
pub enum Wanted {
    /// The patient with this number or email address.
    One(PatientName),
    /// Those with this in their name, by name, and whether there are more.
    Named(Vec<Listed>, bool),
}

/// Whom staff mean: those with this in their name, else the patient with exactly this number or email address. By name, practitioners find whom they find among their patients, and whoever has been booked with them;
/// administrators find everyone.
///
/// # Errors
/// Not allowed; as [`find_patient`] answers; [`Problem::NotAChoice`] of [`Field::Patient`] for a name that no one has.
pub async fn wanted_patient(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
    typed: &str,
) -> Outcome<Wanted> {
    let basis = authorise(actor, Action::BookForPatient, Resource::Practitioner(practitioner))?;
    if typed.contains('@') {
        return Ok(Wanted::One(look_up::patient(services, actor, basis, typed).await?));
    }
    let (found, more) = named(services, actor, (practitioner, basis), typed).await?;
    let is_number = match &found[..] {
        [] => typed.contains(|letter: char| letter.is_ascii_digit()),
        found => found.iter().any(|patient| patient.number.eq_ignore_ascii_case(typed.trim())),
    };
    if is_number {
        return Ok(Wanted::One(look_up::patient(services, actor, basis, typed).await?));
    }
    if found.is_empty() {
        return Err(FieldError::new(Field::Patient, Problem::NotAChoice).into());
    }
    Ok(Wanted::Named(found, more))
}

/// Those who have this in their name or as their number, and whether there are more.
async fn named(
    services: &Services,
    actor: &Actor,
    (practitioner, basis): (PractitionerId, Basis),
    typed: &str,
) -> Outcome<(Vec<Listed>, bool)> {
    let mut conn = services.db.read().await?;
    let settings = settings(&mut conn).await?;
    let everybody = basis == Basis::Administration || settings.patient_list == PatientList::Everybody;
    let query = PatientQuery {
        practitioner,
        named: typed.trim().chars().take(100).collect(),
        everybody,
        to_book: true,
        now: services.clock.now().as_second(),
        treating: settings.treating,
        // One more says that there are more; another may be the actor, who books for others here.
        limit: MATCHES + 2,
        offset: 0,
    };
    let mut found =
        if search_key(&query.named).is_empty() { Vec::new() } else { patient_list::find(&mut conn, &query).await? };
    drop(conn);
    found.retain(|patient| actor.id() != Some(patient.id.account()));
    let shown = usize::try_from(MATCHES).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    // Who is a patient here is confidential: looking for them is logged.
    let among = if found.iter().any(|patient| !patient.is_known) { "everybody" } else { "own" };
    audit::note(services, actor, ("patient.list", "patient"), among, basis, None).await?;
    Ok((found, more))
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
