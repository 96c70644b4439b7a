//! Jobs that have to run without anyone asking, for as long as the process lives. Each is supervised: a failure or a panic ends one
//! run of it and nothing else, and when the process is asked to stop, the current run ends first.
//!
//! Most jobs concern the whole clinic: of all processes, one at a time takes each (`service::task`). Whatever a process counted in
//! its own memory, it writes down itself, even if it leaves the rest to others (`consulta serve --no-work`). A job that deletes or
//! ends what has expired waits while the clock isn't trusted (`service::clock_watch`), and reminders wait after it has jumped.

mod job;

use std::{pin::pin, sync::Arc, time::Duration};

use futures::FutureExt;
use jiff::SignedDuration;
use tokio::{sync::broadcast::Receiver, task::JoinSet};

use self::job::guarded;
pub use self::job::{Job, Who};
use super::exports;
use crate::{
    domain::{task::Task, topic::Topic},
    fhir,
    request::session,
    service::{
        Outcome, Services, agreed_time, attempts,
        audit::{self, Head},
        bulk, bulk_export, clock_watch, data_export, document, forecast,
        import::uploaded,
        last_day,
        live::Change,
        mail, password, push, refusals, reminder, retention, task, token, upkeep, visit, waitlist, webhook,
    },
};

/// The minimum age of a file that belongs to nothing: adding one takes less time than that.
const FILES_AGE: SignedDuration = SignedDuration::from_hours(1);
/// How often to check the waiting list if no change is received, or the check failed: other processes free times too, and offers
/// end.
const WAITLIST_EVERY: Duration = Duration::from_millis(500);
/// How long to wait after a change is received, so that simultaneous changes are handled together.
const WAITLIST_PAUSE: Duration = Duration::from_millis(20);

