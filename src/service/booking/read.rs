//! Reading existing appointments.

use jiff::Timestamp;

use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Status},
        audit::{Deed, Subject},
        ids::{AppointmentId, PatientId},
        policy::Action,
        slot::Slot,
    },
    error::AppError,
    service::{By, Outcome, Services, as_patient, proxy, reason, refusals},
    storage::{
        appointment::{self, Appointment, Given},
        series,
    },
};

/// One appointment, for either party, and for anyone who books for its patient.
///
/// # Errors
/// Not found for anyone else.
pub async fn appointment(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    opened(services, actor, id).await.map(|(found, _)| found)
}

/// Like [`appointment`], with the side that the actor is on.
///
/// # Errors
/// The errors of [`appointment`].
pub async fn opened(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<(Appointment, Party)> {
    let by = By::now(services, actor);
    let dealt = proxy::dealing_with(&mut services.db.read().await?, actor, Action::ReadAppointment, id, by.at).await;
    let (found, party, basis) = refusals::told(services, actor, id, Deed::AppointmentRead, dealt).await?;
    if actor.id() != Some(found.patient.account()) {
        by.on(basis).saw(services, Deed::AppointmentRead, Subject::from(id).of(found.patient)).await?;
    }
    Ok((found, party))
}

/// The reasons given for changes to an appointment, in order; for its two parties only.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn reasons(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Vec<Given>> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::reasons(&mut services.db.read().await?, id, me).await?;
    Ok(found.into_iter().map(|given| Given { reason: reason::said(given.reason), ..given }).collect())
}

/// The number of people in the group that an appointment belongs to; for its practitioner only.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn size_of_group(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<usize> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let conn = &mut services.db.read().await?;
    let found = appointment::find_of_party(conn, id, me).await?;
    match found.filter(|found| found.practitioner.account() == me).and_then(|found| found.session) {
        Some(session) => Ok(appointment::of_session(conn, session).await?.len()),
        None => Ok(0),
    }
}

/// Further details of an appointment that someone may read: the upcoming appointments of its series, by time, and whether it was a
/// request that expired unanswered.
///
/// # Errors
/// A storage failure.
pub async fn told_of(services: &Services, found: &Appointment) -> Outcome<(Vec<Appointment>, bool)> {
    let conn = &mut services.db.read().await?;
    let has_lapsed = found.status == Status::Cancelled && appointment::has_lapsed(conn, found.id).await?;
    let mut series = match found.series {
        Some(id) => series::from(conn, id, Timestamp::MIN).await?,
        None => Vec::new(),
    };
    series.retain(|one| one.status.holds_its_time());
    Ok((series, has_lapsed))
}

/// The appointment that overlaps a slot: the actor's, or that of `whom` they book for.
///
/// # Errors
/// Not found without an active proxy for booking; a storage failure.
pub async fn in_the_way(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    slot: &Slot,
) -> Outcome<Option<AppointmentId>> {
    let coming = match whom {
        Some(patient) => proxy::upcoming(services, actor, patient).await?,
        None => {
            let Ok((patient, _)) = as_patient(actor, Action::Book) else { return Ok(None) };
            let now = services.clock.now();
            appointment::upcoming_of_patient(&mut services.db.read().await?, patient, now).await?
        }
    };
    let overlaps = |one: &&Appointment| one.slot.starts_at < slot.ends_at && slot.starts_at < one.slot.ends_at;
    Ok(coming.iter().find(overlaps).map(|one| one.id))
}
