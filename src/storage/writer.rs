//! The one task that writes to SQLite. It drains its queue into one transaction and one fsync (group commit), with a savepoint for
//! each change, so that a refused change undoes only itself. No one is told "done" before the commit is durable.

use std::panic::AssertUnwindSafe;

use futures::{FutureExt, future::BoxFuture};
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::{
    audit::{AuditKey, Expected, join_chain},
    conn::{Conn, Tx, Work},
    effects::Effects,
    error::{StorageError, StorageResult, WriteError},
};
use crate::domain::topic::Topic;

const QUEUE: usize = 4_096;
const LARGEST_BATCH: usize = 256;

/// The sending end of the writer's queue.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
    pen: SqlitePool,
    audit_key: AuditKey,
    effects: Effects,
}

impl Writer {
    /// Starts the task on a pool that holds the only writing connection.
    pub(super) fn start(pen: SqlitePool, key: AuditKey) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let effects = Effects::of_one_process();
        tokio::spawn(drain(pen.clone(), key.clone(), effects.clone(), jobs));
        Self { queue, pen, audit_key: key, effects }
    }

    /// How many changes are waiting.
    pub(super) fn queued(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    pub(super) fn audit_key(&self) -> &AuditKey {
        &self.audit_key
    }

    pub(super) fn effects(&self) -> &Effects {
        &self.effects
    }

    /// Queues a change, and waits until it is durable or refused.
    pub(super) async fn submit<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: WriteError,
    {
        let (reply, answer) = oneshot::channel();
        let job = Change { input, work, reply, outcome: None };
        let stopped = || E::from(StorageError::NotStored("the writer has stopped".into()));
        self.queue.send(Box::new(job)).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub(super) async fn close(&self) {
        self.pen.close().await;
    }
}

/// A change in the queue, with its types erased.
trait Job: Send {
    /// Does the work inside an open transaction; false if it must be undone.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells the sender the outcome.
    fn settle(self: Box<Self>, commit: Result<(), &StorageError>);
}

struct Change<I, T, E> {
    input: I,
    work: Work<I, T, E>,
    reply: oneshot::Sender<Result<T, E>>,
    outcome: Option<Result<T, E>>,
}

impl<I, T, E> Job for Change<I, T, E>
where
    I: Send + Sync,
    T: Send,
    E: WriteError,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        async move {
            // A panic in one change must not take down the others in its batch, or the writer.
            tx.audited.clear();
            tx.versions.clear();
            let told_before = std::mem::take(&mut tx.topics);
            let outcome = AssertUnwindSafe((self.work)(tx, &self.input)).catch_unwind().await;
            let mut outcome = outcome.unwrap_or_else(|_| Err(E::from(StorageError::HalfWay)));
            if outcome.is_ok()
                && let Err(e) = join_chain(tx).await
            {
                outcome = Err(E::from(e));
            }
            let stands = outcome.is_ok();
            let told = std::mem::replace(&mut tx.topics, told_before);
            if stands {
                tx.topics.extend(told);
            }
            self.outcome = Some(outcome);
            stands
        }
        .boxed()
    }

    fn settle(self: Box<Self>, commit: Result<(), &StorageError>) {
        let answer = match (self.outcome, commit) {
            (Some(Err(refused)), _) => Err(refused),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (Some(Ok(_)), Err(e)) => Err(not_stored(&e.to_string())),
            (None, _) => Err(not_stored("its batch failed before this change")),
        };
        // The caller may have gone away; the change is stored all the same.
        drop(self.reply.send(answer));
    }
}

fn not_stored<E: WriteError>(why: &str) -> E {
    E::from(StorageError::NotStored(why.to_owned()))
}

async fn drain(pen: SqlitePool, key: AuditKey, effects: Effects, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = jobs.recv().await {
        let mut batch = vec![first];
        let written = write_batch(&pen, &key, &mut batch, &mut jobs).await;
        // Before anyone is answered, so that callers then read their own change.
        let commit = written.map(|topics| effects.deliver(topics));
        if let Err(e) = &commit {
            tracing::error!(error = %e, changes = batch.len(), "a batch of changes was not stored");
        }
        for job in batch {
            job.settle(commit.as_ref().copied());
        }
    }
}

async fn write_batch(
    pen: &SqlitePool,
    key: &AuditKey,
    batch: &mut Vec<Box<dyn Job>>,
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
) -> StorageResult<Vec<Topic>> {
    let result = match pen.acquire().await {
        Ok(connection) => {
            let mut tx = Tx::on(Conn::Sqlite(connection), key.clone(), Expected::default());
            let result = run_batch(&mut tx, batch, jobs).await;
            if result.is_err() {
                // After a failed commit or fsync, the state of this connection is unknown: never use it again.
                tx.discard();
            }
            result
        }
        Err(e) => Err(e.into()),
    };
    if result.is_err() {
        // Changes queued in the meantime have waited just as long: they fail at once, rather than each waiting in turn for the same
        // failure.
        while let Ok(job) = jobs.try_recv() {
            batch.push(job);
        }
    }
    result
}

async fn run_batch(
    tx: &mut Tx,
    batch: &mut Vec<Box<dyn Job>>,
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
) -> StorageResult<Vec<Topic>> {
    tx.run("begin immediate").await?;
    let mut next = 0;
    while let Some(job) = batch.get_mut(next) {
        tx.run("savepoint change").await?;
        if !job.run(tx).await {
            tx.run("rollback to change").await?;
        }
        tx.run("release change").await?;
        next += 1;
        if next == batch.len() && next < LARGEST_BATCH {
            batch.extend(jobs.try_recv());
        }
    }
    tx.run("commit").await?;
    Ok(std::mem::take(&mut tx.topics))
}
