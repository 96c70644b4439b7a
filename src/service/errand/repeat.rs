//! The slots of a series that staff would book for a patient.

use jiff::Timestamp;

use crate::{
    domain::{
        account::{Actor, Role},
        booking::{Strictness, leading},
        ids::{CentreId, ServiceId},
        series::Recurrence,
    },
    error::AppError,
    service::{
        Outcome, Services,
        checkout::Occurrence,
        directory::Directory,
        referral,
        staff::{Calendar, PatientName},
        why,
    },
    storage::claim::Asker,
};

/// A series: its first slot, and how it recurs.
#[derive(Clone, Copy, Debug)]
pub struct Repeat {
    /// When it begins.
    pub first: Timestamp,
    /// The interval in weeks, and the number of times.
    pub every: Recurrence,
}

/// Its slots for a patient, in order, each with the reason if staff cannot book it.
pub(super) async fn occurrences(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    (calendar, patient): (&Calendar, &PatientName),
    (centre, service): (CentreId, Option<ServiceId>),
    repeat: Repeat,
) -> Outcome<Vec<Occurrence>> {
    let offering = directory.offering(calendar.practitioner, centre, service).ok_or(AppError::NotFound)?;
    let as_patient = Actor::Account { id: patient.id.account(), roles: vec![Role::Patient] };
    let mut visits = referral::visits(services, &as_patient, offering.practitioner, repeat.first).await?;
    let now = services.clock.now();
    let asker = Asker { keeper: actor.id(), ..Asker::new(Some(patient.id.account()), now) };
    let mut conn = services.db.read().await?;
    let mut occurrences = Vec::new();
    for starts_at in repeat.every.starts(&offering.centre.zone, repeat.first) {
        let why = why::list(&mut conn, directory, &offering, asker, starts_at).await?;
        let refusal = leading(&why.blockers, Strictness::Staff);
        occurrences.push(Occurrence::taking(why.slot, refusal, &mut visits));
    }
    Ok(occurrences)
}
