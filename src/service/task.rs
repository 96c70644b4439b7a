//! Which process runs the server's background tasks. A task is taken by one process at a time, under a lease, and given back when
//! it is done or has failed; if a process dies in the middle, another one takes the task after the lease ends.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Failure, Outcome, Services};
use crate::{domain::task::Task, storage::task};

/// How long a process may keep a task without renewing its lease.
pub const LEASE: SignedDuration = SignedDuration::from_mins(3);
/// How long a task may fail, or be due without being begun, before that is reported. Each process looks every 15 seconds.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// The delay in seconds before a failed task is retried, doubled after each further failure.
const FIRST_RETRY: i64 = 15;
/// The maximum stored length of an error, in characters.
const LONGEST_ERROR: usize = 300;

/// A task that is not done in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What is not done.
    pub task: Task,
    /// When it first failed; if it hasn't, when it was due.
    pub since: Timestamp,
    /// Why it failed last, if it failed.
    pub error: Option<String>,
}

/// The tasks that are not done in time. A task that no version of the program does any more is none of them.
///
/// # Errors
/// A storage failure.
pub async fn overdue(services: &Services) -> Outcome<Vec<Overdue>> {
    let now = services.clock.now();
    let found = task::late(&mut services.db.read().await?, now.as_second(), (now - GRACE).as_second()).await?;
    let known = found.into_iter().filter_map(|task::Late { name, since, error }| {
        Some(Overdue { task: name.parse().ok()?, since, error: Some(error).filter(|error| !error.is_empty()) })
    });
    Ok(known.collect())
}

/// Registers tasks.
///
/// # Errors
/// A storage failure.
pub async fn announce(services: &Services, names: Vec<&'static str>) -> Outcome<()> {
    let input = (names, services.clock.now().as_second());
    let work = services.db.write(input, |tx, (names, now)| {
        Box::pin(async move {
            for name in names {
                task::put(tx, name, *now).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    work.await
}

/// Takes a task for this process; false if it is not due, or another process has it.
///
/// # Errors
/// A storage failure.
pub async fn take(services: &Services, name: &'static str, by: &str) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    if !task::is_due(&mut services.db.read().await?, name, now).await? {
        return Ok(false);
    }
    let input = (name, by.to_owned(), now);
    let work = services.db.write(input, |tx, (name, by, now)| {
        Box::pin(async move { Ok::<_, Failure>(task::take(tx, name, by, *now, *now + LEASE.as_secs()).await?) })
    });
    work.await
}

/// Runs the work of a taken task, and renews its lease after each `every`. `None` if another process has taken it: the work
/// is dropped then, and there is nothing to give back.
pub async fn keeping<T>(
    services: &Services,
    (name, by): (&'static str, &str),
    every: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        () = keep(services, name, by, every) => None,
    }
}

/// Returns once another process has the task.
async fn keep(services: &Services, name: &'static str, by: &str, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let input = (name, by.to_owned(), services.clock.now() + LEASE);
        let work = services.db.write(input, |tx, (name, by, until)| {
            Box::pin(async move { Ok::<_, Failure>(task::keep(tx, name, by, until.as_second()).await?) })
        });
        match work.await {
            Ok(true) => {}
            Ok(false) => return,
            Err(e) => tracing::warn!(task = name, error = %e, "a task could not be kept"),
        }
    }
}

/// Gives a task back: it is due again after `every` seconds, or sooner if it has failed.
///
/// # Errors
/// A storage failure.
pub async fn give_back(
    services: &Services,
    name: &'static str,
    by: &str,
    every: i64,
    error: Option<String>,
) -> Outcome<()> {
    let outcome = if error.is_none() { "done" } else { "failed" };
    metrics::counter!("consulta_tasks_total", "task" => name, "outcome" => outcome).increment(1);
    let now = services.clock.now().as_second();
    let wait = match &error {
        None => every,
        Some(_) => retry_after(task::tries(&mut services.db.read().await?, name).await?, every),
    };
    let error = error.map(|error| shortened(&error));
    let input = (name, by.to_owned(), (now, now + wait), error);
    let work = services.db.write(input, |tx, (name, by, times, error)| {
        Box::pin(async move { Ok::<_, Failure>(task::give_back(tx, name, by, *times, error.as_deref()).await?) })
    });
    work.await
}

/// The seconds until a task with this many failures is retried; never later than it would be due anyway.
fn retry_after(failed_before: i64, every: i64) -> i64 {
    let doubled = u32::try_from(failed_before.clamp(0, 16)).unwrap_or_default();
    (FIRST_RETRY << doubled).min(every)
}

/// An error in its stored form.
pub(super) fn shortened(error: &str) -> String {
    match error.trim() {
        "" => "unknown".to_owned(),
        said => said.chars().filter(|c| !c.is_control()).take(LONGEST_ERROR).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_fails_is_tried_again_later_and_later_but_no_later_than_it_is_due() {
        let waits: Vec<i64> = [0, 1, 2, 3, 50].map(|failed| retry_after(failed, 100)).into();

        assert_eq!(waits, [15, 30, 60, 100, 100]);
        assert_eq!(retry_after(0, 5), 5);
    }
}
