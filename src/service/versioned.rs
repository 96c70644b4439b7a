//! A copy of something in the database that every process keeps, because each page needs it and it rarely changes.
//!
//! The copy is trusted for a second. Then the next reader checks for anything new and takes it in, while everyone else keeps
//! reading the earlier copy. Someone who changes something waits until it has been taken in, so that their next page shows it. A
//! copy may therefore be briefly out of date: every decision based on it is checked again in a transaction.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use tokio::sync::{Mutex, MutexGuard};

use super::{Failure, Outcome, clock::Clock};

/// How long a copy is used without checking.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long after a check it is still used while someone takes in what is new.
const USED: Duration = Duration::from_secs(30);
const NEVER: u64 = u64::MAX;

/// The source of a copy.
pub trait Source: Send + Sync + 'static {
    type Kept: Send + Sync + 'static;
    /// What is newer than it.
    type News: Send;

    /// Looks for anything newer than the copy; `None` if there is nothing. Without a copy everything is new. This should cost one
    /// small read.
    fn look(&self, kept: Option<&Self::Kept>) -> impl Future<Output = Outcome<Option<Self::News>>> + Send;

    /// The next copy: the previous one with the news, or one from scratch.
    fn take_in(
        &self,
        kept: Option<Arc<Self::Kept>>,
        news: Self::News,
    ) -> impl Future<Output = Outcome<Self::Kept>> + Send;
}

/// A copy, and when it was last known to be up to date.
#[derive(Debug)]
pub struct Versioned<S: Source> {
    source: S,
    clock: Clock,
    current: ArcSwapOption<S::Kept>,
    /// In milliseconds of the clock.
    looked_at: AtomicU64,
    /// The number of changes that this process has made, and how many of them are in the copy.
    made: AtomicU64,
    taken_in: AtomicU64,
    looking: Mutex<()>,
    refreshing: Mutex<()>,
}

impl<S: Source> Versioned<S> {
    /// Nothing is read before it is first needed.
    pub fn new(source: S, clock: Clock) -> Self {
        Self {
            source,
            clock,
            current: ArcSwapOption::empty(),
            looked_at: AtomicU64::new(NEVER),
            made: AtomicU64::new(0),
            taken_in: AtomicU64::new(0),
            looking: Mutex::new(()),
            refreshing: Mutex::new(()),
        }
    }

