//! Deeds on an appointment: whatever moves it on, calls it off or gives it another time passes here.
//!
//! On PostgreSQL two of them run at once. Each waits for the calendars of both its people, keeps its row, reads it again, and
//! decides by what it read then: what it frees is what the appointment has, and what it answers is how it stands.

use jiff::Timestamp;

use super::{Failure, Outcome, occupancy, proxy, referral};
use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Status},
        ids::{AccountId, AppointmentId},
        policy::{Action, Basis},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        lock,
    },
};

/// An appointment as it stands, and stays until the transaction ends but for what is done in it.
///
/// # Errors
/// Not found where there is none: the caller has asked, or asks afterwards, who may know of it.
pub(super) async fn standing(tx: &mut Tx, id: AppointmentId) -> Outcome<Appointment> {
    // Its people never change, so they can be read before the lock.
    let found = appointment::find(tx, id).await?.ok_or(AppError::NotFound)?;
    lock::calendars(tx, [found.practitioner.account(), found.patient.account()]).await?;
    lock::appointment(tx, id).await?;
    Ok(appointment::find(tx, id).await?.ok_or(AppError::NotFound)?)
}

/// The same, with which the actor may do this: as whom, and on what ground.
///
/// # Errors
/// Not found for anybody else, as if there were none.
pub(super) async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: AppointmentId,
    now: Timestamp,
) -> Outcome<(Appointment, Party, Basis)> {
    // First, so that nobody waits for what is not theirs; and again, because a proxy may have ended meanwhile.
    proxy::dealing_with(tx, actor, action, id, now).await?;
    standing(tx, id).await?;
    proxy::dealing_with(tx, actor, action, id, now).await
}

/// Brings an appointment that was read by [`standing`] into another state and notes it in its history. What no longer holds its
/// time gives it back, with the seat, the room and the visit of the referral.
pub(super) async fn move_on(
    tx: &mut Tx,
    found: &Appointment,
    to: Status,
    by: Option<AccountId>,
    reason: &str,
    at: i64,
) -> Outcome<()> {
    if !appointment::set_status(tx, found.id, found.status, to).await? {
        return Err(overtaken(found.id));
    }
    if !to.holds_its_time() {
        occupancy::vacate(tx, found, at).await?;
        referral::give_back(tx, found.id).await?;
    }
    appointment::record_event(tx, found.id, (Some(found.status), to), by, reason, at).await?;
    Ok(())
}

/// An appointment changed although it was locked: nobody's answer, but a fault of ours.
pub(super) fn overtaken(id: AppointmentId) -> Failure {
    Failure::Fault(format!("appointment {id} was changed without being locked"))
}