/// All recurring jobs.
pub static JOBS: [Job; 23] = [
    Job { who: Who::Each, every: 60, ends: false, run: |services| Box::pin(watch_clock(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(send_letters(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(send_pushes(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(import_files(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(work_off_runs(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(make_exports(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(export_records(services)) },
    Job { who: Who::All, every: 2, ends: false, run: |services| Box::pin(tell_programs(services)) },
    Job { who: Who::Each, every: 60, ends: false, run: |services| Box::pin(write_down(services)) },
    Job { who: Who::Each, every: 60, ends: false, run: |services| Box::pin(say_that_we_are_here(services)) },
    Job { who: Who::All, every: 60, ends: false, run: |services| Box::pin(keep_up(services)) },
    Job {
        who: Who::All,
        every: 3_600,
        ends: false,
        run: |services| Box::pin(async move { upkeep::complete_rows(&services).await }),
    },
    Job {
        who: Who::One(Task::Requests.as_str()),
        every: 60,
        ends: true,
        run: |services| Box::pin(lapse_requests(services)),
    },
    Job {
        who: Who::One(Task::Waitlist.as_str()),
        every: 60,
        ends: true,
        run: |services| Box::pin(lapse_wishes(services)),
    },
    Job {
        who: Who::One(Task::Sessions.as_str()),
        every: 60,
        ends: true,
        run: |services| Box::pin(sweep_sessions(services)),
    },
    Job {
        who: Who::One(Task::Tokens.as_str()),
        every: 60,
        ends: true,
        run: |services| Box::pin(sweep_tokens(services)),
    },
    Job {
        who: Who::One(Task::Reminders.as_str()),
        every: 120,
        ends: false,
        run: |services| Box::pin(remind(services)),
    },
    Job {
        who: Who::One(Task::Webhooks.as_str()),
        every: 3_600,
        ends: true,
        run: |services| Box::pin(async move { webhook::sweep(&services).await }),
    },
    Job {
        who: Who::One(Task::Letters.as_str()),
        every: 3_600,
        ends: true,
        run: |services| Box::pin(sweep_letters(services)),
    },
    Job {
        who: Who::One(Task::Files.as_str()),
        every: 3_600,
        ends: true,
        run: |services| Box::pin(sweep_files(services)),
    },
    Job {
        who: Who::One(Task::Retention.as_str()),
        every: 3_600,
        ends: true,
        run: |services| Box::pin(forget(services)),
    },
    Job {
        who: Who::One(Task::Forecast.as_str()),
        every: 3_600,
        ends: false,
        run: |services| Box::pin(foresee(services)),
    },
    Job {
        who: Who::One(Task::Audit.as_str()),
        every: 3_600,
        ends: false,
        run: |services| Box::pin(tell_of_audit(services)),
    },
];

/// First checks once whether appointments start when agreed; then runs all jobs until the process is asked to stop.
pub async fn run(services: Arc<Services>) {
    first("appointments.agreed", agreed_time::report(&services)).await;
    first("practitioners.last_day", mend_last_days(&services)).await;
    announce(&services).await;
    let mut workers = supervised(&services, |_| true);
    workers.spawn(fill_from_waitlist(services));
    while workers.join_next().await.is_some() {}
}

/// Runs only the jobs that each process does for itself, until it is asked to stop: the rest is left to others.
pub async fn run_own(services: Arc<Services>) {
    let mut workers = supervised(&services, |job| job.who == Who::Each);
    while workers.join_next().await.is_some() {}
}

/// Starts these jobs.
fn supervised(services: &Arc<Services>, is_ours: fn(&Job) -> bool) -> JoinSet<()> {
    // No two senders and no two processes have the same.
    let me = password::one_time_code();
    let mut workers = JoinSet::new();
    for job in JOBS.iter().filter(|job| is_ours(job)) {
        workers.spawn(job.supervise(services.clone(), me.clone()));
    }
    workers
}

/// Does something before the workers start; if it panics, they start all the same.
async fn first(what: &'static str, work: impl Future<Output = ()>) {
    if let Some(error) = guarded(work.map(Ok)).await {
        tracing::error!(what, error, "a check before the workers start failed");
    }
}

/// Registers the tasks.
pub async fn announce(services: &Services) {
    let names = JOBS.iter().filter_map(Job::task).collect();
    if let Err(e) = task::announce(services, names).await {
        tracing::error!(error = %e, "the server's tasks could not be written down");
    }
}

/// If it fails, the next start retries it.
async fn mend_last_days(services: &Services) {
    match last_day::mend(services).await {
        Ok(0) => {}
        Ok(mended) => tracing::info!(mended, "last days now end with the clinic's own day"),
        Err(e) => tracing::warn!(error = %e, "last days could not be moved to the clinic's own day"),
    }
}

/// Checks whether the clock has moved.
async fn watch_clock(services: Arc<Services>) -> Outcome<()> {
    clock_watch::look(&services).await
}

/// Sends some of the emails that are due.
async fn send_letters(services: Arc<Services>) -> Outcome<()> {
    mail::send_due(&services, &password::one_time_code()).await.map(drop)
}

/// Sends some of the push messages that are due.
async fn send_pushes(services: Arc<Services>) -> Outcome<()> {
    push::send_due(&services, &password::one_time_code()).await.map(drop)
}

/// Checks and imports files that administrators have sent.
async fn import_files(services: Arc<Services>) -> Outcome<()> {
    while !services.live.is_ending() && uploaded::work(&services, &password::one_time_code()).await? {}
    Ok(())
}

/// Processes runs on several people.
async fn work_off_runs(services: Arc<Services>) -> Outcome<()> {
    while !services.live.is_ending() && bulk::run::work(&services, &password::one_time_code(), usize::MAX).await? {}
    Ok(())
}

/// Makes the exports that people have requested.
async fn make_exports(services: Arc<Services>) -> Outcome<()> {
    while !services.live.is_ending() && exports::make_next(&services, &password::one_time_code()).await? {}
    Ok(())
}

/// Makes the bulk exports that programs have requested.
async fn export_records(services: Arc<Services>) -> Outcome<()> {
    while !services.live.is_ending() && fhir::make_next(&services, &password::one_time_code()).await? {}
    Ok(())
}

/// Sends some of the webhook messages that are due.
async fn tell_programs(services: Arc<Services>) -> Outcome<()> {
    webhook::send_due(&services).await.map(drop)
}

/// Writes what this process has counted.
async fn write_down(services: Arc<Services>) -> Outcome<()> {
    let attempts = attempts::note_refused(&services).await;
    refusals::settle(&services).await?;
    attempts
}

async fn lapse_requests(services: Arc<Services>) -> Outcome<()> {
    match visit::lapse_requests(&services).await? {
        0 => {}
        lapsed => tracing::info!(lapsed, "requests lapsed"),
    }
    Ok(())
}

async fn lapse_wishes(services: Arc<Services>) -> Outcome<()> {
    waitlist::lapse(&services).await.map(drop)
}

async fn sweep_sessions(services: Arc<Services>) -> Outcome<()> {
    session::sweep(&services).await
}

async fn sweep_tokens(services: Arc<Services>) -> Outcome<()> {
    token::sweep(&services).await
}

async fn remind(services: Arc<Services>) -> Outcome<()> {
    if !clock_watch::may_remind(&services).await? {
        return Ok(());
    }
    match reminder::remind(&services).await? {
        0 => {}
        reminded => tracing::info!(reminded, "patients were reminded"),
    }
    Ok(())
}

async fn sweep_letters(services: Arc<Services>) -> Outcome<()> {
    push::sweep(&services).await?;
    mail::sweep(&services).await
}

/// Deletes document files that were never added, because a process ended in the middle.
async fn sweep_files(services: Arc<Services>) -> Outcome<()> {
    data_export::sweep(&services).await?;
    bulk_export::sweep(&services).await?;
    let before = services.clock.now().checked_sub(FILES_AGE).unwrap_or_default();
    match document::sweep(&services, before).await? {
        0 => {}
        deleted => tracing::info!(deleted, "files that belong to no document were deleted"),
    }
    Ok(())
}

/// Deletes expired data.
async fn forget(services: Arc<Services>) -> Outcome<()> {
    uploaded::sweep(&services).await?;
    bulk::run::sweep(&services).await?;
    match retention::sweep(&services).await? {
        (0, 0) => {}
        (accounts, applications) => tracing::info!(accounts, applications, "what no one needs any more was deleted"),
    }
    Ok(())
}

/// Learns which visits are missed, where the clinic wants the forecast.
async fn foresee(services: Arc<Services>) -> Outcome<()> {
    forecast::train(&services).await
}

/// Logs the end of the audit: if the log is kept apart from the database, it can later show whether anything up to there was
/// rewritten.
async fn tell_of_audit(services: Arc<Services>) -> Outcome<()> {
    let Head { seq, hash, keyed_after, .. } = audit::head(&services).await?;
    tracing::info!(seq, hash, keyed_after, "the audit's last row");
    Ok(())
}

/// Offers freed times to people on the waiting list, within a second, until the process is asked to stop: the offer in progress
/// then ends first. Any change to a calendar may have freed one.
pub async fn fill_from_waitlist(services: Arc<Services>) {
    let mut ended = pin!(services.live.ended());
    let mut changes = services.live.subscribe();
    while !services.live.is_ending() {
        let failed = guarded(async { waitlist::offer_freed(&services).await.map(drop) }).await;
        let next = async {
            if let Some(error) = failed {
                tracing::warn!(error, "a freed time could not be offered");
                tokio::time::sleep(WAITLIST_EVERY).await;
            } else if tokio::time::timeout(WAITLIST_EVERY, may_have_freed(&mut changes)).await.is_ok() {
                tokio::time::sleep(WAITLIST_PAUSE).await;
                changes = changes.resubscribe();
            }
        };
        tokio::select! {
            () = &mut ended => {}
            () = next => {}
        }
    }
}

/// Resolves with a change that may have freed a time; missing some changes counts as one, too.
async fn may_have_freed(changes: &mut Receiver<Change>) {
    while matches!(changes.recv().await, Ok(Some(Topic::Audit))) {}
}

/// Reports that this process is alive.
async fn say_that_we_are_here(services: Arc<Services>) -> Outcome<()> {
    upkeep::seen(&services).await
}

/// Makes a backup, verifies the newest one and checks the audit, when each is due. Each has a lease of its own, because it takes
/// long.
async fn keep_up(services: Arc<Services>) -> Outcome<()> {
    upkeep::run_due(&services).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_before_all_else_is_survived() {
        first("a test", async { panic!("as a test wants it") }).await;
    }
}
