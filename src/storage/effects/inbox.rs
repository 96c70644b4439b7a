//! Receives changes from other processes.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use sqlx::{PgPool, postgres::PgListener};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{
    bell::Bell,
    peers::{Peers, SILENT},
    wire::{CHANNEL, Said},
};
use crate::storage::monotonic;

const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// What listens.
pub(super) struct Inbox {
    /// The pool for its connection.
    pub(super) line: PgPool,
    /// The number of this process.
    pub(super) me: u64,
    pub(super) bell: Weak<Bell>,
    pub(super) peers: Arc<Peers>,
    /// Whether it can receive anything.
    pub(super) connected: watch::Sender<bool>,
}

impl Inbox {
    /// Listens until `line` is closed or there are no listeners.
    pub(super) async fn run(self) {
        loop {
            let lost = self.listen().await.err();
            self.connected.send_replace(false);
            if self.line.is_closed() || self.bell.strong_count() == 0 {
                return;
            }
            tracing::warn!(
                error = lost.map(tracing::field::display),
                "lost touch with other processes' changes; listening again"
            );
            sleep(AFTER_FAILURE).await;
        }
    }

    async fn listen(&self) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(&self.line).await?;
        listener.listen(CHANNEL).await?;
        let Some(bell) = self.bell.upgrade() else { return Ok(()) };
        // Nothing sent before this connection was open could be received here.
        bell.missed();
        drop(bell);
        self.connected.send_replace(true);
        loop {
            // It receives its own beats. If it does not, the connection is dead, whatever it looks like from here.
            let heard = match timeout(SILENT, listener.try_recv()).await {
                Ok(heard) => heard?,
                Err(late) => return Err(sqlx::Error::Io(late.into())),
            };
            let Some(bell) = self.bell.upgrade() else { return Ok(()) };
            match heard {
                Some(heard) => self.hear(&bell, heard.payload()),
                // The connection was lost, and has been reopened.
                None => bell.missed(),
            }
        }
    }

    fn hear(&self, bell: &Bell, payload: &str) {
        let Some((from, said)) = Said::read(payload) else { return };
        // This process's own changes were delivered when they were made.
        if from == self.me {
            return;
        }
        if said.alive {
            self.peers.heard(from, monotonic::now());
        }
        if said.bye {
            self.peers.left(from);
        }
        if said.all {
            bell.missed();
        } else {
            bell.tell(&said.topics.into_iter().collect::<Vec<_>>());
        }
    }
}
