//! How many administrators there are, and that whoever acts still is one.

use super::Outcome;
use crate::{
    domain::account::{Actor, Role},
    error::AppError,
    storage::{account, db::Tx, lock},
};

/// Refuses a further active administrator if the clinic has as many as it may have. Whatever else changes administrators waits until
/// the transaction ends.
///
/// # Errors
/// That there are as many already.
pub(super) async fn refuse_too_many_administrators(tx: &mut Tx) -> Outcome<()> {
    lock::administrators(tx).await?;
    let Some(most) = super::settings(tx).await?.most_administrators else { return Ok(()) };
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
