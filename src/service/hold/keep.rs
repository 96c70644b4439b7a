//! Holding a slot for a patient while they fill in the form.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{handing::hand_over, request::HoldRequest};
use crate::{
    domain::{
        account::{Actor, Role},
        appointment as life,
        booking::{BookingRefusal, Strictness, Target, leading},
        ids::{AccountId, AppointmentId, PatientId},
        policy::{Action, holds},
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, as_patient,
        booking::{self, Proposal, decide_in, with_nearest},
        deed,
        directory::Directory,
        occupancy::{self, Visit},
        proxy,
        why::{why_not, why_not_for, why_not_move},
    },
    storage::{
        appointment::Appointment,
        claim::Owner,
        db::Tx,
        hold::{self, HoldKind, Keeper, NewHold},
        lock,
    },
};

struct Keep {
    actor: Actor,
    keeper: AccountId,
    patient: PatientId,
    request: HoldRequest,
    /// The visitor whose hold it takes over, if any.
    visitor: Option<String>,
    now: Timestamp,
    directory: Arc<Directory>,
}

/// Holds a slot for the actor, replacing any earlier hold, and returns its end. Asking again for the same slot does not extend the
/// hold, whomever it is for. Nothing is held for people who are not patients, or for the shared slot of a group.
///
/// # Errors
/// Why the slot is unavailable, with the nearest ones that are available; that the appointment cannot be moved; a storage failure.
pub async fn keep(services: &Services, actor: &Actor, request: HoldRequest) -> Outcome<Option<Timestamp>> {
    // Anyone who may not open the appointment to be moved is told so, whatever their role.
    let whose = match request.moving {
        Some(id) => Some(booking::appointment(services, actor, id).await?.patient),
        None => None,
    };
    if !holds(actor, &[Role::Patient]) {
        return Ok(None);
    }
    let (patient, _) = as_patient(actor, Action::Book)?;
    if whose.is_some_and(|whose| whose != patient) {
        return Ok(None);
    }
    keep_for(services, actor, patient, request, None).await
}

/// Like [`keep`], for a patient for whom the actor books: the actor holds it until they have booked.
///
/// # Errors
/// The errors of [`keep`]; not found without an active proxy for booking.
pub async fn keep_by_proxy(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    request: HoldRequest,
) -> Outcome<Option<Timestamp>> {
    let now = services.clock.now();
    proxy::ground(&mut services.db.read().await?, actor, Action::Book, patient, now).await?;
    keep_for(services, actor, patient, request, None).await
}

/// Either of the two, for someone reviewing a booking.
///
/// # Errors
/// The errors of [`keep`]; not found without an active proxy for booking.
pub async fn keep_for_whom(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: HoldRequest,
) -> Outcome<Option<Timestamp>> {
    match whom {
        None => keep(services, actor, request).await,
        Some(patient) => keep_by_proxy(services, actor, patient, request).await,
    }
}

/// Whether a slot is available to someone reviewing a booking, for themselves or for the person in `whom`; holds nothing.
///
/// # Errors
/// Why it is unavailable, with the nearest slots that are available; that the appointment cannot be moved; not found without an
/// active proxy for booking.
pub async fn look(services: &Services, actor: &Actor, whom: Option<PatientId>, request: HoldRequest) -> Outcome<()> {
    let HoldRequest { target, moving } = request;
    let why = match (moving, whom) {
        (Some(id), _) => why_not_move(services, actor, id, target.centre, target.starts_at).await?,
        (None, Some(patient)) => why_not_for(services, actor, patient, target).await?,
        (None, None) => why_not(services, actor, target).await?,
    };
    // The rules for moving an appointment were chosen above.
    match leading(&why.blockers, Strictness::Patient).or(why.blockers.first().map(|blocker| blocker.refusal())) {
        None => Ok(()),
        Some(refusal) => {
            let patient = whom.or(actor.id().map(|id| PatientId(id.0)));
            Err(refused(services, actor, patient, request, refusal).await?)
        }
    }
}

/// Why it is unavailable, with the nearest slots that are available.
async fn refused(
    services: &Services,
    actor: &Actor,
    patient: Option<PatientId>,
    request: HoldRequest,
    refusal: BookingRefusal,
) -> Outcome<Failure> {
    let moving = match request.moving {
        Some(id) => Some(booking::appointment(services, actor, id).await?),
        None => None,
    };
    let slots = moving.as_ref().map_or(request.target.slots, |found| found.slots);
    let target = Target { slots, ..request.target };
    let patient = moving.as_ref().map(|found| found.patient).or(patient);
    with_nearest(services, patient, moving.as_ref(), &target, refusal).await
}

