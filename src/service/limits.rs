//! Slows down guessing: failed sign-ins are counted by account name and by address; past the limit both wait.
//! Counted in this process only.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::Mutex,
    time::{Duration, Instant},
};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};

use crate::error::AppError;

const FAILURES_OF_ACCOUNT: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
const FAILURES_OF_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
const ACCOUNT_RECOVERS_IN: Duration = Duration::from_secs(60);
const ADDRESS_RECOVERS_IN: Duration = Duration::from_secs(10);
const MOST_REMEMBERED: usize = 50_000;

/// The counters.
#[derive(Debug)]
pub(super) struct SignInLimits {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<String>,
    closed_until: Mutex<HashMap<String, Instant>>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        let limiter = |failures: NonZeroU32, recovers_in: Duration| {
            let quota = Quota::with_period(recovers_in).unwrap_or(Quota::per_minute(failures));
            DefaultKeyedRateLimiter::keyed(quota.allow_burst(failures))
        };
        Self {
            accounts: limiter(FAILURES_OF_ACCOUNT, ACCOUNT_RECOVERS_IN),
            addresses: limiter(FAILURES_OF_ADDRESS, ADDRESS_RECOVERS_IN),
            closed_until: Mutex::default(),
        }
    }
}

impl SignInLimits {
    /// Whether this account name may be tried from this address now.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds to wait.
    pub fn check(&self, account: &str, address: &str) -> Result<(), AppError> {
        let now = Instant::now();
        let closed = self.closed_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let until = [key('a', account), key('n', address)].iter().filter_map(|key| closed.get(key).copied()).max();
        match until.map(|until| until.saturating_duration_since(now)) {
            Some(wait) if !wait.is_zero() => Err(AppError::TooManyAttempts(wait.as_secs().max(1))),
            _ => Ok(()),
        }
    }

    /// Counts a failure against both.
    pub fn count_failure(&self, account: &str, address: &str) {
        for (limiter, key) in [(&self.accounts, key('a', account)), (&self.addresses, key('n', address))] {
            if let Err(too_many) = limiter.check_key(&key) {
                let wait = too_many.wait_time_from(DefaultClock::default().now());
                self.close(key, wait);
            }
        }
        if self.accounts.len() > MOST_REMEMBERED {
            self.accounts.retain_recent();
            self.addresses.retain_recent();
        }
    }

    fn close(&self, key: String, wait: Duration) {
        let now = Instant::now();
        let mut closed = self.closed_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if closed.len() > MOST_REMEMBERED {
            closed.retain(|_, until| *until > now);
        }
        closed.insert(key, now + wait);
    }
}

fn key(kind: char, name: &str) -> String {
    // A name of any length must not become memory of any length.
    format!("{kind}:{}", name.chars().take(100).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_closes_after_its_failures_and_others_stay_open() {
        let limits = SignInLimits::default();
        for _ in 0..=FAILURES_OF_ACCOUNT.get() {
            limits.check("ann", "192.0.2.1").expect("still open");
            limits.count_failure("ann", "192.0.2.1");
        }

        assert!(matches!(limits.check("ann", "192.0.2.9"), Err(AppError::TooManyAttempts(1..=60))));
        assert_eq!(limits.check("ben", "192.0.2.1"), Ok(()));
    }

    #[test]
    fn an_address_closes_whatever_names_it_tries() {
        let limits = SignInLimits::default();
        for n in 0..=FAILURES_OF_ADDRESS.get() {
            limits.count_failure(&format!("name{n}"), "192.0.2.1");
        }

        assert!(limits.check("somebody else", "192.0.2.1").is_err());
        assert_eq!(limits.check("somebody else", "192.0.2.2"), Ok(()));
    }
}
