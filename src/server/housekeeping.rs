//! What has to happen without anyone asking for it, once a minute for as long as the process lives.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;

use super::session;
use crate::{
    service::{Services, agreed_time, attempts, audit, document, refusals, token, visit, waitlist},
    storage::audit::Head,
};

const EVERY: Duration = Duration::from_secs(60);
/// How often to look for files that belong to nothing, and how old they must be: adding one takes less time than that.
const FILES_EVERY: Duration = Duration::from_secs(60 * 60);
const FILES_AGE: SignedDuration = SignedDuration::from_hours(1);
/// How often the log is told where the audit ends.
const AUDIT_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often to look after the waiting list if nothing is heard: other processes free times too, and offers end.
const WAITLIST_EVERY: Duration = Duration::from_millis(500);
/// How long to wait after something is heard, so that simultaneous changes are handled together.
const WAITLIST_PAUSE: Duration = Duration::from_millis(20);

/// First checks once whether appointments start when agreed; then, each time, lets requests expire, logs which attempts were too
/// many, and deletes ended sessions. A failure is logged, and tried again the next time.
pub async fn run(services: Arc<Services>) {
    agreed_time::report(&services).await;
    loop {
        match visit::lapse_requests(&services).await {
            Ok(0) => {}
            Ok(lapsed) => tracing::info!(lapsed, "requests lapsed"),
            Err(e) => tracing::warn!(error = %e, "requests could not be looked through"),
        }
        if let Err(e) = waitlist::lapse(&services).await {
            tracing::warn!(error = %e, "the waiting list could not be looked through");
        }
        if let Err(e) = attempts::note_refused(&services).await {
            tracing::warn!(error = %e, "refused attempts were not written down");
        }
        if let Err(e) = refusals::settle(&services).await {
            tracing::error!(error = %e, "refusals were counted, and not written down");
        }
        if let Err(e) = session::sweep(&services).await {
            tracing::warn!(error = %e, "ended sessions were not swept");
        }
        if let Err(e) = token::sweep(&services).await {
            tracing::warn!(error = %e, "expired tokens were not swept");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Deletes files of documents that were never added, because a process ended in the middle.
pub async fn sweep_files(services: Arc<Services>) {
    loop {
        let before = services.clock.now().checked_sub(FILES_AGE).unwrap_or_default();
        match document::sweep(&services, before).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "files that belong to no document were deleted"),
            Err(e) => tracing::warn!(error = %e, "files that belong to no document were not looked for"),
        }
        tokio::time::sleep(FILES_EVERY).await;
    }
}

/// Logs where the audit ends: if the log is kept apart from the database, it can later show whether anything up to there was
/// rewritten.
pub async fn tell_of_audit(services: Arc<Services>) {
    loop {
        match audit::head(&services).await {
            Ok(head) => {
                let Head { seq, hash, keyed_after, .. } = head;
                tracing::info!(seq, hash, keyed_after, "the audit's last row");
            }
            Err(e) => tracing::warn!(error = %e, "the audit's last row could not be read"),
        }
        tokio::time::sleep(AUDIT_EVERY).await;
    }
}

/// Offers times that become free to those waiting for them, within a second. Any change of a calendar may have freed one.
pub async fn fill_from_waitlist(services: Arc<Services>) {
    let mut changes = services.live.subscribe();
    loop {
        if let Err(e) = waitlist::offer_freed(&services).await {
            tracing::warn!(error = %e, "a freed time could not be offered");
        }
        // That some changes were missed is a change too.
        if tokio::time::timeout(WAITLIST_EVERY, changes.recv()).await.is_ok() {
            tokio::time::sleep(WAITLIST_PAUSE).await;
            changes = changes.resubscribe();
        }
    }
}
