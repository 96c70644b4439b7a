//! Keeping a time for a patient while they fill in the form.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Failure, Outcome, Services, as_patient,
    booking::{BookingRequest, decide_in, with_nearest},
    directory::Directory,
    live,
    occupancy::{self, Visit},
};
use crate::{
    domain::{
        account::{Actor, Role},
        booking::Strictness,
        ids::{CentreId, PatientId, PractitionerId, ServiceId},
        policy::Action,
    },
    error::AppError,
    storage::{
        appointment,
        claim::Owner,
        db::Tx,
        hold::{self, HoldKind, NewHold},
        lock, waitlist,
    },
};

/// Which time is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// As which kind of visit; the first that the practitioner offers where none is named.
    pub service: Option<ServiceId>,
    /// When it starts.
    pub starts_at: Timestamp,
    /// Whether an appointment is to be moved there: then the patient's own time stays as it is.
    pub moving: bool,
}

struct Keep {
    patient: PatientId,
    request: HoldRequest,
    now: Timestamp,
    directory: Arc<Directory>,
}

/// Keeps a time for the actor, in place of what was kept for them before, and says until when. Asked for again, the same time
/// is kept no longer than at first. Nothing is kept for those who are no patients, nor of a group's common time.
///
/// # Errors
/// Why the time cannot be had, with the nearest that can; the storage's failure.
pub async fn keep(services: &Services, actor: &Actor, request: HoldRequest) -> Outcome<Option<Timestamp>> {
    let is_patient = matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Patient));
    if !is_patient {
        return Ok(None);
    }
    let (patient, _) = as_patient(actor, Action::Book)?;
    let now = services.clock.now();
    let input = |directory| Keep { patient, request, now, directory };
    match services.write_by_directory(input, |tx, keep| Box::pin(keep_in(tx, keep))).await {
        Ok(Some((until, is_new))) => {
            if is_new {
                services.live.changed(request.practitioner);
            }
            Ok(Some(until))
        }
        Ok(None) => Ok(None),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let wanted = BookingRequest {
                practitioner: request.practitioner,
                centre: request.centre,
                service: request.service,
                starts_at: request.starts_at,
                reason: String::new(),
                idempotency_key: String::new(),
            };
            Err(with_nearest(services, patient, &wanted, refusal).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// Until when a time is kept for the actor, where it is; keeps nothing.
///
/// # Errors
/// The storage's failure.
pub async fn kept_until(services: &Services, actor: &Actor, request: HoldRequest) -> Outcome<Option<Timestamp>> {
    let Some(account) = actor.id() else { return Ok(None) };
    let (at, now) = (request.starts_at.as_second(), services.clock.now().as_second());
    let conn = &mut services.db.read().await?;
    let until = hold::form_expiry(conn, account, request.practitioner, at, request.service, now).await?;
    Ok(until.and_then(|until| Timestamp::from_second(until).ok()))
}

async fn keep_in(tx: &mut Tx, keep: &Keep) -> Outcome<Option<(Timestamp, bool)>> {
    let Keep { patient, request, now, directory } = keep;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let offering = match request.moving {
        true => directory.offering_again(request.practitioner, request.centre, request.service),
        false => directory.offering(request.practitioner, request.centre, request.service),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    lock::calendar(tx, request.practitioner).await?;
    let minutes = directory.settings.hold_minutes;
    let account = patient.account();
    let at = now.as_second();
    let starts = request.starts_at.as_second();
    let kept = hold::form_expiry(tx, account, request.practitioner, starts, offering.service.id, at).await?;
    if let Some(until) = kept.and_then(|until| Timestamp::from_second(until).ok()) {
        return Ok(Some((until, false)));
    }
    let starts_at = request.starts_at;
    let moving = match request.moving {
        true => appointment::upcoming_of_patient(tx, *patient, at).await?,
        false => Vec::new(),
    };
    let moving = moving.iter().find(|one| one.practitioner == request.practitioner);
    let slot = decide_in(tx, directory, &offering, *patient, starts_at, moving, Strictness::Patient, *now).await?;
    occupancy::release_holds(tx, account, at).await?;
    if minutes == 0 || offering.service.is_group() {
        return Ok(None);
    }
    let until = *now + SignedDuration::from_mins(minutes.into());
    let new = NewHold {
        account,
        kind: HoldKind::Form,
        practitioner: request.practitioner,
        centre: request.centre,
        service: offering.service.id,
        slot,
        expires_at: until.as_second(),
    };
    let owner = Owner::Hold(hold::insert(tx, &new).await?);
    let visit = Visit { offering, patient: *patient, slot };
    let of_patient = (!request.moving).then(|| visit.of_patient());
    occupancy::take_whole(tx, directory, &visit, owner, of_patient).await?;
    live::announce(tx, request.practitioner).await?;
    Ok(Some((until, true)))
}

/// Lets go of the time that is kept for the actor while they fill in a form, when it is the one that starts then (UTC seconds);
/// nothing happens where nothing is.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn release(services: &Services, actor: &Actor, slot: i64) -> Outcome<()> {
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let input = (account, slot, services.clock.now().as_second());
    let freed = services
        .db
        .write(input, |tx, (account, slot, now)| {
            Box::pin(async move {
                let freed = hold::release_form_of(tx, *account, *slot).await?;
                for time in &freed {
                    waitlist::note_freed(tx, time, *now).await?;
                    live::announce(tx, time.practitioner).await?;
                }
                Ok::<_, Failure>(freed)
            })
        })
        .await?;
    for time in freed {
        services.live.changed(time.practitioner);
    }
    Ok(())
}
