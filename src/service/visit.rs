//! What happens to an appointment after it was requested: approving, declining, checking in, completing; and requests that no one
//! answers.

use jiff::{SignedDuration, Timestamp};

use super::{By, Outcome, Services, authorise, deed, refusals, settings};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Status, Step, advance},
        audit::{Deed, Subject},
        form::{self, Field},
        ids::AppointmentId,
        notice::NoticeKind,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{
        self,
        appointment::{self, Appointment, NewEvent},
        db::Tx,
        notice,
    },
};

struct Taken {
    id: AppointmentId,
    step: Step,
    reason: String,
    /// Whether it is taken for the clinic, and not by the appointment's practitioner.
    for_clinic: bool,
    seen: Option<i64>,
}

/// Takes a step with one of the actor's appointments. At the desk of its centre, patients are checked in.
///
/// # Errors
/// Not found for anyone but its practitioner and, for checking in, staff at its desk; declining without a reason; that the step is
/// not possible from the appointment's status.
pub async fn take_step(services: &Services, actor: &Actor, id: AppointmentId, step: Step, reason: &str) -> Outcome<()> {
    take_step_as_seen(services, actor, id, step, reason, None).await
}

/// Like [`take_step`], only if the appointment is at the revision that the actor knows, if given.
///
/// # Errors
/// The errors of [`take_step`]; that it has changed in the meantime.
pub async fn take_step_as_seen(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    step: Step,
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    take(services, By::now(services, actor), Taken { id, step, reason, for_clinic: false, seen }).await
}

/// Takes a step with any appointment on behalf of the clinic; its practitioner is told if that ends it.
///
/// # Errors
/// Not allowed; not found; declining without a reason; that the step is not possible from the appointment's status.
pub async fn settle(services: &Services, actor: &Actor, id: AppointmentId, step: Step, reason: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    take(services, by, Taken { id, step, reason, for_clinic: true, seen: None }).await
}

async fn take(services: &Services, by: By, taken: Taken) -> Outcome<()> {
    let (actor, id, step) = (by.actor.clone(), taken.id, taken.step);
    let work = services.change(by, taken, |tx, by, taken| Box::pin(take_step_in(tx, by, taken)));
    refusals::told(services, &actor, id, verb(step), work.await).await
}

async fn take_step_in(tx: &mut Tx, by: &By, taken: &Taken) -> Outcome<()> {
    let Taken { id, step, reason, for_clinic, seen } = taken;
    let (me, actor) = (by.account()?, &by.actor);
    let (found, basis) = if *for_clinic {
        let basis = authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
        (deed::standing(tx, *id).await?, basis)
    } else {
        match appointment::find_of_party(tx, *id, me).await? {
            Some(found) => {
                let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
                let basis = authorise(actor, Action::RunAppointment, parties)?;
                (deed::standing(tx, *id).await?, basis)
            }
            None if *step == Step::CheckIn => {
                let (found, _, basis) = deed::begin(tx, actor, Action::CheckInPatient, *id, by.at).await?;
                (found, basis)
            }
            None => return Err(AppError::NotFound.into()),
        }
    };
    deed::is_as_seen(&found, *seen)?;
    let to = advance(*step, found.status, found.slot.starts_at, by.at).map_err(AppError::Step)?;
    if *step == Step::Decline {
        form::text(Field::DeclineReason, reason, 3, 500)?;
    }
    let at = by.second();
    deed::move_on(tx, &found, NewEvent { to, by: Some(me), reason, at: by.at }).await?;
    let news = match step {
        Step::Approve => Some(NoticeKind::AppointmentApproved),
        Step::Decline => Some(NoticeKind::AppointmentDeclined),
        Step::MarkNoshow => Some(NoticeKind::AppointmentMissed),
        Step::Reinstate => Some(NoticeKind::AppointmentReinstated),
        Step::CheckIn | Step::Complete => None,
    };
    if let Some(kind) = news {
        notice::insert_for_patient(tx, found.patient, None, kind, *id, at).await?;
    }
    let receipt = match step {
        Step::Approve => Some(NoticeKind::AppointmentReceived),
        Step::Decline => Some(NoticeKind::AppointmentCancelled),
        Step::CheckIn | Step::Complete | Step::MarkNoshow | Step::Reinstate => None,
    };
    // A request brings no calendar entry, but its move by the patient does.
    if let Some(kind) = receipt
        && notice::heard_of_move(tx, me, *id).await?
    {
        notice::insert_receipt(tx, me, kind, &found, at).await?;
    }
    if *for_clinic && *step == Step::Decline && found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentCancelled, Some(*id), at).await?;
    }
    if matches!(to, Status::CheckedIn | Status::Fulfilled) {
        tell_of_check_in(tx, &found, by.at).await?;
    }
    by.on(basis).did(tx, verb(*step), Subject::from(*id).of(found.patient));
    Ok(())
}

