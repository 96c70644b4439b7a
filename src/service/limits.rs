//! Slows down guessing and floods. Everything rate-limited has a [`Key`] with a bucket of its own: it allows a number of attempts
//! at once and then regains them one at a time. A token is taken before an attempt is checked, so that simultaneous attempts cannot
//! slip through together, and is given back if there was nothing to count. Each process counts for itself; attempts at secrets are
//! counted in a shared database too (`attempts`).

mod key;
mod source;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(super) use self::key::Key;
use self::key::{PURPOSES, Quota};
pub use self::source::{Source, claimed};
use super::clock::Clock;
use crate::{
    domain::{audit::Deed, ids::AccountId},
    error::AppError,
};

/// The maximum number of keys remembered per purpose.
const MOST_REMEMBERED: usize = 50_000;
/// The maximum number of kinds of refusals counted separately between two log entries.
const MOST_REFUSED: usize = 1_000;

/// Attempts that were rate-limited, to be logged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Refused {
    /// The deed in the audit.
    pub deed: Deed,
    /// The account, if the attempts concern one.
    pub account: Option<AccountId>,
    /// The source, if known.
    pub source: Option<Source>,
}

/// The buckets. For each, the instant at which it will be full again is stored.
#[derive(Debug)]
pub(super) struct Limits {
    clock: Clock,
    hasher: RandomState,
    full_at: [Mutex<HashMap<u64, Duration>>; PURPOSES],
    refused: Mutex<HashMap<Refused, u64>>,
}

impl Limits {
    /// Full buckets.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            hasher: RandomState::new(),
            full_at: std::array::from_fn(|_| Mutex::default()),
            refused: Mutex::default(),
        }
    }

    /// Takes a place in each bucket, or in none.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds until an attempt is possible.
    pub fn reserve(&self, keys: &[Key<'_>]) -> Result<Reserved<'_>, AppError> {
        self.try_reserve(keys).map_err(|wait| {
            self.count_refusal(keys);
            AppError::TooManyAttempts(wait)
        })
    }

    /// Like `reserve`, without recording a refusal.
    pub fn try_reserve(&self, keys: &[Key<'_>]) -> Result<Reserved<'_>, u64> {
        let keys = Key::all(keys);
        let mut reserved = Reserved { limits: self, places: Vec::with_capacity(keys.len()) };
        for key in keys {
            let (purpose, quota) = key.rule();
            let hash = self.hasher.hash_one(key);
            match self.take(purpose, hash, quota) {
                Ok(()) => reserved.places.push((purpose, hash, quota.period())),
                Err(wait) => {
                    reserved.give_back();
                    return Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
                }
            }
        }
        Ok(reserved)
    }

    /// Counts something that is neither right nor wrong.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds until it may be done again.
    pub fn count(&self, key: Key<'_>) -> Result<(), AppError> {
        self.reserve(&[key]).map(drop)
    }

    fn take(&self, purpose: usize, hash: u64, quota: Quota) -> Result<(), Duration> {
        let now = self.clock.monotonic();
        let mut buckets = lock(&self.full_at[purpose]);
        if buckets.len() >= MOST_REMEMBERED && !buckets.contains_key(&hash) {
            make_room(&mut buckets, now);
        }
        let full_at = buckets.get(&hash).copied().unwrap_or_default().max(now) + quota.period();
        match (full_at - now).checked_sub(quota.most()) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                buckets.insert(hash, full_at);
                Ok(())
            }
        }
    }

    fn give_back(&self, purpose: usize, hash: u64, period: Duration) {
        let now = self.clock.monotonic();
        let mut buckets = lock(&self.full_at[purpose]);
        if let Some(full_at) = buckets.get_mut(&hash) {
            *full_at = full_at.saturating_sub(period);
            if *full_at <= now {
                buckets.remove(&hash);
            }
        }
    }

    /// Counts a refusal, to be logged.
    pub fn count_refusal(&self, keys: &[Key<'_>]) {
        let Some(deed) = keys.first().map(|key| key.deed()) else { return };
        let account = keys.iter().find_map(|key| key.account());
        let source = keys.iter().find_map(|key| key.source());
        let mut refused = lock(&self.refused);
        let of_one = Refused { deed, account, source };
        let counted = if refused.len() < MOST_REFUSED || refused.contains_key(&of_one) {
            of_one
        } else {
            Refused { deed, account: None, source: None }
        };
        *refused.entry(counted).or_default() += 1;
    }

    /// Returns the number of attempts refused since the last call.
    pub fn take_refused(&self) -> HashMap<Refused, u64> {
        std::mem::take(&mut *lock(&self.refused))
    }
}

/// Drops the buckets that are full again and, if these are few, also those that will be full soonest.
fn make_room(buckets: &mut HashMap<u64, Duration>, now: Duration) {
    buckets.retain(|_, full_at| *full_at > now);
    if buckets.len() > MOST_REMEMBERED / 4 * 3 {
        let mut ends: Vec<Duration> = buckets.values().copied().collect();
        let middle = ends.len() / 2;
        let (_, median, _) = ends.select_nth_unstable(middle);
        let median = *median;
        buckets.retain(|_, full_at| *full_at > median);
    }
}

/// A panic while it was locked leaves only numbers, none of them half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tokens that were taken. If dropped, they stay taken: the attempt counts.
#[derive(Debug)]
pub(super) struct Reserved<'a> {
    limits: &'a Limits,
    places: Vec<(usize, u64, Duration)>,
}

impl Reserved<'_> {
    /// Gives the tokens back: the attempt was right, or not judged.
    pub fn give_back(self) {
        for (purpose, hash, period) in self.places {
            self.limits.give_back(purpose, hash, period);
        }
    }
}
