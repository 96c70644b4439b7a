//! A passkey as the second step once more, before something that must not be done from a browser that was merely left open.
//!
//! Its answer is exchanged for a code that the form then sends where others send one of their app. The code is sealed, good for minutes,
//! for one account and for one use.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Begun, Challenge, Purpose, answered, descriptors, forget_before, problem, site};
use crate::{
    domain::{account::Actor, form::Problem, ids::AccountId},
    service::{
        By, Outcome, Services,
        limits::{Key, Source},
        password,
        second_factor::{self, own},
    },
    storage::{account, passkey as stored},
};

/// What begins such a code.
const PREFIX: &str = "passkey-";

/// What is sealed in such a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Shown {
    /// Makes it one of a kind: the hash of the challenge that was answered.
    challenge: String,
    /// When it was answered, in UTC seconds.
    at: i64,
    /// The epoch of its owner's credentials then.
    epoch: i64,
}

/// Begins to ask the actor for one of their passkeys.
///
/// # Errors
/// Not signed in; [`AppError::TooManyAttempts`](crate::error::AppError::TooManyAttempts).
pub async fn begin_again(services: &Services, actor: &Actor, address: &str) -> Outcome<Begun> {
    let (site, (me, _)) = (site(services)?, own(actor)?);
    services.limits.count(Key::PasskeyFrom(Source::of(address)))?;
    let conn = &mut services.db.read().await?;
    let known = stored::of_account(conn, me).await?;
    if known.is_empty() {
        return Err(problem(Problem::NotAChoice));
    }
    let epoch = account::credentials(conn, me).await?.map_or(0, |credentials| credentials.credential_epoch);
    let challenge = Challenge::new(Purpose::Again, Some((me, epoch)), services.clock.now().as_second())?;
    let options = json!({
        "challenge": challenge.encoded(),
        "rpId": site.id,
        "allowCredentials": descriptors(&known),
        "userVerification": "required",
        "timeout": super::CHALLENGE_LASTS.as_secs() * 1_000,
    });
    Ok(Begun { options: options.to_string(), challenge })
}

/// The code for an answer.
///
/// # Errors
/// That the answer is not to this challenge, is someone else's, or comes too late.
pub async fn confirm_again(
    services: &Services,
    actor: &Actor,
    challenge: Option<Challenge>,
    sent: &str,
    address: &str,
) -> Outcome<String> {
    let (me, basis) = own(actor)?;
    let is_own = |challenge: &Challenge| {
        challenge.purpose == Purpose::Again && challenge.account.is_some_and(|(owner, _)| owner == me)
    };
    let (challenge, _, used) = answered(services, challenge.filter(is_own), sent, address).await?;
    let epoch = challenge.account.map_or(0, |(_, epoch)| epoch);
    let by = By::now(services, actor).on(basis);
    let shown = Shown { challenge: challenge.hash(), at: by.second(), epoch };
    let code = serde_json::to_vec(&shown).ok().and_then(|shown| services.db.audit_key().seal(&shown, &bound_to(me)));
    let code = code.ok_or_else(|| problem(Problem::Wrong))?;
    services
        .change(by, (me, epoch, used), |tx, by, (me, epoch, used)| {
            Box::pin(async move {
                if !account::has_epoch(tx, *me, *epoch).await? {
                    return Err(problem(Problem::Wrong));
                }
                second_factor::spend_passkey(tx, used, by.second()).await
            })
        })
        .await?;
    Ok(format!("{PREFIX}{code}"))
}

/// What marks the use of such a code, if it is one of this account's that is recent: a hash of what it stands for (the code itself can
/// be spelt in several ways), the epoch of the credentials that it was made with, and when what was used before can be forgotten.
pub(in crate::service) fn shown(services: &Services, me: AccountId, code: &str) -> Option<(String, i64, i64)> {
    let sealed = code.trim().strip_prefix(PREFIX)?;
    let shown = services.db.audit_key().unseal(sealed, &bound_to(me))?;
    let shown: Shown = serde_json::from_slice(&shown).ok()?;
    let now = services.clock.now().as_second();
    let is_recent = (0..=super::CHALLENGE_LASTS.as_secs()).contains(&(now - shown.at));
    let mark = password::digest(&format!("again {}", shown.challenge));
    is_recent.then(|| (mark, shown.epoch, forget_before(now)))
}

fn bound_to(me: AccountId) -> String {
    format!("the second step of {me}, once more")
}
