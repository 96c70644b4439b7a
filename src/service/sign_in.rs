//! Signing in: the same answer, after about the same time, for an unknown name and a wrong password; and a brake on guessing.

use super::{
    Failure, Outcome, Services,
    attempts::{self, Failed},
    limits::{Key, Source},
    password::Lane,
    settings,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Password, Role, normalise_identifier},
        ids::AccountId,
    },
    error::AppError,
    storage::{
        account::{self, Credentials},
        audit::{self, AuditEvent},
        db::Tx,
        known_device, mail_link,
    },
};

/// An attempt.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// What was typed as a name: any of the kinds that the settings allow.
    pub identifier: &'a str,
    /// What was typed as the password.
    pub password: Password,
    /// Where the request came from.
    pub address: &'a str,
    /// SHA-256, in hex, of the browser's identifying token; empty if it has none.
    pub device: &'a str,
}

/// A successful one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose account.
    pub id: AccountId,
    /// What it may act as.
    pub roles: Vec<Role>,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// The epoch of the credentials that were used: the session lasts no longer than they do.
    pub credential_epoch: i64,
}

/// Checks an attempt. A browser that the account has signed in from before is let in however often others guess the password.
///
/// # Errors
/// [`AppError::SignInRefused`]; [`AppError::AccountInactive`], [`AppError::AccountWaiting`] or [`AppError::AccountClosed`] (only to
/// who knows the password);
/// [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn sign_in(services: &Services, attempt: Attempt<'_>) -> Outcome<SignedIn> {
    let name = normalise_identifier(attempt.identifier);
    if name.is_empty() || attempt.password.expose().is_empty() {
        return Err(AppError::SignInRefused.into());
    }
    let credentials = find(services, &name).await?;
    let owner = credentials.as_ref().map(|known| AccountId(known.id));
    let source = Source::of(attempt.address);
    let (reserved, lane) = match owner {
        Some(owner) if is_known(services, owner, attempt.device).await? => {
            (services.limits.reserve(&[Key::SignInDevice(owner, attempt.device)])?, Lane::Known)
        }
        _ => {
            let keys = [Key::SignIn(&name, source), Key::SignInFrom(source), Key::SignInName(&name)];
            (services.limits.reserve(&keys)?, Lane::Stranger)
        }
    };
    let hash = credentials.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = match services.passwords.verify_in(lane, &attempt.password, hash).await {
        Ok(right) => right,
        Err(e) => {
            reserved.give_back();
            return Err(e);
        }
    };
    if right {
        reserved.give_back();
    }
    let outcome = match credentials.filter(|_| right) {
        None => Err(AppError::SignInRefused),
        Some(known) if known.status()? == AccountStatus::Inactive => Err(why_inactive(services, &known).await?),
        Some(known) => match open(services, &known, &attempt).await {
            Err(Failure::Refused(refusal)) => Err(refusal),
            other => Ok(other?),
        },
    };
    if let Err(refusal) = &outcome {
        let outcome = if *refusal == AppError::SignInRefused { "refused" } else { "inactive" };
        metrics::counter!("consulta_sign_ins_failed_total", "reason" => outcome).increment(1);
        let (actor, action, address) = (&Actor::Visitor, "account.sign_in", attempt.address);
        attempts::note(services, Failed { actor, action, account: owner, address, outcome }).await?;
    }
    Ok(outcome?)
}

/// What someone is told who knows the password of an account that is not active.
async fn why_inactive(services: &Services, known: &Credentials) -> Outcome<AppError> {
    Ok(match (known.closed_at, known.is_waiting) {
        (Some(_), _) => AppError::AccountClosed,
        (None, true) => AppError::AccountWaiting,
        (None, false) => {
            let conn = &mut services.db.read().await?;
            let awaits = mail_link::awaits_verification(conn, AccountId(known.id)).await?;
            if awaits { AppError::AccountUnverified } else { AppError::AccountInactive }
        }
    })
}

async fn is_known(services: &Services, owner: AccountId, device: &str) -> Outcome<bool> {
    if device.is_empty() {
        return Ok(false);
    }
    Ok(known_device::is_known(&mut services.db.read().await?, owner, device).await?)
}

async fn find(services: &Services, name: &str) -> Outcome<Option<Credentials>> {
    let mut conn = services.db.read().await?;
    for kind in settings(&mut conn).await?.login_identifiers {
        if let Some(found) = account::find_credentials(&mut conn, kind, name).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

struct Opening {
    id: AccountId,
    credential_epoch: i64,
    device: String,
    from: String,
    at: i64,
}

async fn open(services: &Services, known: &Credentials, attempt: &Attempt<'_>) -> Outcome<SignedIn> {
    let opening = Opening {
        id: AccountId(known.id),
        credential_epoch: known.credential_epoch,
        device: attempt.device.to_owned(),
        from: attempts::from(attempt.address),
        at: services.clock.now().as_second(),
    };
    services.db.write(opening, |tx, opening| Box::pin(open_in(tx, opening))).await
}

async fn open_in(tx: &mut Tx, opening: &Opening) -> Outcome<SignedIn> {
    let Opening { id, credential_epoch, device, from, at } = opening;
    // Checking takes a while, during which the password may have been replaced because someone else knows it.
    if !account::has_epoch(tx, *id, *credential_epoch).await? {
        return Err(AppError::SignInRefused.into());
    }
    if !device.is_empty() {
        known_device::put(tx, *id, device, *at).await?;
    }
    let found = account::find(tx, *id).await?;
    let found = found.ok_or_else(|| Failure::Fault("an account disappeared while signing in".into()))?;
    let actor = Actor::Account { id: *id, roles: Vec::new() };
    audit::record(tx, &AuditEvent::done(*at, &actor, "account.sign_in", "account").to(id.0).part(from));
    Ok(SignedIn {
        id: *id,
        roles: found.roles,
        must_change_password: found.must_change_password,
        credential_epoch: *credential_epoch,
    })
}

/// Who is behind a session: the account as it is now, so that a change of role or status applies immediately.
///
/// # Errors
/// The storage's failure.
pub async fn who_is(services: &Services, id: AccountId) -> Outcome<Option<account::Account>> {
    let found = account::find(&mut services.db.read().await?, id).await?;
    Ok(found.filter(|account| account.status == AccountStatus::Active))
}
