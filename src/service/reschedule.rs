//! Moving an appointment to another time in one transaction: the old time is kept until the new one is won.

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services, authorise,
    booking::{audit, nearest_to, refused},
    live, settings,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, CancelRefusal, Party, Status},
        booking::{self, BookingRefusal, Request, slot_rule},
        ids::{AppointmentId, CentreId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
        slot::Schedule,
    },
    error::AppError,
    storage::{appointment, claim, db::Tx, hours, notice},
};

struct Change {
    actor: Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
    now: Timestamp,
}

/// Moves an appointment to another time with the same practitioner, for either of its parties. A patient may move it
/// as long as they may cancel it. Sent twice, it moves once.
///
/// # Errors
/// Not found for anybody else; too late; why the new time cannot be had, with the nearest that can.
pub async fn reschedule(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
) -> Outcome<()> {
    let change = Change { actor: actor.clone(), id, centre, starts_at, now: services.clock.now() };
    let outcome = services.db.write(change, |tx, change| Box::pin(reschedule_in(tx, change))).await;
    match outcome {
        Ok(practitioner) => {
            services.live.changed(practitioner);
            Ok(())
        }
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let found = super::booking::appointment(services, actor, id).await?;
            let nearest = nearest_to(services, found.patient, (found.practitioner, centre), starts_at, refusal).await?;
            Err(AppError::Booking { refusal, nearest }.into())
        }
        Err(failure) => Err(failure),
    }
}

async fn reschedule_in(tx: &mut Tx, change: &Change) -> Outcome<PractitionerId> {
    let Change { actor, id, centre, starts_at, now } = change;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(tx, *id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    let basis = authorise(actor, Action::RescheduleAppointment, parties)?;
    let (party, other) = if found.patient.account() == me {
        (Party::Patient, found.practitioner.account())
    } else {
        (Party::Practitioner, found.patient.account())
    };
    let settings = settings(tx).await?;
    life::cancel(found.status, found.slot.starts_at, party, &settings, *now).map_err(AppError::Cancel)?;
    if found.slot.starts_at == *starts_at && found.centre == *centre {
        return Ok(found.practitioner);
    }
    let terms = hours::terms(tx, found.practitioner, *centre).await?.ok_or(AppError::NotFound)?;
    let hours = hours::of_affiliation(tx, terms.affiliation).await?;
    let schedule = Schedule::new(terms.zone, &hours, slot_rule(&settings));
    let asked = Request {
        patient: found.patient,
        practitioner: found.practitioner,
        accepting: terms.accepting || party == Party::Practitioner,
        schedule: &schedule,
        starts_at: *starts_at,
    };
    let slot = booking::decide(&asked, &settings, *now).map_err(refused)?;
    // A practitioner agrees by moving it themself; a patient's new time needs the same agreement as a new booking.
    let to = match party {
        Party::Patient => Status::of_new_booking(&settings),
        Party::Practitioner => Status::Booked,
    };
    claim::release(tx, *id).await?;
    if !appointment::reschedule(tx, *id, (found.status, to), *centre, &slot).await? {
        return Err(AppError::Cancel(CancelRefusal::AlreadyCancelled).into());
    }
    let people = [found.patient.resource(), found.practitioner.resource()];
    if !claim::take(tx, *id, people, &slot).await? {
        let patient_busy = claim::is_claimed(tx, found.patient.resource(), &slot, *id).await?;
        let why = if patient_busy { BookingRefusal::PatientBusy } else { BookingRefusal::Taken };
        return Err(refused(why));
    }
    let at = now.as_second();
    appointment::record_event(tx, *id, (Some(found.status), to), Some(me), "moved", at).await?;
    notice::insert(tx, other, NoticeKind::AppointmentMoved, Some(*id), at).await?;
    live::announce(tx, found.practitioner).await?;
    audit(tx, actor, "appointment.reschedule", *id, basis, at).await?;
    Ok(found.practitioner)
}
