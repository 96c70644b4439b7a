//! Locks of PostgreSQL that last as long as a transaction. SQLite has one writer and needs none.
//!
//! Whoever needs several takes them in this order: the directory, calendars (all at once), an appointment's row.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, AppointmentId, PatientId};

/// People's calendars go by their own keys, which are positive.
const DIRECTORY: i64 = -1;
const ADMINISTRATORS: i64 = -2;

/// Waits until nobody else books into these people's calendars or changes what stands in them. A person has one, whether they
/// see somebody or are seen. All that a transaction needs are asked for at once, because they are taken in one order: whoever
/// gives a time back to take another would otherwise meet, in a circle, who does the same the other way round.
pub async fn calendars<const N: usize>(tx: &mut Tx, people: [AccountId; N]) -> StorageResult<()> {
    const SQL: &str = "
        select pg_advisory_xact_lock(person)
        from (select distinct person from unnest($1) as wanted (person) order by person) as in_order";
    if let Conn::Postgres(connection) = &mut **tx {
        let people = people.map(|person| person.0).to_vec();
        sqlx::query(SQL).bind(people).execute(&mut **connection).await?;
    }
    Ok(())
}

/// Keeps an appointment's row as it is until the transaction ends, also from those who have not locked its calendars.
pub async fn appointment(tx: &mut Tx, id: AppointmentId) -> StorageResult<()> {
    take(tx, "select id from appointment where id = $1 for no key update", id.0).await
}

/// Waits until no other transaction counts what this account did.
pub async fn account(tx: &mut Tx, account: AccountId) -> StorageResult<()> {
    take(tx, "select id from account where id = $1 for no key update", account.0).await
}

/// Waits until nobody else switches administrators on or off.
pub async fn administrators(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", ADMINISTRATORS).await
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
