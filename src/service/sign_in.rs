//! Signing in: one answer and about one duration for an unknown name and a wrong password, and a brake on guessing.

use super::{Failure, Outcome, Services, settings};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Password, Role, normalise_identifier},
        ids::AccountId,
    },
    error::AppError,
    storage::{
        account::{self, Credentials},
        audit::{self, AuditEvent},
    },
};

/// An attempt.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// What was typed as a name: whichever kinds the settings allow.
    pub identifier: &'a str,
    /// What was typed as the password.
    pub password: Password,
    /// Where the request came from.
    pub address: &'a str,
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
}

/// Judges an attempt.
///
/// # Errors
/// [`AppError::SignInRefused`], [`AppError::AccountInactive`] (only to who knows the password),
/// [`AppError::TooManyAttempts`].
pub async fn sign_in(services: &Services, attempt: Attempt<'_>) -> Outcome<SignedIn> {
    let name = normalise_identifier(attempt.identifier);
    services.limits.check(&name, attempt.address)?;
    let credentials = find(services, &name).await?;
    let hash = credentials.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = services.passwords.verify(&attempt.password, hash).await?;
    let known = credentials.filter(|_| right);
    let outcome = match &known {
        None => Err(AppError::SignInRefused),
        Some(known) if known.status()? == AccountStatus::Inactive => Err(AppError::AccountInactive),
        Some(known) => Ok(AccountId(known.id)),
    };
    if matches!(outcome, Err(AppError::SignInRefused)) {
        services.limits.count_failure(&name, attempt.address);
    }
    record(services, &outcome).await?;
    let id = outcome?;
    let found = account::find(&mut services.db.read().await?, id).await?;
    let found = found.ok_or_else(|| Failure::Fault("an account went away while it signed in".into()))?;
    Ok(SignedIn { id, roles: found.roles, must_change_password: found.must_change_password })
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

async fn record(services: &Services, outcome: &Result<AccountId, AppError>) -> Outcome<()> {
    let (actor, said) = match outcome {
        Ok(id) => (Actor::Account { id: *id, roles: Vec::new() }, "done"),
        Err(AppError::AccountInactive) => (Actor::Visitor, "inactive"),
        Err(_) => (Actor::Visitor, "refused"),
    };
    let input = (actor, said, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, outcome, at)| {
            Box::pin(async move {
                let event = AuditEvent {
                    entity_id: actor.id().map(|id| id.0),
                    ..AuditEvent::done(*at, actor, "account.sign_in", "account").but(outcome)
                };
                audit::record(tx, &event);
                Ok(())
            })
        })
        .await
}

/// Who is behind a session: the account as it is now, so that a change of role or status works at once.
///
/// # Errors
/// The storage's failure.
pub async fn who_is(services: &Services, id: AccountId) -> Outcome<Option<account::Account>> {
    let found = account::find(&mut services.db.read().await?, id).await?;
    Ok(found.filter(|account| account.status == AccountStatus::Active))
}
