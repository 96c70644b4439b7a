//! Writes to PostgreSQL. Each change has its own transaction, and any number of them run concurrently.
//!
//! They meet in one place, the end of the audit's chain, which stays locked from the moment a change joins it until its commit. A
//! commit that waited for the disk would hold that lock throughout, limiting all processes together to one change per `fsync`. So a
//! change is committed in two steps: its transaction ends without waiting for the disk, which frees its locks, and in the same
//! round trip the same connection writes one more record to PostgreSQL's log and waits until that is on the disk (and, where there
//! is a synchronous standby, on that). The log is one sequence, so by then the change is on the disk too, and so is everything that
//! it may have seen. Only then is anyone answered. PostgreSQL flushes the records of many connections at once.
//!
//! If the server or the connection fails between the two steps, the caller gets a storage failure, as with any unanswered commit,
//! and has to find out whether the change was stored.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sqlx::PgPool;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tracing::Instrument;

use crate::storage::{
    audit::{AuditKey, Expected, join_chain},
    conn::{Conn, Tx, Work},
    effects::Effects,
    error::{StorageError, StorageResult, WriteError},
};

pub(super) const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a change queues for one of PostgreSQL's connections: if a thousand people want the same slot, the last of them should
/// still hear that it is taken.
pub(super) const LONGEST_QUEUE: Duration = Duration::from_secs(10);
/// How many attempts a change gets if the server asks for a retry, for example after a deadlock.
const TRIES: u32 = 8;
/// Connections that writes leave free for readers.
const FOR_READERS: u32 = 4;

const BEGIN: &str = "begin; set local synchronous_commit = off";
/// The first statement fails in a transaction that is already aborted, where `commit` would roll back yet report success. What
/// follows the commit is a transaction of its own, which waits for the disk as the server is configured to.
const COMMIT: &str = "
    select true;
    commit;
    select pg_logical_emit_message(true, 'consulta', '') is null";

/// Writes to a server that other processes may write to as well; cheap to clone.
#[derive(Clone, Debug)]
pub struct Server {
    pool: PgPool,
    audit_key: AuditKey,
    expected: Expected,
    effects: Effects,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Server {
    /// Writes through this pool, and listens to other processes through `line`, a pool of its own.
    ///
    /// # Errors
    /// If this database user isn't allowed to do what every commit does.
    pub(super) async fn new(pool: PgPool, line: PgPool, audit_key: AuditKey) -> StorageResult<Self> {
        sqlx::raw_sql("select pg_logical_emit_message(true, 'consulta', '') is null").execute(&pool).await?;
        let turns = usize::try_from(POSTGRES_CONNECTIONS - FOR_READERS).unwrap_or(1);
        Ok(Self {
            effects: Effects::shared(line),
            pool,
            audit_key,
            expected: Expected::default(),
            turns: Arc::new(Semaphore::new(turns)),
            waiting: Arc::default(),
        })
    }

    pub(super) fn audit_key(&self) -> &AuditKey {
        &self.audit_key
    }

    pub(super) fn effects(&self) -> &Effects {
        &self.effects
    }

    /// How many changes wait for their turn.
    pub(in crate::storage) fn queued(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Makes a change in a separate task: if the caller goes away, it still completes, and a panic stays inside it.
    pub(super) async fn write<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: WriteError,
    {
        let server = self.clone();
        let change = async move { server.run(&input, work).await };
        match tokio::spawn(change.in_current_span()).await {
            Ok(outcome) => outcome,
            Err(e) if e.is_panic() => Err(E::from(StorageError::HalfWay)),
            Err(_) => Err(E::from(StorageError::NotStored("the process is stopping".into()))),
        }
    }

    async fn run<I, T, E>(&self, input: &I, work: Work<I, T, E>) -> Result<T, E>
    where
        E: WriteError,
    {
        let _turn = self.turn().await?;
        let mut tries = 1;
        loop {
            match self.attempt(input, work).await {
                Err(e) if tries < TRIES && e.storage().is_some_and(StorageError::is_transient) => tries += 1,
                outcome => return outcome,
            }
        }
    }

    /// Waits until there is a connection for this change.
    async fn turn(&self) -> StorageResult<OwnedSemaphorePermit> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = timeout(LONGEST_QUEUE, self.turns.clone().acquire_owned()).await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(sqlx::Error::PoolTimedOut.into()),
        }
    }

    async fn attempt<I, T, E>(&self, input: &I, work: Work<I, T, E>) -> Result<T, E>
    where
        E: WriteError,
    {
        let mut open = OpenTx::begin(self).await?;
        let done = match work(open.tx(), input).await {
            Ok(done) => done,
            Err(refused) => {
                open.roll_back().await?;
                return Err(refused);
            }
        };
        if let Err(e) = join_chain(open.tx()).await {
            open.roll_back().await?;
            return Err(e.into());
        }
        open.commit(&self.effects).await?;
        Ok(done)
    }
}

/// A PostgreSQL transaction. If it is dropped halfway (after a panic, or because the process stops), it closes its connection, so
/// that the server rolls back and the pool never sees the connection again.
struct OpenTx(Option<Tx>);

impl OpenTx {
    async fn begin(server: &Server) -> StorageResult<Self> {
        let conn = Conn::Postgres(server.pool.acquire().await?);
        let mut open = Self(Some(Tx::on(conn, server.audit_key.clone(), server.expected.clone())));
        open.tx().run(BEGIN).await?;
        Ok(open)
    }

    fn tx(&mut self) -> &mut Tx {
        #[expect(clippy::expect_used, reason = "the transaction is only taken by the calls that consume self")]
        self.0.as_mut().expect("an open transaction")
    }

    /// Commits, delivers the changes, and waits until they are durable.
    async fn commit(mut self, effects: &Effects) -> StorageResult<()> {
        let topics = std::mem::take(&mut self.tx().topics);
        let outcome = self.tx().run(COMMIT).await;
        match &outcome {
            Ok(()) => effects.deliver(topics),
            Err(e) if e.is_transient() || !e.is_unavailable() => {}
            // The answer was lost, and the change may still be stored; refreshing for nothing does no harm.
            Err(_) => effects.deliver_unanswered(topics),
        }
        outcome?;
        self.0.take();
        Ok(())
    }

    async fn roll_back(mut self) -> StorageResult<()> {
        self.tx().run("rollback").await?;
        self.0.take();
        Ok(())
    }
}

impl Drop for OpenTx {
    fn drop(&mut self) {
        if let Some(Tx { conn: Conn::Postgres(connection), .. }) = self.0.take() {
            drop(connection.detach());
        }
    }
}
