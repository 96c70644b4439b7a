//! Passkeys as a second step.

use jiff::Timestamp;

use crate::{
    domain::{
        ids::{AccountId, PasskeyId},
        policy::must_have_second_factor,
    },
    error::AppError,
    service::{Outcome, settings},
    storage::{
        account::{self, Account},
        db::{Conn, Tx},
        passkey,
    },
};

/// Whether a password alone does not sign in to an account: because of a code, or because its roles need a second step and a passkey is
/// one.
pub async fn is_asked_for(conn: &mut Conn, id: AccountId) -> Outcome<bool> {
    match account::find(conn, id).await? {
        Some(owner) => is_asked_of(conn, &owner).await,
        None => Ok(false),
    }
}

/// The same, of an account that was read.
pub(super) async fn is_asked_of(conn: &mut Conn, owner: &Account) -> Outcome<bool> {
    Ok(owner.second_factor
        || owner.has_passkey && must_have_second_factor(&owner.roles, settings(conn).await?.second_factor))
}

/// A use of a passkey whose answer was right.
#[derive(Clone, Debug)]
pub struct PasskeyUse {
    /// Which.
    pub id: PasskeyId,
    /// How often it was used, it says.
    pub sign_count: i64,
    /// Whether its owner's devices share it, it says.
    pub synced: bool,
    /// The hash of the challenge that it answered.
    pub challenge_hash: String,
    /// When that is too old to be answered again: what was used before then can be forgotten.
    pub forget_before: Timestamp,
}

/// Uses a passkey's answer up.
///
/// # Errors
/// [`AppError::SignInRefused`] if the challenge was answered before, or the passkey is gone or was copied.
pub(in crate::service) async fn spend(tx: &mut Tx, used: &PasskeyUse, now: Timestamp) -> Outcome<()> {
    let now = now.as_second();
    let PasskeyUse { id, sign_count, synced, challenge_hash, forget_before } = used;
    let is_new = passkey::use_challenge(tx, challenge_hash, now, forget_before.as_second()).await?;
    let done = is_new && passkey::note_use(tx, *id, *sign_count, *synced, now).await?;
    if done { Ok(()) } else { Err(AppError::SignInRefused.into()) }
}
