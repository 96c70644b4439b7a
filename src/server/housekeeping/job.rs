//! A job: its definition, and its supervision.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use tokio::time::timeout;

use crate::service::{Outcome, Services, clock_watch, task};

/// How often a process renews the lease of a long-running task.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// The maximum time for a task: one that hangs is dropped then, and retried.
const LONGEST: Duration = Duration::from_secs(3_600);

/// Which processes run a job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every process, for itself.
    Each,
    /// Every working process: who handles what is decided item by item.
    All,
    /// One working process at a time: whichever takes the task with this name.
    One(&'static str),
}

/// A recurring job.
pub struct Job {
    /// Who runs it.
    pub who: Who,
    /// The interval in seconds.
    pub every: u64,
    /// Whether it deletes or ends what has expired.
    pub ends: bool,
    /// What it does.
    pub run: fn(Arc<Services>) -> BoxFuture<'static, Outcome<()>>,
}

impl Job {
    /// The task that a process takes for it, if one process at a time runs it.
    #[must_use]
    pub fn task(&self) -> Option<&'static str> {
        match self.who {
            Who::One(task) => Some(task),
            Who::Each | Who::All => None,
        }
    }

    /// Runs it whenever it is due, until the process is asked to stop; the current run then ends first.
    pub async fn supervise(&'static self, services: Arc<Services>, me: String) {
        let mut ended = pin!(services.live.ended());
        // With several processes, one checks often enough to take over what another has left behind.
        let pause = Duration::from_secs(if self.task().is_some() { self.every.min(15) } else { self.every });
        while !services.live.is_ending() {
            self.attempt(&services, &me).await;
            tokio::select! {
                () = &mut ended => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Runs it on behalf of this process, if it is due and no other process is running it.
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

/// Runs something, but not longer than this. Returns the error, if it failed.
async fn bounded(longest: Duration, work: impl Future<Output = Option<String>>) -> Option<String> {
    timeout(longest, work).await.unwrap_or_else(|_| Some("timeout".to_owned()))
}

/// Runs something once. Returns the error, if it failed.
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

        assert_eq!(bounded(longest, pending()).await.as_deref(), Some("timeout"));
        assert_eq!(bounded(longest, ready(None)).await, None);
    }
}
