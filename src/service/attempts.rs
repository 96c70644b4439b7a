//! Failed attempts to get in, as recorded in the audit: whose account and from where, but never what was typed.

use super::{
    Outcome, Services,
    limits::{self, Key},
};
use crate::{
    domain::{
        account::{Actor, Password},
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    storage::audit::{self, AuditEvent},
};

/// An attempt that failed.
#[derive(Clone, Debug)]
pub(super) struct Failed<'a> {
    /// Who was signed in.
    pub actor: &'a Actor,
    /// What they tried to do.
    pub action: &'static str,
    /// The account, if there is one with the name that was typed.
    pub account: Option<AccountId>,
    /// From where; empty if unknown.
    pub address: &'a str,
    /// Why.
    pub outcome: &'static str,
}

/// Records one.
pub(super) async fn note(services: &Services, failed: Failed<'_>) -> Outcome<()> {
    let Failed { actor, action, account, address, outcome } = failed;
    let input = (actor.clone(), action, account, from(address), outcome, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, action, account, part, outcome, at)| {
            Box::pin(async move {
                let event = AuditEvent::done(*at, actor, action, "account").part(part).but(outcome);
                audit::record(tx, &AuditEvent { entity_id: account.map(|id| id.0), ..event });
                Ok(())
            })
        })
        .await
}

/// Where something came from, in the audit's wording.
pub(super) fn from(address: &str) -> String {
    if address.is_empty() { String::new() } else { format!("from {address}") }
}

/// Records what was rate-limited, and how often, since this was last done.
///
/// # Errors
/// The storage's failure.
pub async fn note_refused(services: &Services) -> Outcome<()> {
    let refused = services.limits.take_refused();
    if refused.is_empty() {
        return Ok(());
    }
    let said = |source: Option<String>, times: u64| match source {
        Some(source) => format!("from {source}, {times} times"),
        None => format!("{times} times"),
    };
    let rows: Vec<_> = refused
        .into_iter()
        .map(|(one, times)| (one.action, one.account, said(one.source.map(|source| source.to_string()), times)))
        .collect();
    services
        .db
        .write((rows, services.clock.now().as_second()), |tx, (rows, at)| {
            Box::pin(async move {
                for (action, account, part) in rows {
                    let event = AuditEvent::done(*at, &Actor::Visitor, action, "account").part(part);
                    let event = AuditEvent { entity_id: account.map(|id| id.0), ..event };
                    audit::record(tx, &event.but("too many attempts"));
                }
                Ok(())
            })
        })
        .await
}

/// Checks that someone who is signed in knows their own password.
///
/// # Errors
/// That it is wrong; [`crate::error::AppError::TooManyAttempts`], [`crate::error::AppError::Busy`].
pub(super) async fn own_password(
    services: &Services,
    (actor, me): (&Actor, AccountId),
    key: Key<'_>,
    (typed, hash): (&str, Option<&str>),
    address: &str,
) -> Outcome<()> {
    let reserved = limits::attempt(services, &[key]).await?;
    match services.passwords.verify(&Password::attempt(typed), hash).await {
        Ok(false) => {
            reserved.count().await?;
            let failed = Failed { actor, action: key.action(), account: Some(me), address, outcome: "wrong password" };
            note(services, failed).await?;
            Err(FieldError::new(Field::CurrentPassword, Problem::Wrong).into())
        }
        right_or_not_judged => {
            reserved.give_back();
            right_or_not_judged.map(drop)
        }
    }
}
