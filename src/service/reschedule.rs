//! Moving an appointment to another slot in one transaction: the old slot is kept until the new one has been obtained.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    booking::{Proposal, decide_in, with_nearest},
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
    storage::{
        appointment::{self, NewEvent},
        db::Tx,
        notice, webhook,
    },
};

/// A new slot for an appointment, with the same practitioner.
#[derive(Clone, Debug)]
pub struct Move {
    /// The appointment.
    pub id: AppointmentId,
    /// The new centre.
    pub centre: CentreId,
    /// The new start.
    pub starts_at: Timestamp,
    /// The reason; staff must give one once the patients' limit has passed.
    pub reason: String,
    /// The revision that the actor last saw; `None` if that does not matter to them.
    pub seen: Option<i64>,
}

impl Move {
    /// A move to this slot, whatever the appointment's revision.
    #[must_use]
    pub fn to(id: AppointmentId, centre: CentreId, starts_at: Timestamp) -> Self {
        Self { id, centre, starts_at, reason: String::new(), seen: None }
    }
}

pub(super) struct Change {
    pub by: By,
    pub to: Move,
    pub directory: Arc<Directory>,
}

/// Moves an appointment, without a reason and whatever its revision.
///
/// # Errors
/// The errors of [`move_to`].
pub async fn reschedule(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
) -> Outcome<()> {
    move_to(services, actor, Move::to(id, centre, starts_at)).await
}

/// Moves an appointment to another slot with the same practitioner, for either of its parties or for anyone who books for its
/// patient. Patients may move it as long as they may cancel it. Sent twice, it moves once.
///
/// # Errors
/// Not found for anyone else; that it has changed in the meantime; too late; a missing reason; why the new slot is unavailable,
/// with the nearest that are available.
pub async fn move_to(services: &Services, actor: &Actor, to: Move) -> Outcome<()> {
    move_by(services, &By::now(services, actor), to).await
}

/// Like [`move_to`], for someone who may not have signed in.
///
/// # Errors
/// The errors of [`move_to`].
pub(super) async fn move_by(services: &Services, by: &By, to: Move) -> Outcome<()> {
    let to = Move { reason: form::text(Field::Reason, &to.reason, 0, 500)?, ..to };
    let change = |directory| Change { by: by.clone(), to: to.clone(), directory };
    match services.write_by_directory(change, |tx, change| Box::pin(move_in(tx, change))).await {
        Ok(()) => Ok(()),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let (actor, reads) = (&by.actor, Action::ReadAppointment);
            let dealt = proxy::dealing_with(&mut services.db.read().await?, actor, reads, to.id, by.at).await;
            let (found, ..) = dealt?;
            let target = found.moved_to(to.centre, to.starts_at);
            Err(with_nearest(services, Some(found.patient), Some(&found), &target, refusal).await?)
        }
        Err(failure) => refusals::told(services, &by.actor, to.id, Deed::AppointmentReschedule, Err(failure)).await,
    }
}

/// Moves an appointment inside a transaction.
pub(super) async fn move_in(tx: &mut Tx, change: &Change) -> Outcome<()> {
    let Change { by, to: Move { id, centre, starts_at, reason, seen }, directory } = change;
    let (actor, at, me) = (&by.actor, by.at, by.account()?);
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (found, party, basis) = deed::begin(tx, actor, Action::RescheduleAppointment, *id, at).await?;
    // A receptionist cannot move an appointment from their own desk to another.
    if basis == Basis::FrontDesk {
        desk::ground(tx, actor, Action::RescheduleAppointment, *centre).await?;
    }
    deed::is_as_seen(&found, *seen)?;
    let strictness = strictness(party);
    let starts = found.slot.starts_at;
    life::cancel(found.status, starts, party, &directory.settings, at).map_err(AppError::Move)?;
    if life::sets_cut_off_aside(party, starts, &directory.settings, at) {
        form::text(Field::OverrideReason, reason, 3, 500)?;
    }
    if starts == *starts_at && found.centre == *centre {
        return Ok(());
    }
    let offering = directory.offering_again_at(&found.moved_to(*centre, *starts_at)).ok_or(AppError::NotFound)?;
    let (patient, moving) = (found.patient, Some(&found));
    let proposal = Proposal { offering, patient, starts_at: *starts_at, moving, strictness };
    let slot = decide_in(tx, directory, proposal, at).await?;
    // A practitioner who moves it agrees by doing so; a slot chosen by the patient needs the same approval as a new booking.
    let status = match party {
        Party::Patient => Status::of_new_booking(offering.service.confirmation),
        Party::Practitioner | Party::Staff => Status::Booked,
    };
    occupancy::vacate(tx, &found, at).await?;
    occupancy::release_holds(tx, [found.patient.account(), me], at).await?;
    let local = LocalTime::of(&offering.centre.zone, slot.starts_at);
    if !appointment::reschedule(tx, *id, (found.status, status), *centre, (&slot, &local)).await? {
        return Err(deed::overtaken(*id));
    }
    let visit = Visit { offering, patient, slot, moving: None };
    occupancy::occupy(tx, directory, &visit, *id, strictness).await?;
    let why = if reason.is_empty() { "moved" } else { reason };
    let event = NewEvent { to: status, by: Some(me), reason: why, at };
    appointment::record_event(tx, *id, Some(found.status), event).await?;
    webhook::tell_of_appointment(tx, Event::AppointmentMoved, *id, by.second()).await?;
    notice::insert_for_patient(tx, found.patient, Some(me), NoticeKind::AppointmentMoved, *id, by.second()).await?;
    if found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentMoved, Some(*id), by.second()).await?;
    }
    notice::insert_receipt(tx, me, NoticeKind::AppointmentMoved, &found, by.second()).await?;
    by.on(basis).did(tx, Deed::AppointmentReschedule, Subject::from(*id).of(found.patient));
    Ok(())
}
