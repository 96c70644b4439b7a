//! How many administrators there may be, that the acting one still is one, and that at least one who can sign in remains.

use super::{Outcome, settings};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role},
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    error::AppError,
    storage::{
        account,
        db::{Conn, Tx},
        lock, passkey,
    },
};

/// Refuses another active administrator if the clinic already has the maximum number. Other changes to administrators wait until
/// the transaction ends.
///
/// # Errors
/// That the maximum is reached.
pub(super) async fn refuse_too_many_administrators(tx: &mut Tx) -> Outcome<()> {
    lock::administrators(tx).await?;
    let Some(most) = settings(tx).await?.most_administrators else { return Ok(()) };
    let active = account::of_role(tx, Role::Administrator).await?.len();
    if u32::try_from(active).is_ok_and(|active| active < most) {
        Ok(())
    } else {
        Err(AppError::TooManyAdministrators.into())
    }
}

/// Waits for any other change to administrators, then checks that the actor still is one: if two deactivate each other at once, the
/// second is refused.
///
/// # Errors
/// No longer allowed.
pub(super) async fn still_administers(tx: &mut Tx, actor: &Actor) -> Outcome<()> {
    lock::administrators(tx).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    if account::of_role(tx, Role::Administrator).await?.contains(&me) {
        Ok(())
    } else {
        Err(AppError::Forbidden.into())
    }
}

/// Refuses to remove an administrator if no other one could sign in; the acting one may be in their last session. If two remove
/// each other at once, the second waits here and is refused.
///
/// # Errors
/// That no other administrator could sign in.
pub(super) async fn refuse_last_administrator(tx: &mut Tx, leaving: AccountId) -> Outcome<()> {
    lock::administrators(tx).await?;
    let accepted = settings(tx).await?.login_identifiers;
    let administrators = account::of_role(tx, Role::Administrator).await?;
    if !administrators.contains(&leaving) {
        return Ok(());
    }
    for other in administrators {
        if other != leaving && can_sign_in(tx, other, &accepted).await? {
            return Ok(());
        }
    }
    Err(FieldError::new(Field::Roles, Problem::LocksOut).into())
}

/// Whether the owner of an active account can sign in: with a passkey, or with a password and a name of an accepted kind.
pub(super) async fn can_sign_in(conn: &mut Conn, id: AccountId, accepted: &[IdentifierKind]) -> Outcome<bool> {
    if passkey::count(conn, id).await? > 0 {
        return Ok(true);
    }
    let known = account::credentials(conn, id).await?.is_some_and(|found| found.password_hash.is_some());
    let names = account::identifier_kinds(conn, id).await?;
    Ok(known && names.iter().any(|kind| accepted.contains(kind)))
}
