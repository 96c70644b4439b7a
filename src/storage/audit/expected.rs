//! Where the chain is expected to end.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use super::written::Head;

/// Where this process expects the chain to end, so that on PostgreSQL it need not be read before it is extended. The changes of a
/// process take turns at extending it; those of other processes may come between.
#[derive(Clone, Debug, Default)]
pub struct Expected(Arc<Mutex<Option<Head>>>);

impl Expected {
    /// Waits for a turn.
    pub(super) async fn turn(&self) -> MutexGuard<'_, Option<Head>> {
        self.0.lock().await
    }
}
