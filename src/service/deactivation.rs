//! Switching an account off. What becomes of its coming appointments is decided first, by whoever has seen them.

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services,
    admin::{record, still_administers},
    authorise,
    healthcare_service::announced,
    live,
    stranded::{Cause, Change, Settled, carry_out, is_open, is_settled},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        directory::Changed,
        ids::{AccountId, PractitionerId},
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        account, account_invitation,
        appointment::{self, Appointment},
        db::{Conn, Tx},
        directory, mail_link, session,
    },
};

/// Someone whose account is to be switched off.
#[derive(Debug)]
pub struct Leaving {
    /// Their name.
    pub name: String,
    /// Their coming appointments, as patient or practitioner, by time; without the reasons for visits.
    pub coming: Vec<Appointment>,
}

/// Who an account belongs to, and which appointments have to be decided about before it is switched off.
///
/// # Errors
/// Not allowed; not found; the storage's failure.
pub async fn leaving(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Leaving> {
    let basis = authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let leaving = {
        let mut conn = services.db.read().await?;
        let owner = account::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        Leaving { name: owner.full_name, coming: coming(&mut conn, id, services.clock.now()).await? }
    };
    super::audit::note(services, actor, ("appointment.list", "appointment"), "", basis, None).await?;
    Ok(leaving)
}

/// Switches an account off: its sessions end immediately, and everything it owns is kept. Its coming appointments must have been
/// seen first; then what was decided is done with them.
///
/// # Errors
/// Not allowed, or no longer allowed; not found. Administrators cannot deactivate themselves, so there is always one left.
pub async fn deactivate(services: &Services, actor: &Actor, id: AccountId, settled: &Settled) -> Outcome<Change> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if actor.id() == Some(id) {
        return Err(AppError::Forbidden.into());
    }
    let input = Deactivation { actor: actor.clone(), id, settled: settled.clone(), now: services.clock.now() };
    let change = services.db.write(input, |tx, input| Box::pin(switch_off(tx, input))).await?;
    announced(services, vec![PractitionerId(id.0)]).await;
    Ok(change)
}

struct Deactivation {
    actor: Actor,
    id: AccountId,
    settled: Settled,
    now: Timestamp,
}

async fn switch_off(tx: &mut Tx, input: &Deactivation) -> Outcome<Change> {
    let Deactivation { actor, id, settled, now } = input;
    still_administers(tx, actor).await?;
    // From here on, no booking that relies on the directory as it was can be made.
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
    account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
    let coming = coming(tx, *id, *now).await?;
    if !is_settled(&coming, settled) {
        return Ok(Change::Strands(coming));
    }
    let stranded: Vec<_> = coming.into_iter().map(|one| (one, Cause::default())).collect();
    carry_out(tx, (actor, Basis::Administration), &stranded, settled.fate, *now).await?;
    // What an administrator says counts, whatever the owner has still to show.
    mail_link::end_verification(tx, *id).await?;
    if account::set_status(tx, *id, AccountStatus::Inactive).await? {
        session::delete_others(tx, *id, "").await?;
        account_invitation::revoke_all(tx, *id, now.as_second()).await?;
        live::announce(tx, PractitionerId(id.0)).await?;
    }
    record(tx, actor, "account.deactivate", *id, now.as_second()).await?;
    Ok::<_, Failure>(Change::Made(()))
}

async fn coming(conn: &mut Conn, id: AccountId, now: Timestamp) -> Outcome<Vec<Appointment>> {
    let mut found = appointment::of_person(conn, id, now.as_second()).await?;
    found.retain(|one| is_open(one) && one.slot.starts_at > now);
    for one in &mut found {
        one.reason.clear();
    }
    Ok(found)
}
