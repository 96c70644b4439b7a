//! The two databases behind one type: opening, reading, and writing in transactions. No SQL about the product lives here.
//!
//! Reads borrow a connection with [`Db::read`]. Every change goes through [`Db::write`], which runs a plain function in one
//! transaction. On SQLite a single writer task drains a queue into one durable commit (see [`super::writer`]); on PostgreSQL each
//! write has its own transaction, retried if the server asks for it (see [`postgres`]).

pub mod postgres;

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    Connection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tracing::Instrument;

use self::postgres::{LONGEST_QUEUE, POSTGRES_CONNECTIONS, Server};
pub(crate) use super::conn::on;
pub use super::conn::{Conn, Told, Tx, Work};
use super::{
    audit::AuditKey,
    effects::Effects,
    error::{StorageError, StorageResult, WriteError},
    monotonic, private, rolling,
    writer::Writer,
};

/// A handle on the database; cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded file: a pool of read-only connections, and one writer.
    Sqlite {
        /// Read-only connections.
        readers: SqlitePool,
        /// The queue of the writer task.
        writer: Writer,
    },
    /// A server that several processes can share, with its writer.
    Postgres(PgPool, Server),
}

const READERS: u32 = 4;
/// How long to wait for a connection, or for another program's lock on the file, as someone is waiting for the answer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long a connection to PostgreSQL may have been idle and still be used without asking it first.
const FRESH: Duration = Duration::from_secs(1);
/// How many prepared statements each of those connections keeps: a busy clinic's pages and tasks take turns with more than a hundred.
const STATEMENTS: usize = 256;

impl Db {
    pub(super) async fn open_postgres(url: &str, direct: &str, key: AuditKey) -> StorageResult<Self> {
        let server = PgConnectOptions::from_str(url)?.statement_cache_capacity(STATEMENTS);
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(LONGEST_QUEUE)
            // A connection that was in use a moment ago is not asked whether it still works: that would be one more round trip for
            // every page.
            .test_before_acquire(false)
            .before_acquire(|connection, known| {
                Box::pin(async move {
                    if known.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(server)
            .await?;
        // The schema is first brought up to date on it; then it listens to other processes. One connection is enough; another is
        // opened only if the first is broken and still waiting for its end.
        let migrations = sqlx::migrate!("../../migrations/postgres");
        let level = migrations.iter().map(|one| one.version).max().unwrap_or_default();
        let line = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(LONGEST_QUEUE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(PgConnectOptions::from_str(direct)?.application_name(&rolling::name(level)))
            .await?;
        rolling::bring_up(&line, &migrations).await?;
        let server = Server::new(pool.clone(), line, key).await?;
        Ok(Self::Postgres(pool, server))
    }

    pub(super) async fn open_sqlite(url: &str, key: AuditKey) -> StorageResult<Self> {
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
            .pragma("cache_size", "-4000");
        let pen = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(LONGEST_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(file.clone())
            .await?;
        let migrations = sqlx::migrate!("../../migrations/sqlite");
        migrations.run(&pen).await.map_err(|e| StorageError::of_migrations(e, &migrations))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(LONGEST_WAIT)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            // Each keeps pages of its own, and the system keeps those of the file for all of them.
            .connect_with(file.create_if_missing(false).read_only(true).pragma("cache_size", "-1000"))
            .await?;
        Ok(Self::Sqlite { readers, writer: Writer::start(pen, key) })
    }

    /// Borrows a connection for reading.
    ///
    /// # Errors
    /// If none becomes free in time, or the database does not respond.
    pub async fn read(&self) -> StorageResult<Conn> {
        let began = monotonic::now();
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

    /// The key of this database's audit.
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
