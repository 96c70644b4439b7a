//! Changes to an appointment: anything that moves it on, cancels it or gives it another slot goes through here.
//!
//! On PostgreSQL two of these can run at once. Each waits for the calendars of both parties, locks the row, reads it again, and
//! decides by what it then reads: what it frees is what the appointment has now, and its answer reflects the current state.

use jiff::Timestamp;

use super::{Failure, Outcome, occupancy, proxy, referral};
use crate::{
    domain::{
        account::Actor,
        appointment::Party,
        ids::AppointmentId,
        policy::{Action, Basis},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewEvent},
        db::Tx,
        lock,
    },
};

/// The current appointment, locked: until the transaction ends, only this transaction can change it.
///
/// # Errors
/// Not found if there is none; that its patient's file has just been merged with another. The caller checks, before or after,
/// whether the actor may know about it.
pub(super) async fn standing(tx: &mut Tx, id: AppointmentId) -> Outcome<Appointment> {
    let known = appointment::find(tx, id).await?.ok_or(AppError::NotFound)?;
    lock::calendars(tx, [known.practitioner.account(), known.patient.account()]).await?;
    lock::appointment(tx, id).await?;
    let found = appointment::find(tx, id).await?.ok_or(AppError::NotFound)?;
    // Its parties never change, so they could be read before taking the lock, unless its patient's file was merged into another one
    // meanwhile: then that calendar should have been locked instead.
    if found.patient != known.patient {
        return Err(AppError::Overtaken.into());
    }
    Ok(found)
}

/// Like `standing`, for an actor who may do this: in which role, and on what basis.
///
/// # Errors
/// Not found for anyone else, as if it did not exist.
pub(super) async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: AppointmentId,
    now: Timestamp,
) -> Outcome<(Appointment, Party, Basis)> {
    // Checked first, so that no one waits for an appointment that is not theirs; and again later, because a proxy may have ended
    // meanwhile.
    proxy::dealing_with(tx, actor, action, id, now).await?;
    standing(tx, id).await?;
    proxy::dealing_with(tx, actor, action, id, now).await
}

/// Continues only if the appointment is at the revision that the actor knows, if they give one.
///
/// # Errors
/// That it has changed in the meantime.
pub(super) fn is_as_seen(found: &Appointment, seen: Option<i64>) -> Outcome<()> {
    if seen.is_none_or(|seen| seen == found.version()) { Ok(()) } else { Err(AppError::Overtaken.into()) }
}

/// Gives an appointment read by [`standing`] another status, and records this in its history. If it held its slot and no longer
/// does, it gives up its slot, seat, room and the visit of its referral.
pub(super) async fn move_on(tx: &mut Tx, found: &Appointment, event: NewEvent<'_>) -> Outcome<()> {
    if !appointment::set_status(tx, found.id, found.status, event.to).await? {
        return Err(overtaken(found.id));
    }
    if found.status.holds_its_time() && !event.to.holds_its_time() {
        occupancy::vacate(tx, found, event.at).await?;
        referral::give_back(tx, found.id).await?;
    }
    appointment::record_event(tx, found.id, Some(found.status), event).await?;
    Ok(())
}

/// The appointment changed although it was locked: a bug of ours.
pub(super) fn overtaken(id: AppointmentId) -> Failure {
    Failure::Fault(format!("appointment {id} was changed without being locked"))
}
