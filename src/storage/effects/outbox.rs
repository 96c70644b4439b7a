//! Sends changes to other processes: one task with its own connection, which opens when there is something to send.

use std::{
    collections::VecDeque,
    sync::{Arc, Weak},
    time::Duration,
};

use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgConnection},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval, sleep_until, timeout},
};

use super::{
    bell::Bell,
    peers::{BEAT, Peers},
    wire::{CHANNEL, Said},
};
use crate::{
    domain::topic::Topic,
    storage::monotonic::{self, Instant},
};

/// Changes within this time are sent together.
const APART: Duration = Duration::from_millis(50);
/// How long to wait before another attempt.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
const LONGEST_TRY: Duration = Duration::from_secs(5);
/// The time after which every process has checked for changes before it uses a copy (`service/versioned.rs`).
pub(super) const ALL_HAVE_LOOKED: Duration = Duration::from_millis(1_500);

/// A request to the task.
#[derive(Debug)]
pub(super) enum Order {
    /// Tell others that these have changed.
    Tell(Vec<Topic>),
    /// The same, once they have checked for changes.
    TellLater(Topic),
    /// From now on, announce regularly that this process is alive.
    Join,
    /// Send what is left, and stop.
    Leave(oneshot::Sender<()>),
}

pub(super) async fn run(
    server: Arc<PgConnectOptions>,
    me: u64,
    mut orders: mpsc::UnboundedReceiver<Order>,
    bell: Weak<Bell>,
    peers: Arc<Peers>,
) {
    let mut line = Line { server, me, open: None, is_failing: false };
    let mut said = Said::default();
    let mut later: VecDeque<(Instant, Topic)> = VecDeque::new();
    let mut has_joined = false;
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut next = monotonic::now();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Tell(topics)) => said.add(topics),
                Some(Order::TellLater(topic)) => later.push_back((monotonic::now() + ALL_HAVE_LOOKED, topic)),
                Some(Order::Join) => {
                    has_joined = true;
                    said.alive = true;
                }
                Some(Order::Leave(done)) => {
                    said.add(later.into_iter().map(|(_, topic)| topic).collect());
                    line.close(said, has_joined).await;
                    // Dropping it wakes the waiting caller.
                    drop(done);
                    return;
                }
                None => return line.close(said, has_joined).await,
            },
            _ = beat.tick(), if has_joined => {
                said.alive = true;
                if peers.forget_silent(monotonic::now()) && let Some(bell) = bell.upgrade() {
                    tracing::warn!("another process has gone silent; open pages look again");
                    bell.missed();
                }
            }
            () = sleep_until(later.front().map_or(next, |(due, _)| *due)), if !later.is_empty() => {
                said.add(later.pop_front().map(|(_, topic)| topic).into_iter().collect());
            }
            () = sleep_until(next), if !said.is_nothing() => {
                let is_told = line.tell(&said).await;
                if is_told {
                    said = Said::default();
                }
                next = monotonic::now() + if is_told { APART } else { AFTER_FAILURE };
            }
        }
    }
}

struct Line {
    server: Arc<PgConnectOptions>,
    me: u64,
    open: Option<PgConnection>,
    is_failing: bool,
}

impl Line {
    /// Sends it. False if that failed, or may have failed, and it must be sent again.
    async fn tell(&mut self, said: &Said) -> bool {
        let tried = timeout(LONGEST_TRY, self.try_to_tell(said)).await;
        let failure = match tried {
            Ok(Ok(())) => None,
            Ok(Err(e)) => Some(e.to_string()),
            Err(late) => Some(late.to_string()),
        };
        if let Some(error) = &failure {
            self.open = None;
            if !self.is_failing {
                tracing::warn!(error, "could not tell other processes of changes; trying again");
            }
        }
        self.is_failing = failure.is_some();
        !self.is_failing
    }

    async fn try_to_tell(&mut self, said: &Said) -> sqlx::Result<()> {
        const SQL: &str = "
            select pg_notify($1, payload)
            from unnest($2) as said (payload)";
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(PgConnection::connect_with(&self.server).await?),
        };
        sqlx::query(SQL).bind(CHANNEL).bind(said.payloads(self.me)).execute(open).await?;
        Ok(())
    }

    async fn close(mut self, mut said: Said, has_joined: bool) {
        said.bye = has_joined;
        if !said.is_nothing() {
            self.tell(&said).await;
        }
        if let Some(open) = self.open {
            // The server also notices a connection that just ends.
            drop(timeout(LONGEST_TRY, open.close()).await);
        }
    }
}
