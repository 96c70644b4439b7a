//! A passkey as the second factor once more, before something that must not be done from a browser that was merely left open.
//!
//! Its answer is exchanged for a code, which the form then sends in place of one from an app. The code is sealed, and valid for
//! minutes, for one account and for one use.

use super::{Begun, Challenge, Purpose, answered, problem, site};
use crate::{
    domain::{account::Actor, form::Problem},
    service::{
        By, Outcome, Services,
        limits::{Key, Source},
        second_factor::{self, own},
    },
    storage::{account, passkey as stored},
};

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
    Ok(Begun::asking(challenge, site, &known))
}

/// The code in exchange for an answer.
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
    let code = second_factor::again::show(services, me, (challenge.hash(), by.second(), epoch));
    let code = code.ok_or_else(|| problem(Problem::Wrong))?;
    services
        .change(by, (me, epoch, used), |tx, by, (me, epoch, used)| {
            Box::pin(async move {
                if !account::has_epoch(tx, *me, *epoch).await? {
                    return Err(problem(Problem::Wrong));
                }
                second_factor::spend_passkey(tx, used, by.at).await
            })
        })
        .await?;
    Ok(code)
}
