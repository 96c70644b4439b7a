//! What happens to an appointment after it was asked for: approving, declining, checking in, completing; and requests
//! that nobody answers.

use jiff::{SignedDuration, Timestamp};

use super::{Outcome, Services, authorise, booking, live, occupancy, referral, settings};
use crate::{
    domain::{
        account::Actor,
        appointment::{Status, Step, StepRefusal, advance},
        form::{self, Field},
        ids::{AppointmentId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
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
    now: Timestamp,
}

/// Takes a step with an appointment of the actor's.
///
/// # Errors
/// Not found for anybody but its practitioner; that it does not lead on from where the appointment stands.
pub async fn take_step(services: &Services, actor: &Actor, id: AppointmentId, step: Step, reason: &str) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let taken = Taken { actor: actor.clone(), id, step, reason, now: services.clock.now() };
    let practitioner = services.db.write(taken, |tx, taken| Box::pin(take_step_in(tx, taken))).await?;
    services.live.changed(practitioner);
    Ok(())
}

async fn take_step_in(tx: &mut Tx, taken: &Taken) -> Outcome<PractitionerId> {
    let Taken { actor, id, step, reason, now } = taken;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(tx, *id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    let basis = authorise(actor, Action::RunAppointment, parties)?;
    let to = advance(*step, found.status, found.slot.starts_at, *now).map_err(AppError::Step)?;
    let at = now.as_second();
    if !move_to(tx, &found, to, Some(actor), reason, at).await? {
        return Err(AppError::Step(StepRefusal::NotFromHere).into());
    }
    let news = match step {
        Step::Approve => Some(NoticeKind::AppointmentApproved),
        Step::Decline => Some(NoticeKind::AppointmentDeclined),
        Step::CheckIn | Step::Complete | Step::MarkNoshow => None,
    };
    if let Some(kind) = news {
        notice::insert_for_patient(tx, found.patient, None, kind, *id, at).await?;
    }
    if matches!(to, Status::CheckedIn | Status::Fulfilled) {
        tell_of_check_in(tx, &found, at).await?;
    }
    live::announce(tx, found.practitioner).await?;
    booking::audit(tx, actor, verb(*step), *id, basis, at).await?;
    Ok(found.practitioner)
}

/// Tells the patient that they are said to be there, where their practitioner booked the visit and nothing but that opens the record.
/// Once for each visit.
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

/// Moves, notes it in the appointment's history, and frees its time where it no longer holds it. False when somebody
/// else moved it first.
async fn move_to(
    tx: &mut Tx,
    found: &Appointment,
    to: Status,
    actor: Option<&Actor>,
    reason: &str,
    at: i64,
) -> Outcome<bool> {
    if !appointment::set_status(tx, found.id, found.status, to).await? {
        return Ok(false);
    }
    if !to.holds_its_time() {
        occupancy::vacate(tx, found, at).await?;
        referral::give_back(tx, found.id).await?;
    }
    let moved = (Some(found.status), to);
    appointment::record_event(tx, found.id, moved, actor.and_then(Actor::id), reason, at).await?;
    Ok(true)
}

/// Lets requests lapse that nobody answered in time: their times are free again, and their patients are told. Answers with how
/// many. Any number of processes may do it at once.
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
    for (id, patient, practitioner) in stale {
        let input = (id, patient, practitioner, now.as_second());
        if services.db.write(input, |tx, input| Box::pin(lapse_in(tx, *input))).await? {
            services.live.changed(practitioner);
            lapsed += 1;
        }
    }
    Ok(lapsed)
}

async fn lapse_in(
    tx: &mut Tx,
    (id, patient, practitioner, at): (AppointmentId, PatientId, PractitionerId, i64),
) -> Outcome<bool> {
    let found = appointment::find(tx, id).await?.filter(|found| found.status == Status::Pending);
    let Some(found) = found else {
        return Ok(false);
    };
    if !move_to(tx, &found, Status::Cancelled, None, "no answer in time", at).await? {
        return Ok(false);
    }
    notice::insert_for_patient(tx, patient, None, NoticeKind::AppointmentLapsed, id, at).await?;
    live::announce(tx, practitioner).await?;
    let event = AuditEvent::done(at, &Actor::Visitor, "appointment.lapse", "appointment").to(id.0);
    audit::record(tx, &event);
    Ok(true)
}
