//! What happens to an appointment after it was requested: approving, declining, checking in, completing; and requests that no one
//! answers.

use jiff::{SignedDuration, Timestamp};

use super::{Outcome, Services, authorise, booking, deed, refusals, settings};
use crate::{
    domain::{
        account::Actor,
        appointment::{Status, Step, advance},
        form::{self, Field},
        ids::AppointmentId,
        notice::NoticeKind,
        policy::{Action, Resource},
        topic::Topic,
    },
    error::AppError,
    storage::{
        self,
        appointment::{self, Appointment},
        audit::{self, AuditEvent},
        db::Tx,
        notice,
    },
};

struct Taken {
    actor: Actor,
    id: AppointmentId,
    step: Step,
    reason: String,
    /// Whether it is taken for the clinic, and not by the appointment's practitioner.
    for_clinic: bool,
    seen: Option<i64>,
    now: Timestamp,
}

/// Takes a step with an appointment of the actor's. At the desk of its centre, patients are checked in.
///
/// # Errors
/// Not found for anyone but its practitioner, and for checking in whoever works at its desk; declining without a reason; that the step is not possible from the appointment's status.
pub async fn take_step(services: &Services, actor: &Actor, id: AppointmentId, step: Step, reason: &str) -> Outcome<()> {
    take_step_as_seen(services, actor, id, step, reason, None).await
}

/// The same, provided that the appointment has changed as often as the actor knows, if that is given.
///
/// # Errors
/// As [`take_step`]; that it has changed in the meantime.
pub async fn take_step_as_seen(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    step: Step,
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let taken = Taken { actor: actor.clone(), id, step, reason, for_clinic: false, seen, now: services.clock.now() };
    take(services, taken).await
}

/// Takes a step with any appointment on behalf of the clinic; its practitioner is told if that ends it.
///
/// # Errors
/// Not allowed; not found; declining without a reason; that the step is not possible from the appointment's status.
pub async fn settle(services: &Services, actor: &Actor, id: AppointmentId, step: Step, reason: &str) -> Outcome<()> {
    authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let taken =
        Taken { actor: actor.clone(), id, step, reason, for_clinic: true, seen: None, now: services.clock.now() };
    take(services, taken).await
}

async fn take(services: &Services, taken: Taken) -> Outcome<()> {
    let (actor, id, step) = (taken.actor.clone(), taken.id, taken.step);
    let work = services.db.write(taken, |tx, taken| Box::pin(take_step_in(tx, taken)));
    refusals::told(services, &actor, id, verb(step), work.await).await
}

async fn take_step_in(tx: &mut Tx, taken: &Taken) -> Outcome<()> {
    let Taken { actor, id, step, reason, for_clinic, seen, now } = taken;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
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
                let (found, _, basis) = deed::begin(tx, actor, Action::CheckInPatient, *id, *now).await?;
                (found, basis)
            }
            None => return Err(AppError::NotFound.into()),
        }
    };
    deed::is_as_seen(&found, *seen)?;
    let to = advance(*step, found.status, found.slot.starts_at, *now).map_err(AppError::Step)?;
    if *step == Step::Decline {
        form::text(Field::DeclineReason, reason, 3, 500)?;
    }
    let at = now.as_second();
    deed::move_on(tx, &found, to, Some(me), reason, at).await?;
    let news = match step {
        Step::Approve => Some(NoticeKind::AppointmentApproved),
        Step::Decline => Some(NoticeKind::AppointmentDeclined),
        Step::CheckIn | Step::Complete | Step::MarkNoshow => None,
    };
    if let Some(kind) = news {
        notice::insert_for_patient(tx, found.patient, None, kind, *id, at).await?;
    }
    if *for_clinic && *step == Step::Decline && found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentCancelled, Some(*id), at).await?;
    }
    if matches!(to, Status::CheckedIn | Status::Fulfilled) {
        tell_of_check_in(tx, &found, at).await?;
    }
    tx.changed(Topic::Calendar(found.practitioner.account()));
    booking::audit(tx, actor, verb(*step), (*id, found.patient), basis, at).await?;
    Ok(())
}

/// Tells patients that they were marked as arrived if the practitioner booked the visit themselves and only this opens the record.
pub(super) async fn tell_of_check_in(tx: &mut Tx, found: &Appointment, at: i64) -> Outcome<()> {
    let is_first = matches!(found.status, Status::Booked | Status::Arrived);
    if is_first && storage::access::is_by_its_practitioner(tx, found.id).await? {
        notice::insert(tx, found.patient.account(), NoticeKind::CheckedInByBooker, Some(found.id), at).await?;
    }
    Ok(())
}

/// The step's name in the audit.
fn verb(step: Step) -> &'static str {
    match step {
        Step::Approve => "appointment.approve",
        Step::Decline => "appointment.decline",
        Step::CheckIn => "appointment.check_in",
        Step::Complete => "appointment.complete",
        Step::MarkNoshow => "appointment.mark_noshow",
    }
}

/// Lets requests expire that no one answered in time: their times are free again, and their patients are told. Returns how many.
/// Any number of processes may do this at once.
///
/// # Errors
/// The storage's failure.
pub async fn lapse_requests(services: &Services) -> Outcome<usize> {
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let wait = SignedDuration::from_hours(i64::from(settings(&mut conn).await?.pending_hours));
    let made_by = now.checked_sub(wait).unwrap_or(Timestamp::MIN).as_second();
    let stale = appointment::stale_requests(&mut conn, made_by, now.as_second()).await?;
    drop(conn);
    let mut lapsed = 0;
    for id in stale {
        let input = (id, made_by, now.as_second());
        lapsed += usize::from(services.db.write(input, |tx, input| Box::pin(lapse_in(tx, *input))).await?);
    }
    Ok(lapsed)
}

async fn lapse_in(tx: &mut Tx, (id, made_by, at): (AppointmentId, i64, i64)) -> Outcome<bool> {
    let found = deed::standing(tx, id).await?;
    // It may have been answered or moved to another time since it was found.
    if !appointment::is_stale_request(tx, id, made_by, at).await? {
        return Ok(false);
    }
    deed::move_on(tx, &found, Status::Cancelled, None, "no answer in time", at).await?;
    notice::insert_for_patient(tx, found.patient, None, NoticeKind::AppointmentLapsed, id, at).await?;
    notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentLapsed, Some(id), at).await?;
    tx.changed(Topic::Calendar(found.practitioner.account()));
    let event =
        AuditEvent::done(at, &Actor::Visitor, "appointment.lapse", "appointment").to(id.0).in_record_of(found.patient);
    audit::record(tx, &event);
    Ok(true)
}
