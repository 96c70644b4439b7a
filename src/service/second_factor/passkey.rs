//! Passkeys as a second factor.

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

/// Whether a password alone does not sign in to an account: because of a code, or because its roles need a second factor and a
/// passkey is one.
pub async fn is_asked_for(conn: &mut Conn, id: AccountId) -> Outcome<bool> {
    match account::find(conn, id).await? {
        Some(owner) => is_asked_of(conn, &owner).await,
        None => Ok(false),
    }
}

/// Like `is_asked_for`, for an account already read.
pub(super) async fn is_asked_of(conn: &mut Conn, owner: &Account) -> Outcome<bool> {
    Ok(owner.second_factor
        || owner.has_passkey && must_have_second_factor(&owner.roles, settings(conn).await?.second_factor))
}

/// A use of a passkey whose answer was correct.
#[derive(Clone, Debug)]
pub struct PasskeyUse {
    /// The passkey.
    pub id: PasskeyId,
    /// The use counter that it reports.
    pub sign_count: i64,
    /// Whether it reports being synced between its owner's devices.
    pub synced: bool,
    /// The hash of the challenge that it answered.
    pub challenge_hash: String,
    /// When the challenge is too old to be answered again: uses before then can be forgotten.
    pub forget_before: Timestamp,
}

/// Uses up a passkey's answer.
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
