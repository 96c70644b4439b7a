//! Attempts to get in: how often they are allowed, and an audit of those that fail: whose account and from where, but never what
//! was typed.
//!
//! With several processes on one database, each would allow the full limit, so failures are also counted in the database. A correct
//! attempt costs one read there and writes nothing.

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::{
    By, Failure, Outcome, Services,
    limits::{Key, Reserved, Source},
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

/// An attempt that has taken its places in this process's buckets; if dropped, it keeps them.
#[derive(Debug)]
pub(super) struct Begun<'a> {
    services: &'a Services,
    reserved: Reserved<'a>,
    shared: Vec<Bucket>,
}

impl Begun<'_> {
    /// The attempt was right, or never judged.
    pub fn give_back(self) {
        self.reserved.give_back();
    }

    /// The attempt was wrong: it counts in every process.
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

/// Begins an attempt if every bucket has a place left for it, here and in the database.
///
/// # Errors
/// [`AppError::TooManyAttempts`] with the seconds until an attempt is possible.
pub(super) async fn begin<'a>(services: &'a Services, keys: &[Key<'_>]) -> Outcome<Begun<'a>> {
    begin_any(services, &[keys]).await
}

/// Begins an attempt in the first of these ways whose buckets all have a place left.
///
/// # Errors
/// [`AppError::TooManyAttempts`] with the seconds until there is one.
pub(super) async fn begin_any<'a>(services: &'a Services, ways: &[&[Key<'_>]]) -> Outcome<Begun<'a>> {
    let mut shortest = u64::MAX;
    for keys in ways {
        match try_begin(services, keys).await? {
            Ok(begun) => return Ok(begun),
            Err(wait) => shortest = shortest.min(wait),
        }
    }
    if let Some(keys) = ways.first() {
        services.limits.count_refusal(keys);
    }
    Err(AppError::TooManyAttempts(shortest).into())
}

/// Begins an attempt, or returns the seconds to wait.
async fn try_begin<'a>(services: &'a Services, keys: &[Key<'_>]) -> Outcome<Result<Begun<'a>, u64>> {
    let reserved = match services.limits.try_reserve(keys) {
        Ok(reserved) => reserved,
        Err(wait) => return Ok(Err(wait)),
    };
    if !limit::is_shared(&services.db) {
        return Ok(Ok(Begun { services, reserved, shared: Vec::new() }));
    }
    let now = services.clock.now().as_millisecond();
    let shared: Vec<Bucket> = Key::all(keys).into_iter().map(|key| bucket(services, key)).collect();
    match limit::wait(&mut services.db.read().await?, &shared, now).await? {
        0 => Ok(Ok(Begun { services, reserved, shared })),
        wait => {
            reserved.give_back();
            Ok(Err(wait.div_ceil(1_000)))
        }
    }
}

/// The ways to sign in under a name from a network. When others have used up the attempts under that name, each site still has a
/// few of its own: an owner in a new browser gets in at once, and `n` sites can guess no more than 100 times, 120 times an hour,
/// and `n` times three times and once an hour.
pub(super) fn to_sign_in(name: &str, source: Source) -> [[Key<'_>; 3]; 2] {
    let of_name = [Key::SignInName(name), Key::SignInAfresh(name, source.site())];
    of_name.map(|key| [Key::SignIn(name, source), Key::SignInFrom(source), key])
}

/// Like `to_sign_in`, for setting a new password with a code.
pub(super) fn to_reset(name: &str, source: Source) -> [[Key<'_>; 3]; 2] {
    let of_name = [Key::ResetName(name), Key::ResetAfresh(name, source.site())];
    of_name.map(|key| [Key::Reset(name, source), Key::ResetFrom(source), key])
}

/// The typed name and the source are kept only as a keyed hash.
fn bucket(services: &Services, key: Key<'_>) -> Bucket {
    let milliseconds = |length: Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
    let (period, most) = key.lengths();
    let key = services.db.audit_key().digest(&format!("limit {key:?}"));
    Bucket { key, period: milliseconds(period), most: milliseconds(most) }
}

#[derive(Clone, Debug)]
pub(super) struct Failed<'a> {
    /// The signed-in user.
    pub actor: &'a Actor,
    /// What was attempted.
    pub deed: Deed,
    /// The account with the typed name, if there is one.
    pub account: Option<AccountId>,
    /// The source address; empty if unknown.
    pub address: &'a str,
    /// The reason it failed.
    pub outcome: &'static str,
}

/// Audits a failed attempt.
pub(super) async fn note(services: &Services, failed: Failed<'_>) -> Outcome<()> {
    let Failed { actor, deed, account, address, outcome } = failed;
    let part = from(address);
    By::now(services, actor).tried(services, deed, maybe(account).part(&part), outcome).await
}

/// The account as the subject of an audit row, if there is one.
fn maybe(account: Option<AccountId>) -> Subject<'static> {
    account.map_or(Subject::any(Thing::Account), Subject::from)
}

/// The source, in the audit's wording.
pub(super) fn from(address: &str) -> String {
    if address.is_empty() { String::new() } else { format!("from {address}") }
}

/// Audits how many attempts were rate-limited since this was last done.
///
/// # Errors
/// A storage failure.
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

/// Checks that a signed-in user knows their own password.
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
