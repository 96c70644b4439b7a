//! What can go wrong while storing, and nothing about whose fault it is. Conflicts are values of the functions that meet
//! them, not errors.

/// The result of a storage function.
pub type StorageResult<T> = Result<T, StorageError>;

/// A failure of the storage itself.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refused or did not answer.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The folder of the database file could not be made.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A document's file could not be written or read.
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    /// A row holds what the domain does not accept.
    #[error("{table}.{column} of row {id} does not hold a valid value")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        id: i64,
    },
    /// The audit's chain goes on with another key than this process has.
    #[error(
        "the audit is keyed with another key: give this process the same CONSULTA_AUDIT_KEY or CONSULTA_AUDIT_KEY_FILE as before and as \
        the others have, or, where it is lost, run `consulta audit rekey` once"
    )]
    AuditKey,
    /// The writer stopped, or the commit that this change was part of failed.
    #[error("the change was not stored: {0}")]
    NotStored(String),
}

impl StorageError {
    /// Whether the same transaction may succeed when it is tried again (PostgreSQL's 40001 and 40P01).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let Self::Database(sqlx::Error::Database(e)) = self else {
            return false;
        };
        matches!(e.code().as_deref(), Some("40001" | "40P01"))
    }

    /// For `map_err`: the value in this place is not valid.
    pub(crate) fn inconsistent<E>(table: &'static str, column: &'static str, id: i64) -> impl FnOnce(E) -> Self {
        move |_| Self::Inconsistent { table, column, id }
    }
}

/// An error that a transaction may end with: it can carry the storage's failure.
pub trait WriteError: From<StorageError> + Send + 'static {
    /// The storage's failure, where it is one.
    fn storage(&self) -> Option<&StorageError>;
}

impl WriteError for StorageError {
    fn storage(&self) -> Option<&StorageError> {
        Some(self)
    }
}
