//! Failed attempts to get in, as recorded in the audit: whose account and from where, but never what was typed.

use super::{By, Outcome, Services, limits::Key};
use crate::domain::{
    account::{Actor, Password},
    audit::{Deed, Subject, Thing},
    form::{Field, FieldError, Problem},
    ids::AccountId,
};

/// An attempt that failed.
#[derive(Clone, Debug)]
pub(super) struct Failed<'a> {
    /// Who was signed in.
    pub actor: &'a Actor,
    /// What they tried to do.
    pub deed: Deed,
    /// The account, if there is one with the name that was typed.
    pub account: Option<AccountId>,
    /// From where; empty if unknown.
    pub address: &'a str,
    /// Why.
    pub outcome: &'static str,
}

/// Records one.
pub(super) async fn note(services: &Services, failed: Failed<'_>) -> Outcome<()> {
    let Failed { actor, deed, account, address, outcome } = failed;
    let part = from(address);
    By::now(services, actor).tried(services, deed, maybe(account).part(&part), outcome).await
}

/// An account, if there is one.
fn maybe(account: Option<AccountId>) -> Subject<'static> {
    account.map_or(Subject::any(Thing::Account), Subject::from)
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
        .map(|(one, times)| (one.deed, one.account, said(one.source.map(|source| source.to_string()), times)))
        .collect();
    services
        .change(By::visitor(services), rows, |tx, by, rows| {
            Box::pin(async move {
                for (deed, account, part) in rows {
                    by.ended(tx, *deed, maybe(*account).part(part), "too many attempts");
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
    let reserved = services.limits.reserve(&[key])?;
    match services.passwords.verify(&Password::attempt(typed), hash).await {
        Ok(false) => {
            let failed = Failed { actor, deed: key.deed(), account: Some(me), address, outcome: "wrong password" };
            note(services, failed).await?;
            Err(FieldError::new(Field::CurrentPassword, Problem::Wrong).into())
        }
        right_or_not_judged => {
            reserved.give_back();
            right_or_not_judged.map(drop)
        }
    }
}
