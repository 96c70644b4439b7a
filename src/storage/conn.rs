//! Connections to either database, and transactions on them.

use std::ops::{Deref, DerefMut};

use futures::future::BoxFuture;
use sqlx::{Postgres, Sqlite, pool::PoolConnection};

use super::{
    audit::{AuditKey, Expected, Written},
    error::StorageResult,
};
use crate::domain::{directory::Changed, topic::Topic};

/// Runs one expression against the database that a [`Conn`] belongs to.
///
/// `on!(conn, c => sqlx::query(SQL).execute(c).await)` expands the expression once for each database, with `c` a plain connection.
/// The SQL text is the same for both: `$1` placeholders, `bigint` integers, no dialect.
macro_rules! on {
    ($conn:expr, $c:ident => $run:expr) => {
        match $conn {
            $crate::storage::conn::Conn::Sqlite(connection) => {
                let $c = &mut **connection;
                $run
            }
            $crate::storage::conn::Conn::Postgres(connection) => {
                let $c = &mut **connection;
                $run
            }
        }
    };
}
pub(crate) use on;

/// A connection to either database.
#[derive(Debug)]
pub enum Conn {
    /// To the embedded file.
    Sqlite(PoolConnection<Sqlite>),
    /// To a PostgreSQL server.
    Postgres(PoolConnection<Postgres>),
}

/// A connection inside an open transaction. Functions that change anything take this instead of a [`Conn`].
#[derive(Debug)]
pub struct Tx {
    pub(super) conn: Conn,
    /// Audit rows to be written at the end: the chain is locked last, and so for the shortest time.
    pub(super) audited: Vec<Written>,
    /// The key of the audit's chain.
    pub(super) audit_key: AuditKey,
    /// Where the chain is expected to end.
    pub(super) expected: Expected,
    /// Whether the chain's end was locked in the course of the work. Such a change doesn't take a turn at the chain: whoever has it
    /// may be waiting for this lock.
    pub(super) has_locked_chain: bool,
    /// The topics that changed: delivered once the transaction is committed.
    pub(super) topics: Vec<Topic>,
    /// What each version of the directory that it makes differs in; empty if that could be anything.
    pub(super) versions: Vec<Vec<Changed>>,
    /// How many of those rows, topics and versions there were before the current attempt began.
    before_attempt: (usize, usize, usize),
}

/// What others have to hear of a change, once it is stored.
#[derive(Debug)]
pub struct Told {
    /// What has changed for them.
    pub topics: Vec<Topic>,
    /// If the directory has changed, what of it is named.
    pub directory: Option<Vec<Changed>>,
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// The work of a write: a function that depends only on the transaction and its input, so that it can be retried.
pub type Work<I, T, E> = for<'t> fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>>;

impl Tx {
    /// Wraps a connection on which the caller begins and ends the transaction.
    pub(super) fn on(conn: Conn, audit_key: AuditKey, expected: Expected) -> Self {
        let (audited, topics, versions) = (Vec::new(), Vec::new(), Vec::new());
        let (has_locked_chain, before_attempt) = (false, (0, 0, 0));
        Self { conn, audited, topics, versions, audit_key, expected, has_locked_chain, before_attempt }
    }

    /// Runs a statement without arguments or rows.
    pub(super) async fn run(&mut self, sql: &'static str) -> StorageResult<()> {
        on!(&mut self.conn, c => sqlx::raw_sql(sql).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Notes that a topic has changed. Others are told once the transaction is committed, and never if it is undone.
    pub fn changed(&mut self, topic: Topic) {
        self.topics.push(topic);
    }

    /// What has been noted by now.
    #[must_use]
    pub fn told(&self) -> Told {
        let directory = (!self.versions.is_empty()).then(|| self.versions.concat());
        Told { topics: self.topics.clone(), directory }
    }

    /// Begins a part of the work that can be undone separately. It ends with [`Self::keep_attempt`] or [`Self::undo_attempt`].
    pub async fn begin_attempt(&mut self) -> StorageResult<()> {
        self.before_attempt = (self.audited.len(), self.topics.len(), self.versions.len());
        self.run("savepoint attempt").await
    }

    /// Keeps what was done since the attempt began.
    pub async fn keep_attempt(&mut self) -> StorageResult<()> {
        self.run("release attempt").await
    }

    /// Undoes what was done since the attempt began.
    pub async fn undo_attempt(&mut self) -> StorageResult<()> {
        let (audited, topics, versions) = self.before_attempt;
        self.audited.truncate(audited);
        self.topics.truncate(topics);
        self.versions.truncate(versions);
        self.run("rollback to attempt").await?;
        self.run("release attempt").await
    }

    /// Closes the connection instead of returning it to its pool.
    pub(super) fn discard(self) {
        match self.conn {
            Conn::Sqlite(connection) => drop(connection.detach()),
            Conn::Postgres(connection) => drop(connection.detach()),
        }
    }
}
