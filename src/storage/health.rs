//! Checks whether anything can be stored.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};

/// Changes nothing, but makes the database write to its log as a real change would: it fails if the disk is full or this is a
/// standby.
pub async fn probe(tx: &mut Tx) -> StorageResult<()> {
    match &mut **tx {
        // The value is unused. It is already 0, but its page is written all the same.
        Conn::Sqlite(c) => sqlx::raw_sql("pragma user_version = 0").execute(&mut **c).await.map(|_| ())?,
        // Assigning an id makes the transaction write to the log.
        Conn::Postgres(c) => sqlx::raw_sql("select pg_current_xact_id()").execute(&mut **c).await.map(|_| ())?,
    }
    Ok(())
}
