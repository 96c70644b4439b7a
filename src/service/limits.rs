//! Slows down guessing and floods. Each thing that may only be tried so often is a [`Key`] with a bucket of its own: it allows a
//! number of tries at once and then regains them one at a time. A token is taken before a try is checked, so that simultaneous
//! tries cannot slip through together, and is given back if there was nothing to count. Each process counts for itself; tries at secrets
//! are counted in a shared database too (`attempts`).

mod source;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use self::source::Source;
use super::clock::Clock;
use crate::{
    domain::{
        audit::Deed,
        ids::{AccountId, AppId},
    },
    error::AppError,
};

/// What is counted. Nothing is ever counted under a key of another purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    /// Signing in under a name, from a network.
    SignIn(&'a str, Source),
    /// Signing in under a name, from any browser that its owner has not used before.
    SignInName(&'a str),
    /// Signing in under whatever name, from a network.
    SignInFrom(Source),
    /// Signing in from a browser that the account has signed in from before, by the hash of its token.
    SignInDevice(AccountId, &'a str),
    /// Setting a new password with a code under a name, from a network.
    Reset(&'a str, Source),
    /// The same, from anywhere.
    ResetName(&'a str),
    /// The same under whatever name, from a network.
    ResetFrom(Source),
    /// Asking for a link to a new password, under a name.
    ResetMail(&'a str),
    /// The same under whatever name, from a network.
    ResetMailFrom(Source),
    /// Saying one's current password.
    OwnPassword(AccountId),
    /// Entering the code of a second step, from a network.
    SecondStep(AccountId, Source),
    /// The same, from any browser that its owner has not used before.
    SecondStepOf(AccountId),
    /// Entering it in a browser that the account has signed in from before, by the hash of its token.
    SecondStepDevice(AccountId, &'a str),
    /// Entering it while signed in.
    OwnSecondStep(AccountId),
    /// Asking for a challenge to sign in with a passkey.
    PasskeyFrom(Source),
    /// Entering the own password to open a record in an emergency.
    BreakGlass(AccountId),
    /// Writing to the clinic.
    ContactFrom(Source),
    /// Making an account.
    RegistrationFrom(Source),
    /// Having a visitor's refused form kept for them.
    TypedFrom(Source),
    /// Sending messages.
    MessageBy(AccountId),
    /// Having a time held as a visitor, by the name that their session has for it.
    HoldOf(&'a str),
    /// The same, from a network.
    HoldFrom(Source),
    /// Using the API as this account.
    ApiBy(AccountId),
    /// Using the API without being signed in.
    ApiFrom(Source),
    /// Looking patients up at a front desk.
    DeskLookUp(AccountId),
    /// Applying to work with the clinic.
    ApplyFrom(Source),
    /// Adding to an application, or changing what becomes of it.
    ApplicantFrom(Source),
    /// Entering the own password to close the account.
    CloseAccount(AccountId),
    /// Making tokens for programs and calendars.
    TokenMake(AccountId),
    /// Having something sent to a program at once.
    WebhookSend(AccountId),
    /// Asking to read a record, as an app, from a network.
    AppAskFrom(Source),
    /// The same, as this app.
    AppAsk(AppId),
    /// Exchanging codes and tokens, as this app.
    AppToken(AppId),
    /// Following a reminder's link that is none.
    VisitLinkFrom(Source),
    /// Giving oneself a name to sign in with, or a telephone number, that is someone else's.
    OthersName(AccountId),
}

/// How often something may be tried: this many times at once, and then once in this many seconds.
#[derive(Clone, Copy)]
struct Quota {
    at_once: u32,
    every: u64,
}

impl Quota {
    fn period(self) -> Duration {
        Duration::from_secs(self.every)
    }

    fn most(self) -> Duration {
        self.period() * self.at_once
    }
}

/// How many purposes there are.
const PURPOSES: usize = 35;
/// How many keys of one purpose are remembered.
const MOST_REMEMBERED: usize = 50_000;
/// How many kinds of refusals are counted separately between two times of logging them.
const MOST_REFUSED: usize = 1_000;

impl Key<'_> {
    /// Its purpose, and how often it may be tried. A machine whose proxy is not trusted to report addresses sees everyone at a
    /// single address, so whatever is counted by address alone is hardly limited there.
    fn rule(self) -> (usize, Quota) {
        let quota = |at_once, every| Quota { at_once, every };
        match self {
            Self::SignIn(..) => (0, quota(5, 60)),
            Self::SignInName(_) => (1, quota(100, 30)),
            Self::SignInFrom(Source::Network(_)) => (2, quota(30, 10)),
            Self::SignInFrom(Source::Local) => (2, quota(1_000_000, 1)),
            Self::SignInDevice(..) => (3, quota(5, 60)),
            Self::Reset(..) => (4, quota(5, 60)),
            Self::ResetName(_) => (5, quota(100, 30)),
            Self::ResetFrom(Source::Network(_)) => (6, quota(15, 60)),
            Self::ResetFrom(Source::Local) => (6, quota(200, 5)),
            Self::OwnPassword(_) => (7, quota(5, 60)),
            Self::BreakGlass(_) => (8, quota(5, 60)),
            Self::ContactFrom(Source::Network(_)) => (9, quota(5, 60)),
            Self::ContactFrom(Source::Local) => (9, quota(50, 5)),
            Self::RegistrationFrom(Source::Network(_)) => (10, quota(15, 60)),
            Self::RegistrationFrom(Source::Local) => (10, quota(1_000, 1)),
            Self::TypedFrom(Source::Network(_)) => (11, quota(20, 60)),
            Self::TypedFrom(Source::Local) => (11, quota(200, 5)),
            Self::MessageBy(_) => (12, quota(30, 6)),
            Self::SecondStep(..) => (23, quota(5, 60)),
            Self::SecondStepOf(_) => (24, quota(10, 300)),
            Self::SecondStepDevice(..) => (26, quota(5, 60)),
            Self::OwnSecondStep(_) => (27, quota(5, 60)),
            Self::PasskeyFrom(Source::Network(_)) => (28, quota(30, 10)),
            Self::PasskeyFrom(Source::Local) => (28, quota(1_000, 1)),
            Self::HoldOf(_) => (13, quota(4, 120)),
            Self::HoldFrom(Source::Network(_)) => (14, quota(6, 300)),
            Self::HoldFrom(Source::Local) => (14, quota(100, 10)),
            Self::ApiBy(_) => (15, quota(1_000, 1)),
            Self::ApiFrom(Source::Network(_)) => (16, quota(300, 1)),
            Self::ApiFrom(Source::Local) => (16, quota(1_000_000, 1)),
            // A busy morning, and no whole directory.
            Self::DeskLookUp(_) => (17, quota(120, 20)),
            Self::ResetMail(_) => (18, quota(3, 600)),
            Self::ResetMailFrom(Source::Network(_)) => (19, quota(10, 120)),
            Self::ResetMailFrom(Source::Local) => (19, quota(200, 5)),
            Self::ApplyFrom(Source::Network(_)) => (20, quota(5, 600)),
            Self::ApplyFrom(Source::Local) => (20, quota(200, 5)),
            Self::ApplicantFrom(Source::Network(_)) => (21, quota(30, 20)),
            Self::ApplicantFrom(Source::Local) => (21, quota(500, 2)),
            Self::CloseAccount(_) => (22, quota(5, 60)),
            Self::OthersName(_) => (25, quota(10, 600)),
            Self::TokenMake(_) => (29, quota(10, 300)),
            Self::WebhookSend(_) => (30, quota(30, 10)),
            Self::AppAskFrom(Source::Network(_)) => (31, quota(30, 10)),
            Self::AppAskFrom(Source::Local) => (31, quota(10_000, 1)),
            Self::AppAsk(_) => (32, quota(1_000, 1)),
            Self::AppToken(_) => (33, quota(2_000, 1)),
            Self::VisitLinkFrom(Source::Network(_)) => (34, quota(15, 60)),
            Self::VisitLinkFrom(Source::Local) => (34, quota(200, 5)),
        }
    }

    /// How long one try takes to be regained, and how long all do.
    pub fn lengths(self) -> (Duration, Duration) {
        let (_, quota) = self.rule();
        (quota.period(), quota.most())
    }

    /// What the audit calls it.
    pub fn deed(self) -> Deed {
        match self {
            Self::SignIn(..)
            | Self::SignInName(_)
            | Self::SignInFrom(_)
            | Self::SignInDevice(..)
            | Self::PasskeyFrom(_) => Deed::AccountSignIn,
            Self::Reset(..) | Self::ResetName(_) | Self::ResetFrom(_) => Deed::AccountResetPassword,
            Self::ResetMail(_) | Self::ResetMailFrom(_) => Deed::AccountAskResetLink,
            Self::OwnPassword(_) => Deed::AccountChangePassword,
            Self::SecondStep(..) | Self::SecondStepOf(_) | Self::SecondStepDevice(..) | Self::OwnSecondStep(_) => {
                Deed::AccountSecondStep
            }
            Self::BreakGlass(_) => Deed::RecordBreakGlass,
            Self::ContactFrom(_) => Deed::ContactSend,
            Self::RegistrationFrom(_) | Self::TypedFrom(_) => Deed::AccountRegister,
            Self::MessageBy(_) => Deed::MessageSend,
            Self::HoldOf(_) | Self::HoldFrom(_) => Deed::AppointmentHold,
            Self::ApiBy(_) | Self::ApiFrom(_) => Deed::ApiRequest,
            Self::DeskLookUp(_) => Deed::PatientList,
            Self::ApplyFrom(_) => Deed::ApplicationSend,
            Self::ApplicantFrom(_) => Deed::ApplicationChange,
            Self::CloseAccount(_) => Deed::AccountClose,
            Self::OthersName(_) => Deed::AccountChangeDetails,
            Self::TokenMake(_) => Deed::AccessTokenMake,
            Self::WebhookSend(_) => Deed::WebhookTest,
            Self::AppAskFrom(_) | Self::AppAsk(_) => Deed::AppAllow,
            Self::AppToken(_) => Deed::ApiRequest,
            Self::VisitLinkFrom(_) => Deed::AppointmentRead,
        }
    }

    fn account(self) -> Option<AccountId> {
        match self {
            Self::OwnPassword(id)
            | Self::BreakGlass(id)
            | Self::SignInDevice(id, _)
            | Self::MessageBy(id)
            | Self::SecondStep(id, _)
            | Self::SecondStepOf(id)
            | Self::SecondStepDevice(id, _)
            | Self::OwnSecondStep(id)
            | Self::ApiBy(id)
            | Self::DeskLookUp(id)
            | Self::CloseAccount(id)
            | Self::OthersName(id)
            | Self::TokenMake(id)
            | Self::WebhookSend(id) => Some(id),
            _ => None,
        }
    }

    fn source(self) -> Option<Source> {
        match self {
            Self::SignIn(_, source) | Self::Reset(_, source) | Self::SecondStep(_, source) => Some(source),
            Self::SignInFrom(source)
            | Self::PasskeyFrom(source)
            | Self::ResetFrom(source)
            | Self::ResetMailFrom(source)
            | Self::ContactFrom(source)
            | Self::RegistrationFrom(source)
            | Self::TypedFrom(source)
            | Self::AppAskFrom(source)
            | Self::VisitLinkFrom(source)
            | Self::HoldFrom(source)
            | Self::ApiFrom(source)
            | Self::ApplyFrom(source)
            | Self::ApplicantFrom(source) => Some(source),
            _ => None,
        }
    }
}

/// Tries that were refused because there were too many, to be logged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Refused {
    /// What the audit calls it.
    pub deed: Deed,
    /// Whose account, where the tries were of one.
    pub account: Option<AccountId>,
    /// From where, where that was told.
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
    /// [`AppError::TooManyAttempts`] with the seconds until a try is available.
    pub fn reserve(&self, keys: &[Key<'_>]) -> Result<Reserved<'_>, AppError> {
        let mut reserved = Reserved { limits: self, places: Vec::with_capacity(keys.len()) };
        for key in keys {
            let (purpose, quota) = key.rule();
            let hash = self.hasher.hash_one(key);
            match self.take(purpose, hash, quota) {
                Ok(()) => reserved.places.push((purpose, hash, quota.period())),
                Err(wait) => {
                    reserved.give_back();
                    self.count_refusal(keys, key.deed());
                    return Err(AppError::TooManyAttempts(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)));
                }
            }
        }
        Ok(reserved)
    }

    /// Counts something that is not judged.
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
    pub fn count_refusal(&self, keys: &[Key<'_>], deed: Deed) {
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

    /// How many tries were refused since this was last asked.
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

/// Tokens that were taken. When this is dropped they stay taken: the try counts.
#[derive(Debug)]
pub(super) struct Reserved<'a> {
    limits: &'a Limits,
    places: Vec<(usize, u64, Duration)>,
}

impl Reserved<'_> {
    /// Gives them back: the try was right, or not judged.
    pub fn give_back(self) {
        for (purpose, hash, period) in self.places {
            self.limits.give_back(purpose, hash, period);
        }
    }
}
