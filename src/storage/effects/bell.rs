//! Tells this process.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::broadcast;

use crate::domain::topic::Topic;

/// What has changed; `None` if changes from another process may have been missed, so that it could be anything.
pub type Change = Option<Topic>;

const BACKLOG: usize = 1_024;

/// Where those who listen hear of changes.
#[derive(Debug)]
pub(super) struct Bell {
    changes: broadcast::Sender<Change>,
    /// How often the directory may have changed.
    directory: AtomicU64,
}

impl Default for Bell {
    fn default() -> Self {
        Self { changes: broadcast::Sender::new(BACKLOG), directory: AtomicU64::new(0) }
    }
}

impl Bell {
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    pub(super) fn directory_changes(&self) -> u64 {
        self.directory.load(Ordering::Acquire)
    }

    pub(super) fn expire_directory(&self) {
        self.directory.fetch_add(1, Ordering::AcqRel);
    }

    /// These have changed.
    pub(super) fn tell(&self, topics: &[Topic]) {
        if topics.contains(&Topic::Directory) {
            self.expire_directory();
        }
        for topic in topics.iter().filter(|topic| **topic != Topic::Directory) {
            // It is not an error if no one is watching.
            drop(self.changes.send(Some(*topic)));
        }
    }

    /// Anything may have changed unheard.
    pub(super) fn missed(&self) {
        self.expire_directory();
        drop(self.changes.send(None));
    }
}
