//! Exports of records that programs requested: their types, progress and files.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    job::{Holder, Jobs, jobs},
    second::MaybeSecond,
};
use crate::domain::ids::{AccountId, PatientId};

/// The exports still to be made.
pub static JOBS: Jobs =
    jobs!("bulk_export", "asked_at", "'waiting'", ", tries = tries + 1, began_at = $4, done = 0, total = 0");

/// An export.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BulkExport {
    /// Its key, which cannot be guessed.
    pub id: String,
    /// The types of resources, separated by commas.
    pub kinds: String,
    /// Only what changed since then.
    #[sqlx(try_from = "MaybeSecond")]
    pub since: Option<Timestamp>,
    /// `waiting`, `ready` or `failed`.
    pub stage: String,
    /// How many parts are done: one for each resource type of each patient.
    pub done: i64,
    /// Of how many.
    pub total: i64,
    /// How often a process has started on it.
    pub tries: i64,
    /// When last.
    #[sqlx(try_from = "MaybeSecond")]
    pub began_at: Option<Timestamp>,
    /// When its download expires.
    #[sqlx(try_from = "MaybeSecond")]
    pub ends_at: Option<Timestamp>,
}

/// One of its files.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BulkFile {
    /// The resource type in it.
    pub kind: String,
    /// Where it lies.
    pub storage_key: String,
    /// How large it is.
    pub bytes: i64,
    /// How many resources are in it.
    pub lines: i64,
}

/// How many exports of an account are waiting or can be downloaded, and how many are waiting in total.
pub async fn count(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<(i64, i64)> {
    const SQL: &str = "
        select
            count(case when account_id = $1 and (stage = 'waiting' or (stage = 'ready' and ends_at > $2)) then 1 end),
            count(case when stage = 'waiting' then 1 end)
        from bulk_export";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).fetch_one(c).await)?)
}

/// Asks for one.
pub async fn ask(
    tx: &mut Tx,
    (account, id): (AccountId, &str),
    kinds: &str,
    since: Option<i64>,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into bulk_export (id, account_id, kinds, since, stage, asked_at)
        values ($2, $1, $3, $4, 'waiting', $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.to_owned())
        .bind(kinds.to_owned())
        .bind(since)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// An account's export.
pub async fn find(conn: &mut Conn, account: AccountId, id: &str) -> StorageResult<Option<BulkExport>> {
    const SQL: &str = "
        select id, kinds, since, stage, done, total, tries, began_at, ends_at
        from bulk_export
        where account_id = $1
        and id = $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(id.to_owned()).fetch_optional(c).await)?)
}

/// Its files.
pub async fn files(conn: &mut Conn, id: &str) -> StorageResult<Vec<BulkFile>> {
    const SQL: &str = "
        select kind, storage_key, bytes, lines
        from bulk_export_file
        where export_id = $1
        order by kind";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.to_owned()).fetch_all(c).await)?)
}

/// Records that an export's files can be downloaded until an instant or, without files, that it failed; false if this process no
/// longer holds it.
pub async fn end(tx: &mut Tx, holder: &Holder, files: Option<&[BulkFile]>, until: i64) -> StorageResult<bool> {
    const UNTIL: &str = "
        update bulk_export
        set ends_at = $3
        where account_id = $1
        and id = $2";
    const FILE: &str = "
        insert into bulk_export_file (export_id, kind, storage_key, bytes, lines)
        values ($1, $2, $3, $4, $5)";
    if !JOBS.end(tx, holder, if files.is_some() { "ready" } else { "failed" }).await? {
        return Ok(false);
    }
    on!(&mut **tx, c => sqlx::query(UNTIL)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(until)
        .execute(c)
        .await
        .map(drop))?;
    for file in files.unwrap_or_default() {
        on!(&mut **tx, c => sqlx::query(FILE)
            .bind(holder.id.clone())
            .bind(file.kind.clone())
            .bind(file.storage_key.clone())
            .bind(file.bytes)
            .bind(file.lines)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// Deletes an account's export; false if there is none.
pub async fn forget(tx: &mut Tx, account: AccountId, id: &str) -> StorageResult<bool> {
    const SQL: &str = "
        delete from bulk_export
        where account_id = $1
        and id = $2";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(id.to_owned()).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// The exports that had expired by an instant, and those of accounts that are no longer active.
pub async fn ended(conn: &mut Conn, now: i64) -> StorageResult<Vec<(AccountId, String)>> {
    const SQL: &str = "
        select b.account_id, b.id
        from bulk_export b
        join account a on a.id = b.account_id
        where b.stage <> 'waiting'
        and (b.ends_at <= $1 or a.status <> 'active')";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(now).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(account, id)| (AccountId(account), id)).collect())
}

/// The file keys of all exports. Their files are not part of a backup.
pub async fn keys(conn: &mut Conn) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select storage_key
        from bulk_export_file";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}

/// The patients to whom an account has any link that may entitle it to read their records; `domain::access` decides whether it
/// does.
pub async fn linked(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<PatientId>> {
    const SQL: &str = "
        select id
        from patient
        where id = $1
        union
        select patient_id
        from care_relationship
        where practitioner_id = $1
        union
        select patient_id
        from appointment
        where practitioner_id = $1
        union
        select patient_id
        from emergency_access
        where practitioner_id = $1
        union
        select patient_id
        from referral
        where to_practitioner_id = $1
        union
        select patient_id
        from entry
        where author_id = $1
        union
        select patient_id
        from proxy
        where account_id = $1
        order by 1";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PatientId).collect())
}

/// A patient's appointments that changed since an instant (UTC seconds), by key.
pub async fn changed_appointments(conn: &mut Conn, patient: PatientId, since: i64) -> StorageResult<Vec<i64>> {
    const SQL: &str = "
        select distinct e.appointment_id
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        where a.patient_id = $1
        and e.at >= $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).bind(since).fetch_all(c).await)?)
}
