//! Moving an appointment to another time in one transaction: the old time is kept until the new one has been obtained.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    booking::{BookingRequest, decide_in, with_nearest},
    deed, desk,
    directory::Directory,
    movable::strictness,
    occupancy::{self, Visit},
    proxy, refusals,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party, Status},
        audit::{Deed, Subject},
        form::{self, Field},
        ids::{AppointmentId, CentreId},
        local_time::LocalTime,
        notice::NoticeKind,
        policy::{Action, Basis},
        webhook::Event,
    },
    error::AppError,
    storage::{appointment, db::Tx, notice, webhook},
};

pub(super) struct Change {
    pub by: By,
    pub id: AppointmentId,
    pub centre: CentreId,
    pub starts_at: Timestamp,
    /// The reason for setting the clinic's limit aside; else empty.
    pub reason: String,
    /// How often it had changed when the actor last saw it; anything, if that does not matter to them.
    pub seen: Option<i64>,
    pub directory: Arc<Directory>,
}

/// Moves an appointment to another time with the same practitioner, for either of its parties or for anyone who books for its
/// patient. Patients may move it as long as they may cancel it. Sent twice, it moves once.
///
/// # Errors
/// Not found for anyone else; too late; why the new time is unavailable, with the nearest that are available.
pub async fn reschedule(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
) -> Outcome<()> {
    reschedule_because(services, actor, id, centre, starts_at, "").await
}

/// The same with a reason, which staff must give if it is later than patients may move.
///
/// # Errors
/// As [`reschedule`]; a missing reason.
pub async fn reschedule_because(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
    reason: &str,
) -> Outcome<()> {
    reschedule_as_seen(services, actor, id, (centre, starts_at), reason, None).await
}

/// The same, provided that it has changed as often as the actor knows, if that is given.
///
/// # Errors
/// As [`reschedule_because`]; that it has changed in the meantime.
pub async fn reschedule_as_seen(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    (centre, starts_at): (CentreId, Timestamp),
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    reschedule_by(services, &By::now(services, actor), id, (centre, starts_at), reason, seen).await
}

/// The same, for someone who may not have signed in.
///
/// # Errors
/// As [`reschedule_as_seen`].
pub(super) async fn reschedule_by(
    services: &Services,
    by: &By,
    id: AppointmentId,
    (centre, starts_at): (CentreId, Timestamp),
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let (actor, now) = (&by.actor, by.at);
    let change = |directory| {
        let (by, reason) = (by.clone(), reason.clone());
        Change { by, id, centre, starts_at, reason, seen, directory }
    };
    match services.write_by_directory(change, |tx, change| Box::pin(reschedule_in(tx, change))).await {
        Ok(()) => Ok(()),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let dealt =
                proxy::dealing_with(&mut services.db.read().await?, actor, Action::ReadAppointment, id, now).await;
            let (found, ..) = dealt?;
            let request = BookingRequest {
                practitioner: found.practitioner,
                centre,
                service: found.service,
                starts_at,
                slots: found.slots,
                reason: String::new(),
                idempotency_key: String::new(),
            };
            Err(with_nearest(services, Some(found.patient), Some(&found), &request, refusal).await?)
        }
        Err(failure) => refusals::told(services, actor, id, Deed::AppointmentReschedule, Err(failure)).await,
    }
}

pub(super) async fn reschedule_in(tx: &mut Tx, change: &Change) -> Outcome<()> {
    let Change { by, id, centre, starts_at, reason, seen, directory } = change;
    let (actor, now) = (&by.actor, &by.at);
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (found, party, basis) = deed::begin(tx, actor, Action::RescheduleAppointment, *id, *now).await?;
    // From one's own desk to another is not one's own to decide.
    if basis == Basis::FrontDesk {
        desk::ground(tx, actor, Action::RescheduleAppointment, *centre).await?;
    }
    deed::is_as_seen(&found, *seen)?;
    let strictness = strictness(party);
    let starts = found.slot.starts_at;
    life::cancel(found.status, starts, party, &directory.settings, *now).map_err(AppError::Move)?;
    if life::sets_cut_off_aside(party, starts, &directory.settings, *now) {
        form::text(Field::OverrideReason, reason, 3, 500)?;
    }
    if starts == *starts_at && found.centre == *centre {
        return Ok(());
    }
    let offering = directory.offering_again_over(found.practitioner, *centre, found.service, found.slots);
    let offering = offering.ok_or(AppError::NotFound)?;
    let moving = Some(&found);
    let slot = decide_in(tx, directory, &offering, found.patient, *starts_at, moving, strictness, *now).await?;
    // A practitioner who moves it agrees by doing so; a time chosen by the patient needs the same approval as a new booking.
    let to = match party {
        Party::Patient => Status::of_new_booking(offering.service.confirmation),
        Party::Practitioner | Party::Staff => Status::Booked,
    };
    let at = now.as_second();
    occupancy::vacate(tx, &found, at).await?;
    occupancy::release_holds(tx, [found.patient.account(), me], at).await?;
    let local = LocalTime::of(&offering.centre.zone, slot.starts_at);
    if !appointment::reschedule(tx, *id, (found.status, to), *centre, (&slot, &local)).await? {
        return Err(deed::overtaken(*id));
    }
    let visit = Visit { offering, patient: found.patient, slot, moving: None };
    occupancy::occupy(tx, directory, &visit, *id, strictness).await?;
    let why = if reason.is_empty() { "moved" } else { reason };
    appointment::record_event(tx, *id, (Some(found.status), to), Some(me), why, at).await?;
    webhook::tell_of_appointment(tx, Event::AppointmentMoved, *id, at).await?;
    notice::insert_for_patient(tx, found.patient, Some(me), NoticeKind::AppointmentMoved, *id, at).await?;
    if found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentMoved, Some(*id), at).await?;
    }
    by.on(basis).did(tx, Deed::AppointmentReschedule, Subject::from(*id).of(found.patient));
    Ok(())
}
