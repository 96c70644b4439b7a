//! Tells this process.

use tokio::sync::broadcast;

use crate::domain::topic::Topic;

/// A changed topic; `None` if changes from another process may have been missed, so that anything may have changed.
pub type Change = Option<Topic>;

const BACKLOG: usize = 1_024;

/// Where listeners receive changes.
#[derive(Debug)]
pub(super) struct Bell(broadcast::Sender<Change>);

impl Default for Bell {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl Bell {
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }

    /// These have changed.
    pub(super) fn tell(&self, topics: &[Topic]) {
        for topic in topics {
            // It is not an error if no one is listening.
            drop(self.0.send(Some(*topic)));
        }
    }

    /// Announces that anything may have changed unnoticed.
    pub(super) fn missed(&self) {
        drop(self.0.send(None));
    }
}
