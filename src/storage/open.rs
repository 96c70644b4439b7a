//! Opens either database, bringing its schema and its derived data up to date.

use std::time::Duration;

use super::{account, arrival, audit::AuditKey, cancellation, db::Db, error::StorageResult, name, statistics, word};

/// How to open a database.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The key of its audit.
    pub key: AuditKey,
    /// How long to wait for a server that is not responding yet, as both may be starting.
    pub patience: Duration,
    /// The same PostgreSQL server without a pooler, for what needs a dedicated connection: migrations, and listening to other
    /// processes.
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

    /// The same, with an audit key, and waiting for a database server that is not responding yet.
    ///
    /// # Errors
    /// The errors of [`Self::open`]; the error for an unreachable server names the server but no password.
    pub async fn open_with(url: &str, Opening { key, patience, direct }: Opening) -> StorageResult<Self> {
        let db = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            arrival::wait_for(url, patience).await?;
            Self::open_postgres(url, direct.as_deref().unwrap_or(url), key).await?
        } else {
            Self::open_sqlite(url, key).await?
        };
        db.fill().await?;
        statistics::gather(&db).await?;
        Ok(db)
    }

    /// Derives what older versions stored without it: before this one has started, or beside it during an upgrade. Any number of
    /// processes may do so at once.
    ///
    /// # Errors
    /// A failure of the storage.
    pub async fn fill(&self) -> StorageResult<()> {
        account::fill_search_names(self).await?;
        account::fill_words(self).await?;
        name::fill(self).await?;
        word::fill(self).await?;
        cancellation::fill(self).await
    }
}
