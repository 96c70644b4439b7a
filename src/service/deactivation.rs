//! Deactivating an account. What becomes of its upcoming appointments is decided first, by someone who has seen them.

use jiff::Timestamp;

use super::{
    By, Outcome, Services,
    administrators::{refuse_last_administrator, still_administers},
    message,
    stranded::{Cause, Change, Settled, carry_out, is_open, is_settled},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::{Deed, Subject, Thing},
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PractitionerId},
        policy::{Action, Resource},
        topic::Topic,
    },
    error::AppError,
    storage::{
        account, account_invitation,
        appointment::{self, Appointment},
        db::{Conn, Tx},
        directory, mail_link, session,
    },
};

/// A person whose account is to be deactivated.
#[derive(Debug)]
pub struct Leaving {
    /// The person's full name.
    pub name: String,
    /// Their upcoming appointments, as patient or practitioner, by time; without the reasons for visits.
    pub coming: Vec<Appointment>,
}

/// The owner of an account, and the appointments to decide about before it is deactivated.
///
/// # Errors
/// Not allowed; not found; a storage failure.
pub async fn leaving(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Leaving> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let leaving = {
        let mut conn = services.db.read().await?;
        let owner = account::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        Leaving { name: owner.full_name, coming: coming(&mut conn, id, by.at).await? }
    };
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    Ok(leaving)
}

/// Deactivates an account: its sessions end immediately, and everything it owns is kept. Its upcoming appointments must have been
/// seen first; they are then treated as decided.
///
/// # Errors
/// Not allowed, or no longer allowed; not found. Administrators cannot deactivate themselves, nor the last other one who can sign
/// in.
pub async fn deactivate(services: &Services, actor: &Actor, id: AccountId, settled: &Settled) -> Outcome<Change> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if actor.id() == Some(id) {
        return Err(AppError::Forbidden.into());
    }
    let input = (id, settled.clone());
    services.change(by, input, |tx, by, (id, settled)| Box::pin(switch_off(tx, by, *id, settled))).await
}

/// Deactivates an account that has no upcoming appointments and is not the actor's own.
///
/// # Errors
/// The errors of [`deactivate`]; that it has appointments.
pub(super) async fn switch_off_free(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<()> {
    if by.actor.id() == Some(id) {
        return Err(AppError::Forbidden.into());
    }
    match switch_off(tx, by, id, &Settled::default()).await? {
        Change::Made(()) => Ok(()),
        Change::Strands(_) => Err(FieldError::new(Field::Affected, Problem::Clash).into()),
    }
}

async fn switch_off(tx: &mut Tx, by: &By, id: AccountId, settled: &Settled) -> Outcome<Change> {
    still_administers(tx, &by.actor).await?;
    // From here on, no booking that relies on the earlier directory can succeed.
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
    account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    refuse_last_administrator(tx, id).await?;
    let coming = coming(tx, id, by.at).await?;
    if !is_settled(&coming, settled) {
        return Ok(Change::Strands(coming));
    }
    let stranded: Vec<_> = coming.into_iter().map(|one| (one, Cause::default())).collect();
    carry_out(tx, by, &stranded, settled.fate).await?;
    // An administrator's decision counts, whatever the owner has yet to prove.
    mail_link::end_verification(tx, id).await?;
    if account::set_status(tx, id, AccountStatus::Inactive).await? {
        session::delete_others(tx, id, "").await?;
        account_invitation::revoke_all(tx, id, by.second()).await?;
        tx.changed(Topic::Calendar(id));
        message::account_changed(tx, id, by.at).await?;
    }
    by.did(tx, Deed::AccountDeactivate, id);
    Ok(Change::Made(()))
}

/// Whether there are appointments to decide about before the account is deactivated.
///
/// # Errors
/// A storage failure.
pub(super) async fn is_booked(conn: &mut Conn, by: &By, id: AccountId) -> Outcome<bool> {
    Ok(!coming(conn, id, by.at).await?.is_empty())
}

async fn coming(conn: &mut Conn, id: AccountId, now: Timestamp) -> Outcome<Vec<Appointment>> {
    let mut found = appointment::of_person(conn, id, now).await?;
    found.retain(|one| is_open(one) && one.slot.starts_at > now);
    for one in &mut found {
        one.reason.clear();
    }
    Ok(found)
}
