//! A job: what it is, and how it is watched over.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use tokio::time::timeout;

use crate::service::{Outcome, Services, clock_watch, task};

/// How often a process says that it is still at a task that takes long.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// How long a task may last. What hangs is dropped then, and tried again.
const LONGEST: Duration = Duration::from_secs(3_600);

/// Who does a job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every process, for itself.
    Each,
    /// Every process that works: which of them does what is settled for each thing.
    All,
    /// One process at a time of those that work: whichever takes the task of this name.
    One(&'static str),
}

/// Something to be done again and again.
pub struct Job {
    /// Who does it.
    pub who: Who,
    /// How many seconds are between two times.
    pub every: u64,
    /// Whether it deletes or ends what has run out.
    pub ends: bool,
    /// What is done.
    pub run: fn(Arc<Services>) -> BoxFuture<'static, Outcome<()>>,
}

impl Job {
    /// The task that a process takes for it, if one at a time does it.
    #[must_use]
    pub fn task(&self) -> Option<&'static str> {
        match self.who {
            Who::One(task) => Some(task),
            Who::Each | Who::All => None,
        }
    }

    /// Does it whenever it is due, until the process is asked to stop; what is under way then ends first.
    pub async fn supervise(&'static self, services: Arc<Services>, me: String) {
        let mut ended = pin!(services.live.ended());
        // One process among several looks often enough to take what another has left behind.
        let pause = Duration::from_secs(if self.task().is_some() { self.every.min(15) } else { self.every });
        while !services.live.is_ending() {
            self.attempt(&services, &me).await;
            tokio::select! {
                () = &mut ended => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does it, if it is due and no other process is at it, in the name of this one.
    pub async fn attempt(&self, services: &Arc<Services>, me: &str) {
        if self.ends && !is_steady(services).await {
            return;
        }
        let Some(name) = self.task() else {
            if let Some(error) = self.guarded(services).await {
                tracing::warn!(error, "a task of this process failed");
            }
            return;
        };
        match task::take(services, name, me).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(e) => {
                tracing::warn!(task = name, error = %e, "a task could not be taken");
                return;
            }
        }
        let work = bounded(LONGEST, self.guarded(services));
        let Some(error) = task::keeping(services, (name, me), KEPT_EVERY, work).await else {
            tracing::warn!(task = name, "another process has taken a task that lasted too long; this one has left off");
            return;
        };
        if let Some(error) = &error {
            tracing::warn!(task = name, error, "a task failed, and will be tried again");
        }
        let every = i64::try_from(self.every).unwrap_or(i64::MAX);
        if let Err(e) = task::give_back(services, name, me, every, error).await {
            tracing::warn!(task = name, error = %e, "a task could not be given back; it will be taken again later");
        }
    }

    async fn guarded(&self, services: &Arc<Services>) -> Option<String> {
        guarded((self.run)(services.clone())).await
    }
}

/// Does something for so long at most. Returns why it failed, if it did.
async fn bounded(longest: Duration, work: impl Future<Output = Option<String>>) -> Option<String> {
    timeout(longest, work).await.unwrap_or_else(|_| Some("it took too long".to_owned()))
}

/// Does something once. Returns why it failed, if it did.
pub(super) async fn guarded(work: impl Future<Output = Outcome<()>>) -> Option<String> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(())) => None,
        Ok(Err(e)) => Some(e.to_string()),
        Err(_) => Some("it panicked".to_owned()),
    }
}

async fn is_steady(services: &Services) -> bool {
    clock_watch::is_steady(services).await.unwrap_or_else(|e| {
        tracing::warn!(error = %e, "whether the clock is right could not be found out");
        false
    })
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn what_hangs_is_dropped_and_has_failed() {
        let longest = Duration::from_millis(5);

        assert_eq!(bounded(longest, pending()).await.as_deref(), Some("it took too long"));
        assert_eq!(bounded(longest, ready(None)).await, None);
    }
}
