//! The second step once more, before something that must not be done from a browser that was merely left open: a code of the app, or one
//! that was given for a passkey's answer. Such a code is sealed, good for minutes, for one account and for one use.

use jiff::{SignedDuration, Timestamp};
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

/// What begins a code that was given for a passkey's answer.
const PREFIX: &str = "passkey-";
/// How long it is good.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// What is sealed in such a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Shown {
    /// Makes it one of a kind: the hash of the challenge that was answered.
    challenge: String,
    /// When it was answered, in UTC seconds.
    #[serde(rename = "at")]
    second: i64,
    /// The epoch of its owner's credentials then.
    epoch: i64,
}

/// A code for an answer that was right: the hash of its challenge, when it was given, and the epoch of its owner's
/// credentials. `None` if it can't be sealed.
pub(in crate::service) fn show(
    services: &Services,
    me: AccountId,
    answered: (String, Timestamp, i64),
) -> Option<String> {
    let (challenge, at, epoch) = answered;
    let shown = serde_json::to_vec(&Shown { challenge, second: at.as_second(), epoch }).ok()?;
    Some(format!("{PREFIX}{}", services.db.audit_key().seal(&shown, &bound_to(me))?))
}

/// What marks the use of such a code, if it is one of this account's that is recent. The mark is a hash of what it stands for, because the
/// code itself can be spelt in several ways.
fn shown(services: &Services, me: AccountId, code: &str) -> Option<Proof> {
    let sealed = code.trim().strip_prefix(PREFIX)?;
    let shown = services.db.audit_key().unseal(sealed, &bound_to(me))?;
    let Shown { challenge, second, epoch } = serde_json::from_slice(&shown).ok()?;
    let now = services.clock.now();
    let hash = password::digest(&format!("again {challenge}"));
    let is_recent = (0..=LASTS.as_secs()).contains(&(now.as_second() - second));
    is_recent.then(|| Proof::Shown { hash, epoch, forget_before: now - 2 * LASTS })
}

fn bound_to(me: AccountId) -> String {
    format!("the second step of {me}, once more")
}

/// What someone who is asked once more says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besides {
    /// Their password: whoever signs in with that alone is asked for nothing more.
    Password,
    /// Nothing: whoever has a passkey is asked for it, required or not. One that was lost can be removed with the password.
    Nothing,
}

/// How the actor says their second step once more.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn again(services: &Services, actor: &Actor, besides: Besides) -> Outcome<Again> {
    let (me, _) = own(actor)?;
    again_of(services, &mut services.db.read().await?, me, besides).await
}

/// How someone says their second step once more.
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

/// Asks for the second step once more before something that must not be done from a browser that was merely left open. Whoever has
/// none is not asked.
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
