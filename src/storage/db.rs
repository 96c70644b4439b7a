//! The two databases behind one type: opening, reading, and writing in transactions.
//! No SQL about the product lives here.
//!
//! Reads borrow a connection with [`Db::read`]. Every change goes through [`Db::write`], which runs a plain function in
//! one transaction. On SQLite a single writer task drains a queue into one durable commit (see [`super::writer`]); on
//! PostgreSQL each write has its own transaction, retried when the server asks for that (see [`postgres`]).

mod load;
pub mod postgres;
mod traffic;

pub use self::{load::Load, traffic::Traffic};

use std::{
    ops::{Deref, DerefMut},
    path::Path,
    str::FromStr,
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool,
    pool::PoolConnection,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tracing::Instrument;

use self::postgres::Server;
use super::{
    account, arrival,
    audit::{self, AuditKey},
    effects::Effects,
    error::{StorageError, StorageResult, WriteError},
    name, private,
    writer::Writer,
};
use crate::domain::topic::Topic;

/// Runs one expression against whichever database a [`Conn`] belongs to.
///
/// `on!(conn, c => sqlx::query(SQL).execute(c).await)` expands the expression once for each database, with `c` a plain connection.
/// The SQL text is the same for both: `$1` placeholders, `bigint` integers, no dialect.
macro_rules! on {
    ($conn:expr, $c:ident => $run:expr) => {
        match $conn {
            $crate::storage::db::Conn::Sqlite(connection) => {
                let $c = &mut **connection;
                $run
            }
            $crate::storage::db::Conn::Postgres(connection) => {
                let $c = &mut **connection;
                $run
            }
        }
    };
}
pub(crate) use on;

/// A handle on the database; cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded file: a pool of read-only connections, and one writer.
    Sqlite {
        /// Read-only connections.
        readers: SqlitePool,
        /// The queue of the one task that writes.
        writer: Writer,
    },
    /// A server that any number of processes share, and what writes to it.
    Postgres(PgPool, Server),
}

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
    conn: Conn,
    /// Audit rows to be written once the work is done: the chain is locked last, and so for the shortest time.
    pub(super) audited: Vec<audit::Written>,
    /// The key of the audit's chain.
    pub(super) audit_key: AuditKey,
    /// What has changed for others: delivered once the transaction is stored.
    pub(super) topics: Vec<Topic>,
    /// How many of those rows and topics there were before the current attempt began.
    before_attempt: (usize, usize),
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

/// What [`Db::write`] runs: a function that depends only on the transaction and its input, so that it can be run again.
pub type Work<I, T, E> = for<'t> fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<T, E>>;

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long to wait for a connection, or for another program's lock on the file: someone is waiting for the answer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long to queue for one of PostgreSQL's connections: if a thousand people want the same time, the last of them should still hear
/// that it is taken.
const LONGEST_QUEUE: Duration = Duration::from_secs(10);

/// How to open a database.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The key of its audit.
    pub key: AuditKey,
    /// How long to wait for a server that is not responding yet: both may be starting.
    pub patience: Duration,
    /// The same PostgreSQL server past a pooler, for what needs a connection to itself: migrations, and hearing other processes.
    pub direct: Option<String>,
}

impl Db {
    /// Opens the database that `url` names (`sqlite:path/to/file.db` or `postgres://...`), creating an SQLite file where
    /// there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// If the address cannot be parsed, the database does not respond, or a migration fails.
    pub async fn open(url: &str) -> StorageResult<Self> {
        Self::open_with(url, Opening::default()).await
    }

