//! Locks of PostgreSQL that last as long as a transaction. SQLite has one writer and needs none.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};
use crate::domain::ids::{PatientId, PractitionerId};

/// Practitioners' calendars go by their own keys, which are positive.
const DIRECTORY: i64 = -1;

/// Waits until nobody else books into a calendar: whoever gives a time back to take another would otherwise meet, in a circle,
/// who does the same the other way round.
pub async fn calendar(tx: &mut Tx, practitioner: PractitionerId) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", practitioner.0).await
}

/// Waits until nobody changes the directory, and keeps it as it is until the transaction ends. Any number may do so at once.
pub async fn directory_as_it_is(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock_shared($1)", DIRECTORY).await
}

/// Waits until nobody decides by the directory any more, and lets nobody do so until the transaction ends.
pub async fn directory(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", DIRECTORY).await
}

/// Waits until nobody else adds a document to a patient's record: together they might have more than it has room for.
pub async fn documents(tx: &mut Tx, patient: PatientId) -> StorageResult<()> {
    take(tx, "select id from patient where id = $1 for no key update", patient.0).await
}

async fn take(tx: &mut Tx, sql: &'static str, key: i64) -> StorageResult<()> {
    if let Conn::Postgres(connection) = &mut **tx {
        sqlx::query(sql).bind(key).execute(&mut **connection).await?;
    }
    Ok(())
}
