//! PostgreSQL locks that last as long as a transaction. SQLite has a single writer and needs none.
//!
//! A transaction that needs several must take them in this order: terms, the directory, calendars (all at once), an appointment's
//! row.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, AppointmentId, ContactMessageId, EntryId, PatientId};

/// Calendars are locked by their people's account keys, which are positive.
const DIRECTORY: i64 = -1;
const ADMINISTRATORS: i64 = -2;
const PHONES: i64 = -50;
const NAMES: i64 = -51;
const TERMS: i64 = -52;
const BULK_EXPORTS: i64 = -53;

/// Waits until no one else books into these people's calendars or changes them. Each person has one calendar, both as patient and
/// as practitioner. A transaction must request all that it needs at once, because they are locked in a fixed order: two
/// transactions that each give one slot back to take another could otherwise deadlock.
pub async fn calendars<const N: usize>(tx: &mut Tx, people: [AccountId; N]) -> StorageResult<()> {
    all_calendars(tx, people.to_vec()).await
}

/// The same for any number of people.
pub async fn all_calendars(tx: &mut Tx, people: Vec<AccountId>) -> StorageResult<()> {
    const SQL: &str = "
        select pg_advisory_xact_lock(person)
        from (select distinct person from unnest($1) as wanted (person) order by person) as in_order";
    if let Conn::Postgres(connection) = &mut **tx {
        let people: Vec<i64> = people.into_iter().map(|person| person.0).collect();
        sqlx::query(SQL).bind(people).execute(&mut **connection).await?;
    }
    Ok(())
}

/// Both of what a visit is booked with: the directory as it is, and these people's calendars.
pub async fn visit<const N: usize>(tx: &mut Tx, people: [AccountId; N]) -> StorageResult<()> {
    const SQL: &str = "
        select case when key > 0 then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end
        from (select distinct key from unnest($1) as wanted (key) order by key) as in_order";
    if let Conn::Postgres(connection) = &mut **tx {
        let keys: Vec<i64> = [DIRECTORY].into_iter().chain(people.map(|person| person.0)).collect();
        sqlx::query(SQL).bind(keys).execute(&mut **connection).await?;
    }
    Ok(())
}

/// Locks an appointment's row until the transaction ends, even against those who have not locked its calendars.
pub async fn appointment(tx: &mut Tx, id: AppointmentId) -> StorageResult<()> {
    take(tx, "select id from appointment where id = $1 for no key update", id.0).await
}

/// Locks a record entry until the transaction ends: no one else can amend or retract it.
pub async fn entry(tx: &mut Tx, id: EntryId) -> StorageResult<()> {
    take(tx, "select id from entry where id = $1 for no key update", id.0).await
}

/// Locks a message to the clinic until the transaction ends.
pub async fn contact_message(tx: &mut Tx, id: ContactMessageId) -> StorageResult<()> {
    take(tx, "select id from contact_message where id = $1 for no key update", id.0).await
}

/// Waits until no other transaction is counting this account's actions.
pub async fn account(tx: &mut Tx, account: AccountId) -> StorageResult<()> {
    take(tx, "select id from account where id = $1 for no key update", account.0).await
}

/// Waits until no one else is activating or deactivating administrators.
pub async fn administrators(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", ADMINISTRATORS).await
}

/// Waits until no one else is taking a telephone number, where each must be unique.
pub async fn phones(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", PHONES).await
}

/// Waits until no one else is taking a sign-in name that could also be someone's name of another kind.
pub async fn names(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", NAMES).await
}

/// Waits until no one is renaming a profession or an area of expertise, and prevents that until the transaction ends: for
/// transactions that store such a name without having locked the directory. Any number of transactions may hold this at once.
pub async fn terms_as_they_are(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock_shared($1)", TERMS).await
}

/// Waits until no transaction relies on the names of professions and areas of expertise.
pub async fn terms(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", TERMS).await
}

/// Waits until no one else is requesting an export of records: together, two might exceed the limit.
pub async fn bulk_exports(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", BULK_EXPORTS).await
}

/// Waits until no one is changing the directory, and prevents changes until the transaction ends. Any number of transactions may
/// hold this at once.
pub async fn directory_as_it_is(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock_shared($1)", DIRECTORY).await
}

/// Waits until no transaction relies on the directory any more, and prevents that until this one ends.
pub async fn directory(tx: &mut Tx) -> StorageResult<()> {
    take(tx, "select pg_advisory_xact_lock($1)", DIRECTORY).await
}

/// Waits until no one else is adding a document to the patient's record: together, two might exceed its limit.
pub async fn documents(tx: &mut Tx, patient: PatientId) -> StorageResult<()> {
    take(tx, "select id from patient where id = $1 for no key update", patient.0).await
}

async fn take(tx: &mut Tx, sql: &'static str, key: i64) -> StorageResult<()> {
    if let Conn::Postgres(connection) = &mut **tx {
        sqlx::query(sql).bind(key).execute(&mut **connection).await?;
    }
    Ok(())
}
