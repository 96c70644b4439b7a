//! Whether anything can be stored.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};

/// Changes nothing, but has the database write to its log as any change would: it fails where the disk is full, or where this is
/// a standby.
pub async fn probe(tx: &mut Tx) -> StorageResult<()> {
    match &mut **tx {
        // Nobody uses this number: it is 0 already, and its page is written all the same.
        Conn::Sqlite(c) => sqlx::raw_sql("pragma user_version = 0").execute(&mut **c).await.map(|_| ())?,
        // A transaction that has a number is written down.
        Conn::Postgres(c) => sqlx::raw_sql("select pg_current_xact_id()").execute(&mut **c).await.map(|_| ())?,
    }
    Ok(())
}
