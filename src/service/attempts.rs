//! Attempts to get in: how often, and those that fail as recorded in the audit, whose account and from where, but never what was typed.
//!
//! With several processes on one database, each would allow the full limit, so failures are also counted in the database. A correct
//! attempt costs one read there and writes nothing.

use std::time::Duration;

use super::{
    By, Failure, Outcome, Services,
    limits::{Key, Reserved},
};
use crate::{
    domain::{
        account::{Actor, Password},
        audit::{Deed, Subject, Thing},
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    error::AppError,
    storage::limit::{self, Bucket},
};

/// An attempt that has taken its places in this process's buckets, and keeps them if this is dropped.
#[derive(Debug)]
pub(super) struct Begun<'a> {
    services: &'a Services,
    reserved: Reserved<'a>,
    shared: Vec<Bucket>,
}

impl Begun<'_> {
    /// It was right, or never judged.
    pub fn give_back(self) {
        self.reserved.give_back();
    }

    /// It was wrong: it counts in every process.
    pub async fn count(self) -> Outcome<()> {
        if self.shared.is_empty() {
            return Ok(());
        }
        let input = (self.shared, self.services.clock.now().as_millisecond());
        let work = self.services.db.write(input, |tx, (shared, now)| {
            Box::pin(async move { Ok::<_, Failure>(limit::count(tx, shared, *now).await?) })
        });
        work.await
    }
}

/// Begins an attempt, if there is a place left for it in each bucket, here and in the database.
///
/// # Errors
/// [`AppError::TooManyAttempts`] with the seconds until an attempt is available.
pub(super) async fn begin<'a>(services: &'a Services, keys: &[Key<'_>]) -> Outcome<Begun<'a>> {
    let reserved = services.limits.reserve(keys)?;
    if !limit::is_shared(&services.db) {
        return Ok(Begun { services, reserved, shared: Vec::new() });
    }
    let now = services.clock.now().as_millisecond();
    let shared: Vec<Bucket> = keys.iter().map(|key| bucket(services, *key)).collect();
    match limit::wait(&mut services.db.read().await?, &shared, now).await? {
        0 => Ok(Begun { services, reserved, shared }),
        wait => {
            reserved.give_back();
            if let Some(key) = keys.first() {
                services.limits.count_refusal(keys, key.deed());
            }
            Err(AppError::TooManyAttempts(wait.div_ceil(1_000)).into())
        }
    }
}

/// What was typed as a name, and from where, is kept as a keyed hash only.
fn bucket(services: &Services, key: Key<'_>) -> Bucket {
    let milliseconds = |length: Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
    let (period, most) = key.lengths();
    let key = services.db.audit_key().digest(&format!("limit {key:?}"));
    Bucket { key, period: milliseconds(period), most: milliseconds(most) }
}

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
/// That it is wrong; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub(super) async fn own_password(
    services: &Services,
    (actor, me): (&Actor, AccountId),
    key: Key<'_>,
    (typed, hash): (&str, Option<&str>),
    address: &str,
) -> Outcome<()> {
    let reserved = begin(services, &[key]).await?;
    match services.passwords.verify(&Password::attempt(typed), hash).await {
        Ok(false) => {
            reserved.count().await?;
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
