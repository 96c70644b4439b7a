//! Moving an appointment to another time in one transaction: the old time is kept until the new one is won.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services,
    booking::{BookingRequest, audit, decide_in, with_nearest},
    directory::Directory,
    live,
    occupancy::{self, Visit},
    proxy, refusals,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, CancelRefusal, Party, Status},
        booking::Strictness,
        ids::{AppointmentId, CentreId, PractitionerId},
        notice::NoticeKind,
        policy::Action,
    },
    error::AppError,
    storage::{appointment, db::Tx, lock, notice},
};

pub(super) struct Change {
    pub actor: Actor,
    pub id: AppointmentId,
    pub centre: CentreId,
    pub starts_at: Timestamp,
    pub now: Timestamp,
    pub directory: Arc<Directory>,
}

/// Moves an appointment to another time with the same practitioner, for either of its parties or for whoever books for its patient. A
/// patient may move it as long as they may cancel it. Sent twice, it moves once.
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
    let now = services.clock.now();
    let change = |directory| Change { actor: actor.clone(), id, centre, starts_at, now, directory };
    match services.write_by_directory(change, |tx, change| Box::pin(reschedule_in(tx, change))).await {
        Ok(practitioner) => {
            services.live.changed(practitioner);
            Ok(())
        }
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let dealt =
                proxy::dealing_with(&mut services.db.read().await?, actor, Action::ReadAppointment, id, now).await;
            let (found, ..) = dealt?;
            let request = BookingRequest {
                practitioner: found.practitioner,
                centre,
                service: found.service,
                starts_at,
                reason: String::new(),
                idempotency_key: String::new(),
            };
            Err(with_nearest(services, found.patient, &request, refusal).await?)
        }
        Err(failure) => refusals::told(services, actor, id, "appointment.reschedule", Err(failure)).await,
    }
}

pub(super) async fn reschedule_in(tx: &mut Tx, change: &Change) -> Outcome<PractitionerId> {
    let Change { actor, id, centre, starts_at, now, directory } = change;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (found, ..) = proxy::dealing_with(tx, actor, Action::RescheduleAppointment, *id, *now).await?;
    lock::calendar(tx, found.practitioner).await?;
    // Again: while this one waited, another may have moved it.
    let (found, party, basis) = proxy::dealing_with(tx, actor, Action::RescheduleAppointment, *id, *now).await?;
    let strictness = if party == Party::Patient { Strictness::Patient } else { Strictness::Staff };
    let starts = found.slot.starts_at;
    life::cancel(found.status, starts, party, &directory.settings, *now).map_err(AppError::Cancel)?;
    if starts == *starts_at && found.centre == *centre {
        return Ok(found.practitioner);
    }
    let offering = directory.offering_again(found.practitioner, *centre, found.service).ok_or(AppError::NotFound)?;
    let moving = Some(&found);
    let slot = decide_in(tx, directory, &offering, found.patient, *starts_at, moving, strictness, *now).await?;
    // A practitioner agrees by moving it themself; a patient's new time needs the same agreement as a new booking.
    let to = match party {
        Party::Patient => Status::of_new_booking(offering.service.confirmation),
        Party::Practitioner | Party::Staff => Status::Booked,
    };
    let at = now.as_second();
    occupancy::vacate(tx, &found, at).await?;
    occupancy::release_holds(tx, found.patient.account(), at).await?;
    if !appointment::reschedule(tx, *id, (found.status, to), *centre, &slot).await? {
        return Err(AppError::Cancel(CancelRefusal::AlreadyCancelled).into());
    }
    let visit = Visit { offering, patient: found.patient, slot };
    occupancy::occupy(tx, directory, &visit, *id, strictness).await?;
    appointment::record_event(tx, *id, (Some(found.status), to), Some(me), "moved", at).await?;
    notice::insert_for_patient(tx, found.patient, Some(me), NoticeKind::AppointmentMoved, *id, at).await?;
    if found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentMoved, Some(*id), at).await?;
    }
    live::announce(tx, found.practitioner).await?;
    audit(tx, actor, "appointment.reschedule", (*id, found.patient), basis, at).await?;
    Ok(found.practitioner)
}
