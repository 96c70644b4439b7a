//! Tracks which other processes are alive.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::storage::monotonic::Instant;

/// How often a process reports that it is alive.
pub(super) const BEAT: Duration = Duration::from_secs(5);
/// How long another process may be silent before it counts as dead.
pub(super) const SILENT: Duration = Duration::from_secs(15);

/// When each was last heard.
#[derive(Debug, Default)]
pub(super) struct Peers(Mutex<HashMap<u64, Instant>>);

impl Peers {
    /// Notes that one is alive.
    pub(super) fn heard(&self, peer: u64, now: Instant) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(peer, now);
    }

    /// Notes that one has left, having sent everything.
    pub(super) fn left(&self, peer: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&peer);
    }

    /// Forgets those that have been silent for too long; true if there were any.
    pub(super) fn forget_silent(&self, now: Instant) -> bool {
        let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = peers.len();
        peers.retain(|_, last| now.duration_since(*last) < SILENT);
        peers.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::monotonic;

    #[test]
    fn who_falls_silent_is_noticed_once_and_who_leaves_is_not_missed() {
        let start = monotonic::now();
        let peers = Peers::default();
        peers.heard(1, start);
        peers.heard(2, start);
        peers.heard(3, start);
        peers.left(2);
        peers.heard(3, start + SILENT / 2);

        assert!(!peers.forget_silent(start + SILENT / 2));
        assert!(peers.forget_silent(start + SILENT), "the first");
        assert!(!peers.forget_silent(start + SILENT));
        assert!(peers.forget_silent(start + SILENT + SILENT / 2), "the third");
        assert!(!peers.forget_silent(start + SILENT * 9), "the second went with a word");
    }
}
