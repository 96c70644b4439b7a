//! Tells open pages that something has changed. They only learn what it concerns, and then request what they may see.
//!
//! Changes are recorded in their transaction ([`crate::storage::db::Tx::changed`]); see [`crate::storage::effects`] for how they
//! get here.

use tokio::sync::{broadcast, watch};

pub use crate::storage::effects::Change;
use crate::storage::{db::Db, effects::Effects};

/// The event source of this process.
#[derive(Clone, Debug)]
pub struct Live {
    effects: Effects,
    end: watch::Sender<bool>,
}

impl Live {
    /// Starts listening to other processes, if there can be any.
    pub(super) fn start(db: &Db) -> Self {
        db.effects().join();
        Self { effects: db.effects().clone(), end: watch::Sender::new(false) }
    }

    /// Resolves once other processes can be heard; immediately if there can be none.
    pub async fn connected(&self) {
        self.effects.connected().await;
    }

    /// Subscribes to future changes. A reader that falls behind is told that there is a gap, and reloads.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.effects.subscribe()
    }

    /// The process is about to stop: listeners should disconnect, and reconnect to the next one.
    pub fn end(&self) {
        self.end.send_replace(true);
    }

    /// Whether [`Self::end`] has been called: step-by-step work then stops between two steps.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        *self.end.borrow()
    }

    /// Resolves when [`Self::end`] has been called.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut end = self.end.subscribe();
        async move {
            // Without its sender there is no process to wait for.
            drop(end.wait_for(|ended| *ended).await);
        }
    }
}
