//! One-time codes with which the owner of an account sets a new password within a day. For a patient, one administrator can issue a
//! code. A code for a member of staff would let its holder read records as them, so it takes two administrators, or the command
//! line.

use jiff::SignedDuration;

use super::{Outcome, Services, admin::still_administers, authorise, password};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role, normalise_identifier},
        ids::AccountId,
        notice::NoticeKind,
        policy::{Action, Basis, Resource, is_staff},
    },
    error::AppError,
    storage::{
        account,
        audit::{self, AuditEvent},
        db::Tx,
        notice,
        reset_code::{self, REQUEST_LASTS},
    },
};

pub use crate::storage::reset_code::Request;

const CODE_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// A code, of which only the hash is stored, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The owner's name.
    pub name: String,
    /// What they type.
    pub code: String,
}

struct Issue {
    actor: Actor,
    id: AccountId,
    hash: String,
    now: i64,
}

impl Issue {
    fn new(services: &Services, actor: &Actor, id: AccountId, code: &str) -> Self {
        Self { actor: actor.clone(), id, hash: password::digest(code), now: services.clock.now().as_second() }
    }
}

/// Issues a code for a patient. For staff it is only requested, and nothing is returned: another administrator has to confirm it.
///
/// # Errors
/// Not allowed; not found.
pub async fn issue(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Option<Code>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let code = password::one_time_code();
    let input = Issue::new(services, actor, id, &code);
    let name = services.db.write(input, |tx, input| Box::pin(issue_in(tx, input))).await?;
    Ok(name.map(|name| Code { name, code }))
}

async fn issue_in(tx: &mut Tx, input: &Issue) -> Outcome<Option<String>> {
    let Issue { actor, id, now, .. } = input;
    still_administers(tx, actor).await?;
    let owner = account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
    if !is_staff(&owner.roles) {
        give(tx, input).await?;
        return Ok(Some(owner.full_name));
    }
    ask_in(tx, actor, *id, *now).await?;
    Ok(None)
}

/// Requests a code for a member of staff, and tells the administrators who can confirm it.
pub(super) async fn ask_in(tx: &mut Tx, actor: &Actor, id: AccountId, now: i64) -> Outcome<()> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    if reset_code::ask(tx, id, me, now).await? {
        for other in account::of_role(tx, Role::Administrator).await? {
            if other != me && other != id {
                notice::insert_of_person(tx, other, NoticeKind::ResetCodeToConfirm, me, now).await?;
            }
        }
        written(tx, actor, "account.ask_reset_code", id, now);
    }
    Ok(())
}

/// Makes the code that another administrator asked for.
///
/// # Errors
/// Not found if none was requested within a day; not allowed for the one who requested it, or whose account it is.
pub async fn confirm(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Code> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let code = password::one_time_code();
    let input = Issue::new(services, actor, id, &code);
    let name = services.db.write(input, |tx, input| Box::pin(confirm_in(tx, input))).await?;
    Ok(Code { name, code })
}

async fn confirm_in(tx: &mut Tx, input: &Issue) -> Outcome<String> {
    let Issue { actor, id, now, .. } = input;
    still_administers(tx, actor).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let owner = account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
    let asked_by = reset_code::take(tx, *id, now - REQUEST_LASTS).await?.ok_or(AppError::NotFound)?;
    if [asked_by, *id].contains(&me) {
        return Err(AppError::Forbidden.into());
    }
    // An administrator who has since been deactivated does not count as a second pair of eyes.
    if !account::of_role(tx, Role::Administrator).await?.contains(&asked_by) {
        return Err(AppError::NotFound.into());
    }
    give(tx, input).await?;
    Ok(owner.full_name)
}

/// Issues a code for whoever signs in with this email address. It authorises no one: it is for the command line, where the caller
/// owns the machine.
///
/// # Errors
/// Not found.
pub async fn issue_here(services: &Services, email: &str) -> Outcome<Code> {
    let email = normalise_identifier(email);
    let found = account::find_credentials(&mut services.db.read().await?, IdentifierKind::Email, &email).await?;
    let id = AccountId(found.ok_or(AppError::NotFound)?.id);
    let code = password::one_time_code();
    let input = Issue::new(services, &Actor::Visitor, id, &code);
    let work = services.db.write(input, |tx, input| {
        Box::pin(async move {
            let owner = account::find(tx, input.id).await?.ok_or(AppError::NotFound)?;
            give(tx, input).await?;
            Ok::<_, super::Failure>(owner.full_name)
        })
    });
    Ok(Code { name: work.await?, code })
}

/// Stores the code, and tells the owner.
async fn give(tx: &mut Tx, input: &Issue) -> Outcome<()> {
    let Issue { actor, id, hash, now } = input;
    account::put_reset_code(tx, *id, hash, now + CODE_LASTS.as_secs()).await?;
    notice::insert(tx, *id, NoticeKind::ResetCodeIssued, None, *now).await?;
    written(tx, actor, "account.issue_reset_code", *id, *now);
    Ok(())
}

fn written(tx: &mut Tx, actor: &Actor, action: &'static str, id: AccountId, at: i64) {
    audit::record(tx, &AuditEvent::done(at, actor, action, "account").to(id.0).on(Basis::Administration));
}

/// The codes that wait for a second administrator.
///
/// # Errors
/// Not allowed.
pub async fn requests(services: &Services, actor: &Actor) -> Outcome<Vec<Request>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let after = services.clock.now().as_second() - REQUEST_LASTS;
    Ok(reset_code::open(&mut services.db.read().await?, after).await?)
}