pub(super) async fn keep_for(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    request: HoldRequest,
    visitor: Option<&str>,
) -> Outcome<Option<Timestamp>> {
    let keeper = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now();
    let visitor = visitor.map(str::to_owned);
    let input =
        |directory| Keep { actor: actor.clone(), keeper, patient, request, visitor: visitor.clone(), now, directory };
    match services.write_by_directory(input, |tx, keep| Box::pin(keep_in(tx, keep))).await {
        Ok(kept) => Ok(kept),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            Err(refused(services, actor, Some(patient), request, refusal).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// The end of the actor's hold on a slot, if they have one; creates no hold.
///
/// # Errors
/// A storage failure.
pub async fn kept_until(services: &Services, actor: &Actor, target: &Target) -> Outcome<Option<Timestamp>> {
    let Some(account) = actor.id() else { return Ok(None) };
    let now = services.clock.now();
    Ok(hold::form_expiry(&mut services.db.read().await?, account, target, now).await?)
}

async fn keep_in(tx: &mut Tx, keep: &Keep) -> Outcome<Option<Timestamp>> {
    let Keep { keeper, patient, request: HoldRequest { target, moving }, now, directory, .. } = keep;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    // These include everything that `movable` needs.
    lock::calendars(tx, [target.practitioner.account(), patient.account(), *keeper]).await?;
    let moving = match *moving {
        Some(id) => Some(movable(tx, keep, id).await?),
        None => None,
    };
    let offering = match &moving {
        Some(found) => directory.offering_again_at(&found.moved_to(target.centre, target.starts_at)),
        None => directory.offering_at(target),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    let minutes = directory.settings.hold_minutes;
    let target = Target { service: offering.service.id, slots: offering.service.slots, ..*target };
    if let Some(until) = hold::form_expiry(tx, *keeper, &target, *now).await? {
        return Ok(Some(until));
    }
    let proposal = Proposal {
        offering,
        patient: *patient,
        starts_at: target.starts_at,
        moving: moving.as_ref(),
        strictness: Strictness::Patient,
    };
    let slot = decide_in(tx, directory, proposal, *now).await?;
    occupancy::release_holds(tx, [*keeper], *now).await?;
    let handed = match &keep.visitor {
        Some(visitor) => hand_over(tx, visitor, &target, *now).await?,
        None => None,
    };
    if minutes == 0 || offering.service.is_group() {
        return Ok(None);
    }
    let until = (*now + SignedDuration::from_mins(minutes.into())).max(handed.unwrap_or(*now));
    let new = NewHold {
        keeper: Keeper::Account(*keeper),
        kind: HoldKind::Form,
        target,
        ends_at: slot.ends_at,
        expires_at: until,
    };
    let owner = Owner::Hold(hold::insert(tx, &new).await?);
    let moving = match &moving {
        Some(found) => Some(occupancy::moving(tx, found).await?),
        None => None,
    };
    let visit = Visit { offering, patient: *patient, slot, moving };
    occupancy::take_whole(tx, directory, &visit, owner, Some(visit.of_patient())).await?;
    tx.changed(Topic::Calendar(target.practitioner.account()));
    Ok(Some(until))
}

/// The patient's own appointment with this practitioner, if they may still move it.
async fn movable(tx: &mut Tx, keep: &Keep, id: AppointmentId) -> Outcome<Appointment> {
    let Keep { actor, patient, request, now, directory, .. } = keep;
    let (found, party, _) = deed::begin(tx, actor, Action::RescheduleAppointment, id, *now).await?;
    if found.patient != *patient || found.practitioner != request.target.practitioner {
        return Err(AppError::NotFound.into());
    }
    life::cancel(found.status, found.slot.starts_at, party, &directory.settings, *now).map_err(AppError::Move)?;
    Ok(found)
}

/// Releases the slot that the actor holds while filling in a form, if it starts then; does nothing if there is none.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn release(services: &Services, actor: &Actor, starts_at: Timestamp) -> Outcome<()> {
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    services
        .db
        .write((account, starts_at), |tx, (account, starts_at)| {
            Box::pin(async move {
                // It is not offered to the waiting list: it was free before it was held.
                for time in hold::release_form_of(tx, *account, *starts_at).await? {
                    tx.changed(Topic::Calendar(time.practitioner.account()));
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}
