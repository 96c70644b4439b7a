//! Cancelling an appointment and freeing everything it occupied.

use super::{By, Outcome, Services, deed, proxy, refusals, settings};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party, Status},
        audit::{Deed, Subject},
        form::{self, Field},
        ids::AppointmentId,
        notice::NoticeKind,
        policy::{Action, Basis},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewEvent},
        db::Tx,
        lock, notice,
    },
};

pub(super) struct Cancellation {
    pub by: By,
    pub id: AppointmentId,
    pub reason: String,
    /// The revision that the actor last saw; `None` if that does not matter to them.
    pub seen: Option<i64>,
}

/// Cancels an appointment for either of its parties, for anyone who books for its patient, or for an administrator, and frees its
/// slot. Administrators must give a reason, and so must practitioners once the patients' limit has passed.
///
/// # Errors
/// Not found for anyone else; too late, or already cancelled; a missing reason.
pub async fn cancel(services: &Services, actor: &Actor, id: AppointmentId, reason: &str) -> Outcome<()> {
    cancel_as_seen(services, actor, id, reason, None).await
}

/// Like [`cancel`], only if the appointment is at the revision that the actor knows, if given.
///
/// # Errors
/// The errors of [`cancel`]; that it has changed in the meantime.
pub async fn cancel_as_seen(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    cancel_by(services, Cancellation { by: By::now(services, actor), id, reason, seen }).await
}

/// Like [`cancel_as_seen`], for someone who may not have signed in.
///
/// # Errors
/// The errors of [`cancel_as_seen`].
pub(super) async fn cancel_by(services: &Services, cancellation: Cancellation) -> Outcome<()> {
    let (actor, id) = (cancellation.by.actor.clone(), cancellation.id);
    let work = services.db.write(cancellation, |tx, input| Box::pin(cancel_in(tx, input)));
    refusals::told(services, &actor, id, Deed::AppointmentCancel, work.await).await
}

pub(super) async fn cancel_in(tx: &mut Tx, cancellation: &Cancellation) -> Outcome<()> {
    let Cancellation { by, id, reason, seen } = cancellation;
    let (found, party, basis) = deed::begin(tx, &by.actor, Action::CancelAppointment, *id, by.at).await?;
    deed::is_as_seen(&found, *seen)?;
    let settings = settings(tx).await?;
    if party == Party::Staff || life::sets_cut_off_aside(party, found.slot.starts_at, &settings, by.at) {
        form::text(Field::OverrideReason, reason, 3, 500)?;
    }
    let to = life::cancel(found.status, found.slot.starts_at, party, &settings, by.at).map_err(AppError::Cancel)?;
    call_off(tx, cancellation, &found, to, basis).await?;
    Ok(())
}

/// Cancels an appointment and all others of its group, for its practitioner or an administrator, who gives one reason for all.
/// Those that can no longer be cancelled stay. Returns the named appointment and the number cancelled.
///
/// # Errors
/// Not found for anyone else, or if it is part of no group; that there is nothing to cancel; a missing reason.
pub async fn cancel_group(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    reason: &str,
) -> Outcome<(Appointment, usize)> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let cancellation = Cancellation { by: By::now(services, actor), id, reason, seen: None };
    let work = services.db.write(cancellation, |tx, input| Box::pin(cancel_group_in(tx, input)));
    refusals::told(services, actor, id, Deed::AppointmentCancel, work.await).await
}

async fn cancel_group_in(tx: &mut Tx, cancellation: &Cancellation) -> Outcome<(Appointment, usize)> {
    let Cancellation { by, id, reason, .. } = cancellation;
    let (named, party, basis) = proxy::dealing_with(tx, &by.actor, Action::CancelAppointment, *id, by.at).await?;
    let session = named.session.filter(|_| party != Party::Patient).ok_or(AppError::NotFound)?;
    form::text(Field::CancelReason, reason, 3, 500)?;
    // Locks all calendars at once, in a fixed order; anyone who joined before the locks were taken is read again.
    let mut people = vec![named.practitioner.account()];
    people.extend(appointment::of_session(tx, session).await?.iter().map(|one| one.patient.account()));
    lock::all_calendars(tx, people.clone()).await?;
    let group = appointment::of_session(tx, session).await?;
    if group.iter().any(|one| !people.contains(&one.patient.account())) {
        return Err(AppError::Overtaken.into());
    }
    let settings = settings(tx).await?;
    let mut cancelled = 0;
    for one in group {
        let found = deed::standing(tx, one.id).await?;
        match life::cancel(found.status, found.slot.starts_at, party, &settings, by.at) {
            Ok(to) => call_off(tx, cancellation, &found, to, basis).await?,
            Err(_) => continue,
        }
        cancelled += 1;
    }
    if cancelled == 0 {
        return Err(AppError::Cancel(life::CancelRefusal::Started).into());
    }
    Ok((named, cancelled))
}

/// Carries out the decision, and tells everyone concerned.
pub(super) async fn call_off(
    tx: &mut Tx,
    cancellation: &Cancellation,
    found: &Appointment,
    to: Status,
    basis: Basis,
) -> Outcome<()> {
    make_way(tx, cancellation, found, to, basis).await?;
    let (me, at) = (cancellation.by.account()?, cancellation.by.second());
    notice::insert_receipt(tx, me, NoticeKind::AppointmentCancelled, found, at).await?;
    notice::insert_for_patient(tx, found.patient, Some(me), NoticeKind::AppointmentCancelled, found.id, at).await?;
    Ok(())
}

/// Like `call_off`, but the patient and the actor are told only about the replacement.
pub(super) async fn make_way(
    tx: &mut Tx,
    Cancellation { by, reason, .. }: &Cancellation,
    found: &Appointment,
    to: Status,
    basis: Basis,
) -> Outcome<()> {
    let (me, at) = (by.account()?, by.second());
    deed::move_on(tx, found, NewEvent { to, by: Some(me), reason, at: by.at }).await?;
    if found.practitioner.account() != me {
        notice::insert(tx, found.practitioner.account(), NoticeKind::AppointmentCancelled, Some(found.id), at).await?;
    }
    by.on(basis).did(tx, Deed::AppointmentCancel, Subject::from(found.id).of(found.patient));
    Ok(())
}