/// Enters an appointment in error, for the clinic: it was a mistake, or recorded something that did not happen. It gives up what it
/// holds, and both parties are told unless it was cancelled. What was written in it stays in the record.
///
/// # Errors
/// Not allowed; not found; a missing reason; that it was already entered in error.
pub async fn enter_in_error(services: &Services, actor: &Actor, id: AppointmentId, reason: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
    let reason = form::text(Field::OverrideReason, reason, 3, 500)?;
    let work =
        services.change(by, (id, reason), |tx, by, (id, reason)| Box::pin(enter_in_error_in(tx, by, *id, reason)));
    refusals::told(services, actor, id, Deed::AppointmentEnterInError, work.await).await
}

async fn enter_in_error_in(tx: &mut Tx, by: &By, id: AppointmentId, reason: &str) -> Outcome<()> {
    let basis = authorise(&by.actor, Action::SettleAppointments, Resource::Clinic)?;
    let found = deed::standing(tx, id).await?;
    let to = life::enter_in_error(found.status).map_err(AppError::Step)?;
    deed::move_on(tx, &found, NewEvent { to, by: Some(by.account()?), reason, at: by.at }).await?;
    if found.status.holds_its_time() {
        let (kind, at) = (NoticeKind::AppointmentCancelled, by.second());
        notice::insert_for_patient(tx, found.patient, None, kind, id, at).await?;
        notice::insert(tx, found.practitioner.account(), kind, Some(id), at).await?;
    }
    by.on(basis).did(tx, Deed::AppointmentEnterInError, Subject::from(id).of(found.patient));
    Ok(())
}

/// Tells patients that they were marked as arrived if the practitioner booked the visit themselves and only this opens the record.
pub(super) async fn tell_of_check_in(tx: &mut Tx, found: &Appointment, at: Timestamp) -> Outcome<()> {
    let is_first = matches!(found.status, Status::Booked | Status::Arrived);
    if is_first && storage::access::is_by_its_practitioner(tx, found.id).await? {
        notice::insert(tx, found.patient.account(), NoticeKind::CheckedInByBooker, Some(found.id), at.as_second())
            .await?;
    }
    Ok(())
}

/// The step's name in the audit.
fn verb(step: Step) -> Deed {
    match step {
        Step::Approve => Deed::AppointmentApprove,
        Step::Decline => Deed::AppointmentDecline,
        Step::CheckIn => Deed::AppointmentCheckIn,
        Step::Complete => Deed::AppointmentComplete,
        Step::MarkNoshow => Deed::AppointmentMarkNoshow,
        Step::Reinstate => Deed::AppointmentReinstate,
    }
}

/// Lets requests expire that no one answered in time: their slots are free again, and their patients are told. Returns how many.
/// Any number of processes may do this at once.
///
/// # Errors
/// A storage failure.
pub async fn lapse_requests(services: &Services) -> Outcome<usize> {
    let by = By::visitor(services);
    let mut conn = services.db.read().await?;
    let wait = SignedDuration::from_hours(i64::from(settings(&mut conn).await?.pending_hours));
    let made_by = by.at.checked_sub(wait).unwrap_or(Timestamp::MIN);
    let stale = appointment::stale_requests(&mut conn, made_by, by.at).await?;
    drop(conn);
    let mut lapsed = 0;
    for id in stale {
        let input = (id, made_by);
        let ended = services
            .change(by.clone(), input, |tx, by, (id, made_by)| Box::pin(lapse_in(tx, by, *id, *made_by)))
            .await?;
        lapsed += usize::from(ended);
    }
    Ok(lapsed)
}

async fn lapse_in(tx: &mut Tx, by: &By, id: AppointmentId, made_by: Timestamp) -> Outcome<bool> {
    let at = by.second();
    let found = deed::standing(tx, id).await?;
    // It may have been answered or moved to another time since it was found.
    if !appointment::is_stale_request(tx, id, made_by, by.at).await? {
        return Ok(false);
    }
    let event = NewEvent { to: Status::Cancelled, by: None, reason: "no answer in time", at: by.at };
    deed::move_on(tx, &found, event).await?;
    notice::insert_for_patient(tx, found.patient, None, NoticeKind::AppointmentLapsed, id, at).await?;
    notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentLapsed, Some(id), at).await?;
    by.did(tx, Deed::AppointmentLapse, Subject::from(id).of(found.patient));
    Ok(true)
}
