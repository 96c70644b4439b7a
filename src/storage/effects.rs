//! Tells others, such as open pages, what a transaction has changed, so that they refresh. The transaction collects its changes
//! ([`super::db::Tx::changed`]), and they are delivered once it is committed: here immediately, and to the other processes of a
//! PostgreSQL database by a `notify` that carries many changes at once. If it is rolled back, nothing is delivered.
//!
//! `notify` comes after the commit, because it would make all commits wait for one another. So a process may die between the two.
//! Every process reports that it is alive every few seconds, and says so when it leaves; if one goes silent, the others assume that
//! anything may have changed. So no change goes unnoticed for longer than 15 seconds plus one beat, which is 20.

mod bell;
mod inbox;
mod outbox;
mod peers;
mod wire;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::PgPool;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

pub use self::bell::Change;
use self::{bell::Bell, inbox::Inbox, outbox::Order, peers::Peers};
use crate::{domain::topic::Topic, storage::random};

/// Where changes are delivered; one for each open database, and cheap to clone.
#[derive(Clone, Debug)]
pub struct Effects(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    bell: Arc<Bell>,
    others: Option<Others>,
}

/// The connection to the other processes.
#[derive(Debug)]
struct Others {
    /// The pool for the connection that listens to them.
    line: PgPool,
    /// The number of this process.
    me: u64,
    orders: mpsc::UnboundedSender<Order>,
    peers: Arc<Peers>,
    is_listening: AtomicBool,
    connected: watch::Sender<bool>,
}

impl Effects {
    /// For a database that only this process has open.
    pub(super) fn of_one_process() -> Self {
        Self(Arc::new(Inner { bell: Arc::default(), others: None }))
    }

    /// For a database that other processes may have open too. They are heard on `line` once this process joins; the connection for
    /// sending opens when there is something to send.
    pub(super) fn shared(line: PgPool) -> Self {
        let (bell, peers) = (Arc::<Bell>::default(), Arc::<Peers>::default());
        let (orders, given) = mpsc::unbounded_channel();
        let me = random::within(0..u64::MAX);
        tokio::spawn(outbox::run(line.connect_options(), me, given, Arc::downgrade(&bell), peers.clone()));
        let others = Others {
            line,
            me,
            orders,
            peers,
            is_listening: AtomicBool::new(false),
            connected: watch::Sender::new(false),
        };
        Self(Arc::new(Inner { bell, others: Some(others) }))
    }

    /// Starts listening to other processes, if there can be any, and announcing that this one is alive.
    pub fn join(&self) {
        if let Some(others) = &self.0.others
            && !others.is_listening.swap(true, Ordering::AcqRel)
        {
            let inbox = Inbox {
                line: others.line.clone(),
                me: others.me,
                bell: Arc::downgrade(&self.0.bell),
                peers: others.peers.clone(),
                connected: others.connected.clone(),
            };
            tokio::spawn(inbox.run());
            // The task that receives it lives as long as this.
            drop(others.orders.send(Order::Join));
        }
    }

    /// Returns once other processes can be heard, after [`Self::join`]; immediately if there can be none.
    pub async fn connected(&self) {
        if let Some(others) = &self.0.others {
            drop(others.connected.subscribe().wait_for(|connected| *connected).await);
        }
    }

    /// A subscription to changes from now on. A reader that falls behind is told about the gap, and must refresh.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.bell.subscribe()
    }

    /// Announces a change in this process's copies again, and a little later to the other processes, whose copies have it by then
    /// too.
    pub fn tell_again(&self, topic: Topic) {
        self.0.bell.tell(&[topic]);
        if let Some(others) = &self.0.others {
            drop(others.orders.send(Order::TellLater(topic)));
        }
    }

    /// Delivers a transaction's changes once it is committed.
    pub(super) fn deliver(&self, topics: Vec<Topic>) {
        let mut seen = HashSet::new();
        let topics: Vec<Topic> = topics.into_iter().filter(|topic| seen.insert(*topic)).collect();
        if topics.is_empty() {
            return;
        }
        self.0.bell.tell(&topics);
        if let Some(others) = &self.0.others {
            drop(others.orders.send(Order::Tell(topics)));
        }
    }

    /// Sends what other processes have not been told yet, and leaves.
    pub(super) async fn close(&self) {
        if let Some(others) = &self.0.others {
            let (done, gone) = oneshot::channel();
            drop(others.orders.send(Order::Leave(done)));
            drop(gone.await);
            others.line.close().await;
        }
    }
}