    /// The copy: one that was up to date at most a second ago, or, while someone is taking in what is new, the one before.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn get(&self) -> Outcome<Arc<S::Kept>> {
        if let Some(kept) = self.looked_at_within(TRUSTED) {
            return Ok(kept);
        }
        let looking = self.looking.lock().await;
        if let Some(kept) = self.looked_at_within(TRUSTED) {
            return Ok(kept);
        }
        if let Ok(_refreshing) = self.refreshing.try_lock() {
            return self.refresh(Some(looking)).await;
        }
        drop(looking);
        if let Some(kept) = self.looked_at_within(USED) {
            return Ok(kept);
        }
        let _refreshing = self.refreshing.lock().await;
        match self.looked_at_within(TRUSTED) {
            Some(kept) => Ok(kept),
            None => self.refresh(None).await,
        }
    }

    /// The current copy, without looking for anything newer; `None` if nothing has been read yet.
    #[must_use]
    pub fn latest(&self) -> Option<Arc<S::Kept>> {
        self.current.load_full()
    }

    /// After a local change: returns once it is in the copy. If that fails, the next reader makes up for it.
    pub async fn renew(&self) {
        let mine = self.made.fetch_add(1, Ordering::AcqRel) + 1;
        let _refreshing = self.refreshing.lock().await;
        if self.taken_in.load(Ordering::Acquire) >= mine || self.current.load().is_none() {
            return;
        }
        if let Err(error) = self.refresh(None).await {
            self.looked_at.store(NEVER, Ordering::Release);
            tracing::warn!(%error, "could not take in a change straight away");
        }
    }

    /// Only one at a time. Once something new is found, no one else has to wait for the end of `looking`.
    async fn refresh(&self, looking: Option<MutexGuard<'_, ()>>) -> Outcome<Arc<S::Kept>> {
        // Both are from before the look, so that nothing committed during it counts as taken in.
        let looked_at = self.elapsed();
        let made = self.made.load(Ordering::Acquire);
        let kept = self.current.load_full();
        let news = self.source.look(kept.as_deref()).await?;
        let kept = match (news, kept) {
            (None, Some(kept)) => kept,
            (Some(news), kept) => {
                drop(looking);
                let next = Arc::new(self.source.take_in(kept, news).await?);
                self.current.store(Some(next.clone()));
                next
            }
            (None, None) => return Err(Failure::Fault("there is neither a copy nor anything to copy".to_owned())),
        };
        self.looked_at.store(looked_at, Ordering::Release);
        self.taken_in.store(made, Ordering::Release);
        Ok(kept)
    }

    fn looked_at_within(&self, time: Duration) -> Option<Arc<S::Kept>> {
        let looked_at = self.looked_at.load(Ordering::Acquire);
        // A clock that was set back, as a test may do, makes the copy look young, never old.
        let age = self.elapsed().saturating_sub(looked_at);
        let is_young = looked_at != NEVER && Duration::from_millis(age) < time;
        is_young.then(|| self.current.load_full()).flatten()
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.clock.monotonic().as_millis()).unwrap_or(NEVER - 1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use tokio::sync::Semaphore;

    use super::*;

    /// A number that others change. Taking it in waits at a gate.
    struct Number {
        stored: AtomicU64,
        gate: Semaphore,
        looks: AtomicU64,
    }

    impl Source for Number {
        type Kept = u64;
        type News = u64;

        async fn look(&self, kept: Option<&u64>) -> Outcome<Option<u64>> {
            self.looks.fetch_add(1, Ordering::AcqRel);
            let stored = self.stored.load(Ordering::Acquire);
            Ok((kept != Some(&stored)).then_some(stored))
        }

        async fn take_in(&self, _: Option<Arc<u64>>, news: u64) -> Outcome<u64> {
            self.gate.acquire().await.map_err(|e| Failure::Fault(e.to_string()))?.forget();
            Ok(news)
        }
    }

    fn number() -> (Arc<Versioned<Number>>, Clock) {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24));
        let source = Number { stored: AtomicU64::new(1), gate: Semaphore::new(1), looks: AtomicU64::new(0) };
        (Arc::new(Versioned::new(source, clock.clone())), clock)
    }

    fn later(clock: &Clock, seconds: i64) {
        clock.set(clock.now() + SignedDuration::from_secs(seconds));
    }

    async fn stands_at_the_gate(number: &Versioned<Number>, looks: u64) {
        while number.source.looks.load(Ordering::Acquire) < looks || number.looking.try_lock().is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_copy_is_trusted_for_a_second_and_then_looked_over_once() {
        let (number, clock) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.stored.store(2, Ordering::Release);
        assert_eq!(*number.get().await.unwrap(), 1);

        later(&clock, 1);
        number.source.gate.add_permits(1);
        assert_eq!(*number.get().await.unwrap(), 2);
        assert_eq!(*number.get().await.unwrap(), 2);
        assert_eq!(number.source.looks.load(Ordering::Acquire), 2);
    }

    #[tokio::test]
    async fn nobody_waits_while_someone_takes_in_what_is_new() {
        let (number, clock) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.stored.store(2, Ordering::Release);
        later(&clock, 1);
        let first = tokio::spawn({
            let number = number.clone();
            async move { *number.get().await.unwrap() }
        });
        stands_at_the_gate(&number, 2).await;

        for _ in 0..100 {
            assert_eq!(*number.get().await.unwrap(), 1);
        }
        number.source.gate.add_permits(1);

        assert_eq!(first.await.unwrap(), 2);
        assert_eq!(*number.get().await.unwrap(), 2);
        assert_eq!(number.source.looks.load(Ordering::Acquire), 2);
    }

    #[tokio::test]
    async fn a_copy_that_is_long_out_of_date_is_waited_for() {
        let (number, clock) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.stored.store(2, Ordering::Release);
        later(&clock, 30);
        let ask = || {
            let number = number.clone();
            tokio::spawn(async move { *number.get().await.unwrap() })
        };
        let first = ask();
        stands_at_the_gate(&number, 2).await;
        let second = ask();
        number.source.gate.add_permits(1);

        assert_eq!((first.await.unwrap(), second.await.unwrap()), (2, 2));
    }

    #[tokio::test]
    async fn whoever_changed_something_sees_it_and_the_others_do_not_wait_for_it() {
        let (number, _) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.stored.store(2, Ordering::Release);
        let editor = tokio::spawn({
            let number = number.clone();
            async move {
                number.renew().await;
                *number.get().await.unwrap()
            }
        });
        stands_at_the_gate(&number, 2).await;

        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.gate.add_permits(1);

        assert_eq!(editor.await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_change_that_came_after_the_look_is_looked_for_again() {
        let (number, _) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        let edit = |to: u64| {
            number.source.stored.store(to, Ordering::Release);
            let number = number.clone();
            tokio::spawn(async move {
                number.renew().await;
                *number.get().await.unwrap()
            })
        };
        let first = edit(2);
        stands_at_the_gate(&number, 2).await;
        let second = edit(3);
        number.source.gate.add_permits(2);

        assert!((2..=3).contains(&first.await.unwrap()));
        assert_eq!(second.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn what_could_not_be_taken_in_is_made_up_for_by_the_next_reader() {
        let (number, _) = number();
        assert_eq!(*number.get().await.unwrap(), 1);
        number.source.stored.store(2, Ordering::Release);
        number.source.gate.close();
        number.renew().await;

        assert!(number.get().await.is_err(), "the change is not passed over in silence");
    }
}
