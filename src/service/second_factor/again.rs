//! The second factor once more, before something that must not be done from a browser that was merely left open: a code from the
//! app, or one issued for a passkey's answer. Such a code is sealed, and valid for minutes, for one account and for one use.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Proof, checked, own, passkey::is_asked_of, spend};
use crate::{
    domain::{
        account::{Actor, Again},
        ids::AccountId,
    },
    error::AppError,
    service::{By, Outcome, Services, limits::Key, password},
    storage::{account, db::Conn},
};

/// The prefix of a code issued for a passkey's answer.
const PREFIX: &str = "passkey-";
/// How long such a code is valid.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// The sealed content of such a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Shown {
    /// Makes it unique: the hash of the answered challenge.
    challenge: String,
    /// When it was answered, in UTC seconds.
    at: i64,
    /// The epoch of its owner's credentials at that time.
    epoch: i64,
}

/// A code for a correct answer: the hash of its challenge, when it was given (UTC seconds), and the epoch of its owner's
/// credentials. `None` if it can't be sealed.
pub(in crate::service) fn show(services: &Services, me: AccountId, answered: (String, i64, i64)) -> Option<String> {
    let (challenge, at, epoch) = answered;
    let shown = serde_json::to_vec(&Shown { challenge, at, epoch }).ok()?;
    Some(format!("{PREFIX}{}", services.db.audit_key().seal(&shown, &bound_to(me))?))
}

/// What marks such a code as used, if it is this account's and recent. The mark is a hash of what it stands for, because the code
/// itself can be spelt in several ways.
fn shown(services: &Services, me: AccountId, code: &str) -> Option<Proof> {
    let sealed = code.trim().strip_prefix(PREFIX)?;
    let shown = services.db.audit_key().unseal(sealed, &bound_to(me))?;
    let Shown { challenge, at, epoch } = serde_json::from_slice(&shown).ok()?;
    let now = services.clock.now();
    let hash = password::digest(&format!("again {challenge}"));
    let is_recent = (0..=LASTS.as_secs()).contains(&(now.as_second() - at));
    is_recent.then(|| Proof::Shown { hash, epoch, forget_before: now - 2 * LASTS })
}

fn bound_to(me: AccountId) -> String {
    format!("the second step of {me}, once more")
}

/// What else is required when the second factor is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besides {
    /// The password: without a second factor, it is all that is asked for.
    Password,
    /// Nothing: anyone who has a passkey is asked for it, required or not. A lost one can be removed with the password.
    Nothing,
}

/// How the actor confirms their second factor again.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn again(services: &Services, actor: &Actor, besides: Besides) -> Outcome<Again> {
    let (me, _) = own(actor)?;
    again_of(services, &mut services.db.read().await?, me, besides).await
}

/// How someone confirms their second factor again.
pub(in crate::service) async fn again_of(
    services: &Services,
    conn: &mut Conn,
    id: AccountId,
    besides: Besides,
) -> Outcome<Again> {
    let owner = account::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let is_volunteered = besides == Besides::Nothing && owner.has_passkey && services.site.is_some();
    if !is_volunteered && !is_asked_of(conn, &owner).await? {
        return Ok(Again::default());
    }
    Ok(Again { code: owner.second_factor, passkey: owner.has_passkey })
}

/// Asks for the second factor again before something that must not be done from a browser that was merely left open. Anyone without
/// one is not asked.
///
/// # Errors
/// A missing, wrong or used code; [`AppError::TooManyAttempts`].
pub(in crate::service) async fn ask_again(
    services: &Services,
    actor: &Actor,
    code: &str,
    besides: Besides,
) -> Outcome<()> {
    let (me, _) = own(actor)?;
    if again(services, actor, besides).await? == Again::default() {
        return Ok(());
    }
    let proof = match shown(services, me, code) {
        Some(proof) => proof,
        None => checked(services, (actor, me), code, ("", &[Key::OwnSecondStep(me)])).await?,
    };
    let by = By::now(services, actor);
    services.change(by, (me, proof), |tx, by, (me, proof)| Box::pin(spend(tx, *me, proof, by.at))).await
}
