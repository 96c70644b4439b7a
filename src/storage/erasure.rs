//! Erases a patient for good: their name, contact details and record. What has to be kept stays without their name, under a
//! meaningless number. [`ERASED`] says what happens to every column that names a patient or an account.

mod columns;
mod deletes;

pub use self::columns::{ERASED, Fate};
use jiff::Timestamp;

use self::deletes::{DELETES, KEYS};
use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::{AccountId, PatientId};

/// An administrator's request, which a second one can confirm.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Request {
    /// Who asked.
    pub asked_by: i64,
    /// The full name of the one who asked.
    pub asked_by_name: String,
    /// When it was asked for.
    #[sqlx(try_from = "Second")]
    pub asked_at: Timestamp,
    /// The reason for erasing before the retention period ends.
    pub reason: String,
}

/// Stores a request; false if there is one already.
pub async fn ask(
    tx: &mut Tx,
    id: AccountId,
    by: AccountId,
    reason: &str,
    (at, lapsed): (i64, i64),
) -> StorageResult<bool> {
    const SQL: &str = "
        insert into erasure_request (account_id, asked_by, asked_at, reason)
        values ($1, $2, $3, $4)
        on conflict (account_id) do update set
            asked_by = excluded.asked_by,
            asked_at = excluded.asked_at,
            reason = excluded.reason
        where erasure_request.asked_at < $5";
    let asked = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(by.0)
        .bind(at)
        .bind(reason.to_owned())
        .bind(lapsed)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(asked == 1)
}

/// The request, if it was made at or after `lapsed`.
pub async fn asked(conn: &mut Conn, id: AccountId, lapsed: i64) -> StorageResult<Option<Request>> {
    const SQL: &str = "
        select r.asked_by, a.full_name as asked_by_name, r.asked_at, r.reason
        from erasure_request r
        join account a on a.id = r.asked_by
        where r.account_id = $1 and r.asked_at >= $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(lapsed).fetch_optional(c).await)?)
}

/// Removes a request that is withdrawn or carried out; false if there is none.
pub async fn settle(tx: &mut Tx, id: AccountId) -> StorageResult<bool> {
    const SQL: &str = "delete from erasure_request where account_id = $1";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// When it was erased, if it was.
pub async fn erased_at(conn: &mut Conn, id: AccountId) -> StorageResult<Option<i64>> {
    const SQL: &str = "
        select at
        from erasure
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// The last activity of a patient here: an appointment, an entry in the record, or the file itself.
pub async fn last_activity(conn: &mut Conn, id: PatientId) -> StorageResult<i64> {
    const SQL: &str = "
        select coalesce(max(at), 0)
        from (
            select created_at as at from account where id = $1
            union all
            select max(starts_at) from appointment where patient_id = $1
            union all
            select max(at) from entry where patient_id = $1
        ) as happened";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?)
}

/// Records an erasure. Nothing can be deleted before it is recorded.
pub async fn note(
    tx: &mut Tx,
    id: AccountId,
    (asked_by, confirmed_by): (AccountId, AccountId),
    reason: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into erasure (account_id, asked_by, confirmed_by, reason, at)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(asked_by.0)
        .bind(confirmed_by.0)
        .bind(reason.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Erases the patient, and returns the keys of files that are no longer needed.
pub async fn erase(tx: &mut Tx, id: AccountId) -> StorageResult<Vec<String>> {
    let keys: Vec<String> = on!(&mut **tx, c => sqlx::query_scalar(KEYS).bind(id.0).fetch_all(c).await)?;
    for sql in DELETES.iter().copied() {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    Ok(keys)
}
