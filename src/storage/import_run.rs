//! Imports from the browser: at most one per administrator, worked on by one process at a time.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    job::{Holder, Jobs, jobs},
    second::Second,
};
use crate::domain::{ids::AccountId, import_said::ImportStage};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRun {
    /// Its key within the account.
    pub id: String,
    /// The time zone of new centres.
    pub time_zone: String,
    /// Its stage.
    pub stage: String,
    /// The report, as JSON; empty before there is one.
    pub report: String,
    /// How many passwords have been hashed.
    pub done: i64,
    /// How many there are to hash; 0 before that is known.
    pub total: i64,
    /// When its files were uploaded.
    #[sqlx(try_from = "Second")]
    pub begun_at: Timestamp,
}

/// The imports still to be checked or carried out.
pub static JOBS: Jobs = jobs!("import_run", "begun_at", "'checking', 'importing'", "");

/// Stores files to be checked, replacing an earlier import of this account; false while that is being carried out.
pub async fn put(
    tx: &mut Tx,
    account: AccountId,
    (id, time_zone, sealed): (&str, &str, &str),
    at: i64,
) -> StorageResult<bool> {
    const SQL: &str = "
        insert into import_run (account_id, id, time_zone, files, stage, begun_at)
        values ($1, $2, $3, $4, 'checking', $5)
        on conflict (account_id) do update
        set id = excluded.id, time_zone = excluded.time_zone, files = excluded.files, stage = excluded.stage,
            begun_at = excluded.begun_at, report = '', done = 0, total = 0, taken_by = '', taken_until = 0
        where import_run.stage <> 'importing'";
    let put = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.to_owned())
        .bind(time_zone.to_owned())
        .bind(sealed.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(put == 1)
}

/// The import of an account.
pub async fn find(conn: &mut Conn, account: AccountId) -> StorageResult<Option<ImportRun>> {
    const SQL: &str = "
        select id, time_zone, stage, report, done, total, begun_at
        from import_run
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_optional(c).await)?)
}

/// Starts importing files that were checked; false if they no longer exist.
pub async fn begin(tx: &mut Tx, account: AccountId, id: &str) -> StorageResult<bool> {
    const SQL: &str = "
        update import_run
        set stage = 'importing', taken_by = '', taken_until = 0, done = 0, total = 0
        where account_id = $1
        and id = $2
        and stage = 'checked'";
    let begun = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(id.to_owned()).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(begun == 1)
}

/// Discards an import; false while it is being carried out, or if there is none.
pub async fn discard(tx: &mut Tx, account: AccountId, id: &str) -> StorageResult<bool> {
    const SQL: &str = "
        delete from import_run
        where account_id = $1
        and id = $2
        and stage <> 'importing'";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(id.to_owned()).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// The stage, time zone and files of an import that a process has taken; `None` if other files have replaced them.
pub async fn files(conn: &mut Conn, holder: &Holder) -> StorageResult<Option<(String, String, String)>> {
    const SQL: &str = "
        select stage, time_zone, files
        from import_run
        where account_id = $1
        and id = $2
        and taken_by = $3
        and files is not null";
    Ok(on!(conn, c => sqlx::query_as(SQL)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(holder.by.clone())
        .fetch_optional(c)
        .await)?)
}

/// Ends this stage; the files are kept only if they can still be imported. False if another process or other files have taken over.
pub async fn end(tx: &mut Tx, holder: &Holder, stage: ImportStage, report: &str) -> StorageResult<bool> {
    const REPORT: &str = "
        update import_run
        set report = $3, files = case when stage = 'checked' then files else null end
        where account_id = $1
        and id = $2";
    if !JOBS.end(tx, holder, stage.as_str()).await? {
        return Ok(false);
    }
    on!(&mut **tx, c => sqlx::query(REPORT)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(report.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(true)
}

/// Deletes files not imported by an instant, and reports older than another.
pub async fn sweep(tx: &mut Tx, files_before: i64, reports_before: i64) -> StorageResult<()> {
    const SQL: &str = "
        delete from import_run
        where (stage in ('checking', 'checked') and begun_at < $1)
        or (stage in ('stored', 'stopped', 'failed') and begun_at < $2)";
    on!(&mut **tx, c => sqlx::query(SQL).bind(files_before).bind(reports_before).execute(c).await.map(drop))?;
    Ok(())
}
