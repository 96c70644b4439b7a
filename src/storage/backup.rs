//! The database's part of a backup: a consistent copy, made while writes go on, and a summary of its contents.

pub mod archive;
pub mod passphrase;
pub mod seal;
mod tools;

pub use self::tools::{are_there, create_database, drop_database, restore, with_database};

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use sqlx::{
    ConnectOptions, Connection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use self::seal::Seal;
use super::{
    audit::{self, Head},
    db::{Conn, Db, on},
    error::{StorageError, StorageResult},
    invariant, schema,
};

/// The contents of a database at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The last migration applied.
    pub level: i64,
    /// The rows of each table.
    pub counts: BTreeMap<String, i64>,
    /// The audit's end.
    pub head: Head,
    /// The invariants that are violated.
    pub broken: Vec<String>,
}

/// The name prefix of folders that temporarily hold a database in plain text, although its backup is sealed.
pub const OPEN: &str = ".consulta-open-";

/// Copies the database into a new file, and returns a summary of the copy. Bookings go on meanwhile.
///
/// # Errors
/// If the copy cannot be written or is damaged, or PostgreSQL's own tools are missing.
pub async fn copy(db: &Db, url: &str, to: &Path, seal: Option<&Seal>, now: i64) -> StorageResult<Described> {
    match (db, seal) {
        (Db::Sqlite { readers, .. }, None) => of_file(readers, to, now).await,
        (Db::Sqlite { readers, .. }, Some(seal)) => {
            let folder = tempfile::Builder::new().prefix(OPEN).tempdir_in(open_place(url))?;
            let open = folder.path().join("copy.sqlite");
            let described = of_file(readers, &open, now).await?;
            archive::seal(open, to.to_owned(), seal.clone()).await?;
            folder.close()?;
            Ok(described)
        }
        (Db::Postgres(..), _) => {
            let mut conn = schema::connect(url, false).await?;
            let Conn::Postgres(c) = &mut conn else { return Err(StorageError::NotStored("not PostgreSQL".to_owned())) };
            sqlx::raw_sql("begin isolation level repeatable read read only").execute(&mut **c).await?;
            // The tool sees the same snapshot as this transaction.
            let snapshot: String = sqlx::query_scalar("select pg_export_snapshot()").fetch_one(&mut **c).await?;
            let described = describe(&mut conn, now).await?;
            tools::dump(url, &snapshot, to, seal).await?;
            archive::sync_file(to).await?;
            Ok(described)
        }
    }
}

/// Where a database may temporarily lie in plain text: beside itself, or in this machine's temporary folder. Not among sealed
/// backups.
#[must_use]
pub fn open_place(url: &str) -> PathBuf {
    let file = url.strip_prefix("sqlite:").map(|rest| rest.split('?').next().unwrap_or_default());
    let file = file.map(|file| Path::new(file.strip_prefix("//").unwrap_or(file)));
    match file.map(|file| file.parent().unwrap_or(Path::new(""))) {
        None => std::env::temp_dir(),
        Some(folder) if folder == Path::new("") => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
    }
}

async fn of_file(readers: &SqlitePool, to: &Path, now: i64) -> StorageResult<Described> {
    vacuum_into(readers, to).await?;
    let mut copy = open_file(to).await?;
    check(&mut copy).await?;
    let described = describe(&mut copy, now).await?;
    schema::close(copy).await?;
    Ok(described)
}

/// Uses a connection of its own: the four of the pool stay available for readers.
async fn vacuum_into(readers: &SqlitePool, to: &Path) -> StorageResult<()> {
    let mut own = readers.connect_options().as_ref().clone().connect().await?;
    let path = to.to_string_lossy().into_owned();
    sqlx::query("vacuum into $1").bind(path).execute(&mut own).await?;
    own.close().await?;
    // SQLite does not sync the copy itself.
    archive::sync_file(to).await
}

/// Opens an SQLite file that no one writes to.
///
/// # Errors
/// If it is not an SQLite file.
pub async fn open_file(path: &Path) -> StorageResult<Conn> {
    let file = SqliteConnectOptions::new().filename(path).read_only(true);
    Ok(Conn::Sqlite(SqlitePoolOptions::new().max_connections(1).connect_with(file).await?.acquire().await?))
}

/// Makes SQLite read every page and every index. PostgreSQL does so when it restores.
///
/// # Errors
/// The first damage found.
pub async fn check(conn: &mut Conn) -> StorageResult<()> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let found: String = sqlx::query_scalar("pragma integrity_check(1)").fetch_one(&mut **c).await?;
    if found == "ok" { Ok(()) } else { Err(StorageError::NotStored(format!("the database is damaged: {found}"))) }
}

async fn describe(conn: &mut Conn, now: i64) -> StorageResult<Described> {
    Ok(Described {
        level: schema::level(conn).await?.unwrap_or_default(),
        counts: schema::counts(conn).await?,
        head: audit::head(conn).await?,
        broken: invariant::broken(conn, now).await?.into_iter().map(|(name, _)| name.to_owned()).collect(),
    })
}

/// Whether the database has any accounts; false if it has no tables yet.
///
/// # Errors
/// A failure of the storage.
pub async fn is_in_use(conn: &mut Conn) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from (select id from account limit 1) as some_account";
    if schema::level(conn).await?.is_none() {
        return Ok(!schema::tables(conn).await?.is_empty());
    }
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Sets PostgreSQL's tables aside to make room for those of a backup: nothing is lost until [`settle`] decides the outcome.
///
/// # Errors
/// If our role does not own them.
pub async fn set_aside(url: &str) -> StorageResult<()> {
    const INTERRUPTED: &str = "select count(*) from pg_namespace where nspname = 'before_restore'";
    let mut conn = schema::connect(url, false).await?;
    let left: i64 = on!(&mut conn, c => sqlx::query_scalar(INTERRUPTED).fetch_one(c).await)?;
    if left > 0 {
        return Err(StorageError::NotStored(
            "an earlier restore was interrupted, and what was there before is in the schema before_restore. Look which of the \
             two is right, drop the other (drop schema before_restore cascade), and try again"
                .to_owned(),
        ));
    }
    run(url, "begin; alter schema public rename to before_restore; create schema public; commit").await
}

/// Completes [`set_aside`]: either the new tables stay, or the old ones come back.
///
/// # Errors
/// A failure of the storage.
pub async fn settle(url: &str, keep_new: bool) -> StorageResult<()> {
    let sql = if keep_new {
        "drop schema before_restore cascade"
    } else {
        "begin; drop schema public cascade; alter schema before_restore rename to public; commit"
    };
    run(url, sql).await
}

async fn run(url: &str, sql: &'static str) -> StorageResult<()> {
    let Conn::Postgres(mut c) = schema::connect(url, false).await? else { return Ok(()) };
    sqlx::raw_sql(sql).execute(&mut *c).await?;
    Ok(())
}

/// Moves SQLite's log into its file and closes it, so that the file is complete by itself.
///
/// # Errors
/// If another program has it open.
pub async fn close_file(path: &Path) -> StorageResult<()> {
    let mut own = SqliteConnectOptions::new().filename(path).connect().await?;
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut own).await?;
    // Fails unless this is the only connection.
    sqlx::raw_sql("pragma journal_mode = delete").execute(&mut own).await?;
    Ok(own.close().await?)
}
