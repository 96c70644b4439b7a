//! What has to happen without anybody asking for it, once a minute for as long as the process lives.

use std::{sync::Arc, time::Duration};

use super::session;
use crate::service::{Services, visit};

const EVERY: Duration = Duration::from_secs(60);

/// Lets requests lapse and forgets sessions that ended. A failure is logged, and tried again the next time.
pub async fn run(services: Arc<Services>) {
    loop {
        match visit::lapse_requests(&services).await {
            Ok(0) => {}
            Ok(lapsed) => tracing::info!(lapsed, "requests lapsed"),
            Err(e) => tracing::warn!(error = %e, "requests could not be looked through"),
        }
        if let Err(e) = session::sweep(&services).await {
            tracing::warn!(error = %e, "ended sessions were not swept");
        }
        tokio::time::sleep(EVERY).await;
    }
}
