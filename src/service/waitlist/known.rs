//! The directory copies by which the waiting list was last matched.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::service::directory::Directory;

/// Copies by version. What someone could book by the copy from before a change is not new to them. A process started after it has
/// none: then everything is new.
#[derive(Debug, Default)]
pub(in crate::service) struct Known(Mutex<BTreeMap<i64, Arc<Directory>>>);

impl Known {
    /// A panic while it was locked leaves whole copies only.
    fn copies(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<Directory>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a copy; true if there was none of this version.
    pub(in crate::service) fn remember(&self, directory: &Arc<Directory>) -> bool {
        self.copies().insert(directory.version(), directory.clone()).is_none()
    }

    /// The copy of a version, or else the latest one before it.
    pub(super) fn of(&self, version: i64) -> Option<Arc<Directory>> {
        self.copies().range(..=version).next_back().map(|(_, copy)| copy.clone())
    }

    /// Drops every copy except those of these versions.
    pub(super) fn keep(&self, versions: &[i64]) {
        let mut copies = self.copies();
        let standing = versions.iter().filter_map(|version| copies.range(..=*version).next_back());
        let standing: BTreeSet<i64> = standing.map(|(version, _)| *version).collect();
        copies.retain(|version, _| standing.contains(version));
    }
}
