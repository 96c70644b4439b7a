//! Exports of all data held about a person, as files: their requests, progress and files.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    job::{Holder, Jobs, jobs},
    second::MaybeSecond,
};
use crate::domain::ids::AccountId;

/// An export.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DataExport {
    /// Its key within the account.
    pub id: String,
    /// `waiting`, `ready` or `failed`.
    pub stage: String,
    /// How many files have been packed.
    pub done: i64,
    /// Of how many.
    pub total: i64,
    /// When it was requested, UTC seconds.
    pub asked_at: i64,
    /// The key of its file, once it is ready.
    pub storage_key: Option<String>,
    /// The size of the file.
    pub bytes: i64,
    /// When its download expires.
    #[sqlx(try_from = "MaybeSecond")]
    pub ends_at: Option<Timestamp>,
}

/// The exports still to be made.
pub static JOBS: Jobs = jobs!("data_export", "asked_at", "'waiting'", "");

/// Requests an export, replacing an earlier one that has ended; false while one is being made.
pub async fn ask(tx: &mut Tx, account: AccountId, id: &str, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into data_export (account_id, id, stage, asked_at)
        values ($1, $2, 'waiting', $3)
        on conflict (account_id) do update
        set id = excluded.id, stage = excluded.stage, asked_at = excluded.asked_at, done = 0, total = 0,
            storage_key = null, bytes = 0, ends_at = null, taken_by = '', taken_until = 0
        where data_export.stage <> 'waiting'";
    let asked = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(id.to_owned()).bind(at).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(asked == 1)
}

/// The export of an account.
pub async fn find(conn: &mut Conn, account: AccountId) -> StorageResult<Option<DataExport>> {
    const SQL: &str = "
        select id, stage, done, total, asked_at, storage_key, bytes, ends_at
        from data_export
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_optional(c).await)?)
}

/// Records that an export's file can be downloaded until an instant or, without one, that it failed; false if this process no
/// longer holds it.
pub async fn end(tx: &mut Tx, holder: &Holder, file: Option<(&str, i64, i64)>) -> StorageResult<bool> {
    const FILE: &str = "
        update data_export
        set storage_key = $3, bytes = $4, ends_at = $5
        where account_id = $1
        and id = $2";
    if !JOBS.end(tx, holder, if file.is_some() { "ready" } else { "failed" }).await? {
        return Ok(false);
    }
    if let Some((key, bytes, until)) = file {
        on!(&mut **tx, c => sqlx::query(FILE)
            .bind(holder.account.0)
            .bind(holder.id.clone())
            .bind(key.to_owned())
            .bind(bytes)
            .bind(until)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// Deletes exports that had expired by an instant, and those of accounts that are no longer active. Returns the keys of their
/// files.
pub async fn forget_ended(tx: &mut Tx, now: i64) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        delete from data_export
        where (stage = 'ready' and ends_at <= $1)
        or (
            stage <> 'waiting'
            and account_id in (
                select id
                from account
                where status <> 'active'
            )
        )
        returning coalesce(storage_key, '')";
    let keys: Vec<String> = on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(now).fetch_all(c).await)?;
    Ok(keys.into_iter().filter(|key| !key.is_empty()).collect())
}

/// The file keys of all exports. Their files are not part of a backup.
pub async fn keys(conn: &mut Conn) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select storage_key
        from data_export
        where storage_key is not null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}
