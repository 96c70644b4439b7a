//! Storage errors, without assigning blame. Conflicts are not errors: the functions that run into them return them as values.

use sqlx::migrate::{MigrateError, Migrator};

/// The result of a storage function.
pub type StorageResult<T> = Result<T, StorageError>;

/// A failure of the storage itself.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refused, or did not respond.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The database server could not be reached.
    #[error("the database {server} is not responding: {cause}")]
    Unreached {
        /// The server: host, port and database name.
        server: String,
        /// The error of the last attempt.
        cause: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] MigrateError),
    /// A newer version has used the database, and this one could misread its data.
    #[error(
        "this database was used by a newer version of Consulta (its schema is at {found}, this version knows {known}): start that \
        version, or restore a backup made before the upgrade"
    )]
    NewerSchema {
        /// The first migration that this version does not know.
        found: i64,
        /// The last migration that it knows.
        known: i64,
    },
    /// A process of an older version is connected, and a migration takes away what it uses.
    #[error(
        "migration {contract} of this version takes away what processes from before migration {after} use, and one of them is still \
        running: stop those first"
    )]
    OlderProcess {
        /// The migration.
        contract: i64,
        /// The one that a process has to know in order not to use it.
        after: i64,
    },
    /// The folder of the database file could not be created.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A document's file could not be written or read.
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    /// A row holds a value that the domain does not accept.
    #[error("{table}.{column} of row {id} does not hold a valid value")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        id: i64,
    },
    /// The audit's chain uses a different key from this process.
    #[error(
        "the audit uses another key: give this process the CONSULTA_AUDIT_KEY or CONSULTA_AUDIT_KEY_FILE that it had before and that \
        the other processes have or, if that key is lost, run `consulta audit rekey` once"
    )]
    AuditKey,
    /// The writer stopped, or the commit that this change was part of failed.
    #[error("the change was not stored: {0}")]
    NotStored(String),
    /// The change panicked, and was undone.
    #[error("the change failed halfway and was undone")]
    HalfWay,
}

impl StorageError {
    /// Explains why the schema could not be brought up to date with these migrations.
    pub(super) fn of_migrations(e: MigrateError, migrations: &Migrator) -> Self {
        let known = migrations.iter().map(|one| one.version).max().unwrap_or_default();
        match e {
            MigrateError::VersionMissing(found) if found > known => Self::NewerSchema { found, known },
            e => Self::Migration(e),
        }
    }

    /// Whether a migration gave up because others hold what it changes (PostgreSQL's 55P03), or they waited for one another (40P01).
    pub(super) fn is_held(&self) -> bool {
        let Self::Migration(MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _)) = self else {
            return false;
        };
        let code = e.as_database_error().and_then(sqlx::error::DatabaseError::code);
        matches!(code.as_deref(), Some("55P03" | "40P01"))
    }

    /// Whether the same transaction may succeed on a retry (PostgreSQL's 40001 and 40P01).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let Self::Database(sqlx::Error::Database(e)) = self else {
            return false;
        };
        matches!(e.code().as_deref(), Some("40001" | "40P01"))
    }

    /// Whether a row could not be deleted because another refers to it.
    #[must_use]
    pub fn is_still_needed(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.is_foreign_key_violation())
    }

    /// Whether the text could not be stored as such: PostgreSQL does not accept U+0000.
    #[must_use]
    pub fn is_no_text(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.code().as_deref() == Some("22021"))
    }

    /// Whether the storage's current state is the cause, rather than the request: it is busy, full or unreachable.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        use object_store::Error as Files;
        match self {
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => true,
            Self::Database(sqlx::Error::Io(_) | sqlx::Error::Tls(_)) | Self::File(_) => true,
            Self::Database(sqlx::Error::Database(e)) => e.code().is_some_and(|code| is_for_now(&code)),
            Self::Files(e) => !matches!(e, Files::NotFound { .. } | Files::InvalidPath { .. }),
            Self::NotStored(_) => true,
            Self::Unreached { .. } => true,
            Self::Database(_) | Self::Migration(_) | Self::NewerSchema { .. } | Self::OlderProcess { .. } => false,
            Self::Inconsistent { .. } | Self::HalfWay | Self::AuditKey => false,
        }
    }

    /// For `map_err`: the value in this column is not valid.
    pub(crate) fn inconsistent<E>(table: &'static str, column: &'static str, id: i64) -> impl FnOnce(E) -> Self {
        move |_| Self::Inconsistent { table, column, id }
    }
}

/// Whether a database's error code stands for a temporary state. SQLite's codes are numbers whose lowest byte counts: busy, locked,
/// read-only, disk I/O error, full, cannot open. PostgreSQL's are classes of five-character codes: connection failure, rollback,
/// out of resources, lock not available, operator intervention, system error; also a standby, which is read-only.
fn is_for_now(code: &str) -> bool {
    match code.parse::<i32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
        _ => ["08", "40", "53", "55", "57", "58", "25006"].iter().any(|class| code.starts_with(class)),
    }
}

/// An error that can end a transaction: it can carry the storage's failure.
pub trait WriteError: From<StorageError> + Send + 'static {
    /// The storage failure that it carries, if any.
    fn storage(&self) -> Option<&StorageError>;
}

impl WriteError for StorageError {
    fn storage(&self) -> Option<&StorageError> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_either_database_tells_what_passes_from_what_was_asked_wrongly() {
        for busy in
            ["5", "517", "6", "8", "10", "778", "13", "14", "08006", "40001", "53300", "55P03", "57P01", "25006"]
        {
            assert!(is_for_now(busy), "{busy}");
        }
        for wrong in ["1", "19", "787", "2067", "22021", "23505", "42601", "25001"] {
            assert!(!is_for_now(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_pool_without_a_free_connection_is_busy_and_a_missing_row_is_not() {
        assert!(StorageError::from(sqlx::Error::PoolTimedOut).is_unavailable());
        assert!(StorageError::from(std::io::Error::from(std::io::ErrorKind::StorageFull)).is_unavailable());
        assert!(!StorageError::from(sqlx::Error::RowNotFound).is_unavailable());
        assert!(!StorageError::Inconsistent { table: "t", column: "c", id: 1 }.is_unavailable());
    }
}
