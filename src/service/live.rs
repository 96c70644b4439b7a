//! Tells open pages that something has changed. They hear only what it was about, and ask again for what they may see.
//!
//! What has changed is noted in its transaction ([`crate::storage::db::Tx::changed`]); see [`crate::storage::effects`] for how it gets here.

use tokio::sync::{broadcast, watch};

pub use crate::storage::effects::Change;
use crate::storage::{db::Db, effects::Effects};

/// The bell of this process.
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

    /// Comes once other processes can be heard; immediately if there can be none.
    pub async fn connected(&self) {
        self.effects.connected().await;
    }

    /// Changes from now on. A reader that falls behind is told that there is a gap, and asks again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.effects.subscribe()
    }

    /// The process is about to stop: listeners should leave, and reconnect to the next one.
    pub fn end(&self) {
        self.end.send_replace(true);
    }

    /// Whether [`Self::end`] has been called: what is done step by step then leaves off between two.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        *self.end.borrow()
    }

    /// Comes when [`Self::end`] has been called.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut end = self.end.subscribe();
        async move {
            // Without its sender there is no process to wait for.
            drop(end.wait_for(|ended| *ended).await);
        }
    }
}
