//! One-time codes with which the owner of an account sets a new password within a day. For a patient, one administrator can issue a
//! code. A code for a member of staff would let its holder read records as them, so it takes two administrators, or the command
//! line.

use jiff::SignedDuration;

use super::{By, Outcome, Services, administrators::still_administers, authorise, password, settings};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role, normalise_identifier},
        audit::Deed,
        ids::AccountId,
        notice::NoticeKind,
        policy::{Action, Basis, Resource, is_staff},
    },
    error::AppError,
    storage::{
        account,
        db::Tx,
        notice::{self, About},
        reset_code::{self, REQUEST_LASTS},
    },
};

pub use crate::storage::reset_code::Request;

const CODE_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// A code, of which only the hash is stored, and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The owner's name.
    pub name: String,
    /// The code to type.
    pub code: String,
}

/// Issues a code for a patient. For staff it is only requested, and nothing is returned: another administrator has to confirm it.
///
/// # Errors
/// Not allowed; not found; [`AppError::NoSignInName`].
pub async fn issue(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Option<Code>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let code = password::one_time_code();
    let input = (id, password::digest(&code));
    let name = services.change(by, input, |tx, by, (id, hash)| Box::pin(issue_in(tx, by, *id, hash))).await?;
    Ok(name.map(|name| Code { name, code }))
}

async fn issue_in(tx: &mut Tx, by: &By, id: AccountId, hash: &str) -> Outcome<Option<String>> {
    still_administers(tx, &by.actor).await?;
    let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if !is_staff(&owner.roles) {
        give(tx, by, id, hash).await?;
        return Ok(Some(owner.full_name));
    }
    refuse_nameless(tx, id).await?;
    ask_in(tx, by, id).await?;
    Ok(None)
}

/// Requests a code for a member of staff, and tells the administrators who can confirm it.
pub(super) async fn ask_in(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<()> {
    let (me, now) = (by.account()?, by.second());
    if reset_code::ask(tx, id, me, now).await? {
        for other in account::of_role(tx, Role::Administrator).await? {
            if other != me && other != id {
                notice::insert_about(tx, other, NoticeKind::ResetCodeToConfirm, About::Person(me), now).await?;
            }
        }
        by.did(tx, Deed::AccountAskResetCode, id);
    }
    Ok(())
}

/// Issues the code that another administrator requested.
///
/// # Errors
/// Not found if none was requested within a day; not allowed for the one who requested it, or whose account it is;
/// [`AppError::NoSignInName`].
pub async fn confirm(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Code> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let code = password::one_time_code();
    let input = (id, password::digest(&code));
    let name = services.change(by, input, |tx, by, (id, hash)| Box::pin(confirm_in(tx, by, *id, hash))).await?;
    Ok(Code { name, code })
}

async fn confirm_in(tx: &mut Tx, by: &By, id: AccountId, hash: &str) -> Outcome<String> {
    still_administers(tx, &by.actor).await?;
    let me = by.account()?;
    let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    let asked_by = reset_code::take(tx, id, by.second() - REQUEST_LASTS).await?.ok_or(AppError::NotFound)?;
    if [asked_by, id].contains(&me) {
        return Err(AppError::Forbidden.into());
    }
    // An administrator who has since been deactivated does not count as a second pair of eyes.
    if !account::of_role(tx, Role::Administrator).await?.contains(&asked_by) {
        return Err(AppError::NotFound.into());
    }
    give(tx, by, id, hash).await?;
    Ok(owner.full_name)
}

/// Issues a code for the owner of this email address. Checks no permission: for the command line, whose caller owns the machine.
///
/// # Errors
/// Not found; [`AppError::NoSignInName`].
pub async fn issue_here(services: &Services, email: &str) -> Outcome<Code> {
    let email = normalise_identifier(email);
    let found = account::find_credentials(&mut services.db.read().await?, IdentifierKind::Email, &email).await?;
    let id = AccountId(found.ok_or(AppError::NotFound)?.id);
    let code = password::one_time_code();
    let by = By::visitor(services).on(Basis::Administration);
    let work = services.change(by, (id, password::digest(&code)), |tx, by, (id, hash)| {
        Box::pin(async move {
            let owner = account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
            give(tx, by, *id, hash).await?;
            Ok(owner.full_name)
        })
    });
    Ok(Code { name: work.await?, code })
}

/// Stores the code, and tells the owner.
async fn give(tx: &mut Tx, by: &By, id: AccountId, hash: &str) -> Outcome<()> {
    refuse_nameless(tx, id).await?;
    account::put_reset_code(tx, id, hash, by.second() + CODE_LASTS.as_secs()).await?;
    notice::insert(tx, id, NoticeKind::ResetCodeIssued, None, by.second()).await?;
    by.did(tx, Deed::AccountIssueResetCode, id);
    Ok(())
}

/// Refuses a code to someone without an accepted sign-in name: they could set a password, but not sign in with it.
async fn refuse_nameless(tx: &mut Tx, id: AccountId) -> Outcome<()> {
    let accepted = settings(tx).await?.login_identifiers;
    let has = account::identifier_kinds(tx, id).await?;
    if has.iter().any(|kind| accepted.contains(kind)) { Ok(()) } else { Err(AppError::NoSignInName(id.0).into()) }
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