    /// The same, with the key of its audit, and waiting for a database server that is not responding yet.
    ///
    /// # Errors
    /// As for [`Self::open`]; the error for an unreachable server names the server but no password.
    pub async fn open_with(url: &str, Opening { key, patience, direct }: Opening) -> StorageResult<Self> {
        let db = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            arrival::wait_for(url, patience).await?;
            Self::open_postgres(url, direct.as_deref().unwrap_or(url), key).await?
        } else {
            Self::open_sqlite(url, key).await?
        };
        account::fill_search_names(&db).await?;
        account::fill_words(&db).await?;
        name::fill(&db).await?;
        Ok(db)
    }

    async fn open_postgres(url: &str, direct: &str, key: AuditKey) -> StorageResult<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(LONGEST_QUEUE)
            .connect(url)
            .await?;
        // First the schema is brought up to date on it, then it hears other processes. One connection does; another is opened only
        // where the first leads nowhere and still waits for its end.
        let line = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(LONGEST_QUEUE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect(direct)
            .await?;
        let migrations = sqlx::migrate!("migrations/postgres");
        migrations.run(&line).await.map_err(|e| StorageError::of_migrations(e, &migrations))?;
        let server = Server::new(pool.clone(), line, key).await?;
        Ok(Self::Postgres(pool, server))
    }

    async fn open_sqlite(url: &str, key: AuditKey) -> StorageResult<Self> {
        let file = SqliteConnectOptions::from_str(url)?;
        if let Some(folder) = file.get_filename().parent().filter(|p| *p != Path::new("")) {
            private::make_folder(folder)?;
        }
        // An in-memory database has no file.
        if !file.get_filename().to_string_lossy().starts_with("file:") {
            private::keep_database(file.get_filename())?;
        }
        // FULL: a confirmed appointment survives a power cut. NORMAL may lose the last commits.
        let file = file
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(LONGEST_WAIT)
            .pragma("cache_size", "-8000");
        let pen = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(LONGEST_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(file.clone())
            .await?;
        let migrations = sqlx::migrate!("migrations/sqlite");
        migrations.run(&pen).await.map_err(|e| StorageError::of_migrations(e, &migrations))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(LONGEST_WAIT)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(file.create_if_missing(false).read_only(true))
            .await?;
        Ok(Self::Sqlite { readers, writer: Writer::start(pen, key) })
    }

    /// Borrows a connection for reading.
    ///
    /// # Errors
    /// If none becomes free in time, or the database does not respond.
    pub async fn read(&self) -> StorageResult<Conn> {
        let began = Instant::now();
        let wait = tracing::trace_span!(target: "traces", "wait for a connection");
        let conn = match self {
            Self::Sqlite { readers, .. } => Conn::Sqlite(readers.acquire().instrument(wait).await?),
            Self::Postgres(pool, _) => Conn::Postgres(pool.acquire().instrument(wait).await?),
        };
        metrics::histogram!("consulta_database_wait_seconds").record(began.elapsed());
        Ok(conn)
    }

    /// Runs `work` in one transaction: either all of it is stored durably, or nothing is.
    ///
    /// # Errors
    /// The error of `work`, or the storage's own; in either case nothing is stored.
    pub async fn write<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: WriteError,
    {
        let change = tracing::trace_span!(target: "traces", "change");
        match self {
            Self::Sqlite { writer, .. } => writer.submit(input, work).instrument(change).await,
            Self::Postgres(_, server) => server.write(input, work).instrument(change).await,
        }
    }

    /// The key of this audit.
    #[must_use]
    pub fn audit_key(&self) -> &AuditKey {
        match self {
            Self::Sqlite { writer, .. } => writer.audit_key(),
            Self::Postgres(_, server) => server.audit_key(),
        }
    }

    /// Where changes are delivered.
    #[must_use]
    pub fn effects(&self) -> &Effects {
        match self {
            Self::Sqlite { writer, .. } => writer.effects(),
            Self::Postgres(_, server) => server.effects(),
        }
    }

    /// Waits for queued changes, then closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool, server) => {
                pool.close().await;
                server.effects().close().await;
            }
        }
    }
}

impl Tx {
    /// Takes a connection on which the caller begins and ends the transaction.
    pub(super) fn on(conn: Conn, audit_key: AuditKey) -> Self {
        Self { conn, audited: Vec::new(), topics: Vec::new(), audit_key, before_attempt: (0, 0) }
    }

    /// Runs a statement without arguments or rows.
    pub(super) async fn run(&mut self, sql: &'static str) -> StorageResult<()> {
        on!(&mut self.conn, c => sqlx::raw_sql(sql).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Notes what has changed for others. They are told once it is stored, and never if it is undone.
    pub fn changed(&mut self, topic: Topic) {
        self.topics.push(topic);
    }

    /// Begins a part of the work that can be undone separately. It ends with [`Self::keep_attempt`] or [`Self::undo_attempt`].
    pub async fn begin_attempt(&mut self) -> StorageResult<()> {
        self.before_attempt = (self.audited.len(), self.topics.len());
        self.run("savepoint attempt").await
    }

    /// Keeps what was done since the attempt began.
    pub async fn keep_attempt(&mut self) -> StorageResult<()> {
        self.run("release attempt").await
    }

    /// Undoes what was done since the attempt began.
    pub async fn undo_attempt(&mut self) -> StorageResult<()> {
        let (audited, topics) = self.before_attempt;
        self.audited.truncate(audited);
        self.topics.truncate(topics);
        self.run("rollback to attempt").await?;
        self.run("release attempt").await
    }

    /// Discards the connection instead of returning it to its pool.
    pub(super) fn discard(self) {
        match self.conn {
            Conn::Sqlite(connection) => drop(connection.detach()),
            Conn::Postgres(connection) => drop(connection.detach()),
        }
    }
}
