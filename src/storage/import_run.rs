//! Imports from the browser: one for each administrator, worked on by one process at a time.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::{ids::AccountId, import_said::ImportStage};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRun {
    /// Which of the account's.
    pub id: String,
    /// The time zone of new centres.
    pub time_zone: String,
    /// How far it is.
    pub stage: String,
    /// What there is to say, as JSON; empty before there is anything.
    pub report: String,
    /// How many passwords are hashed.
    pub done: i64,
    /// Of how many; 0 before that is known.
    pub total: i64,
    /// When its files came.
    #[sqlx(try_from = "Second")]
    pub begun_at: Timestamp,
}

/// Which import, and which process is at it.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Whose import.
    pub account: AccountId,
    /// Which of theirs.
    pub id: String,
    /// The process, by a name of its own.
    pub by: String,
}

/// Stores files to be checked, in place of whatever this account had before; false while that is being imported.
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

/// Has files that were checked imported; false if they are not there, or no longer.
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

/// Forgets an import; false while it is being imported, or if there is none.
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

/// The next import that a process should be at, and is not.
pub async fn due(conn: &mut Conn, now: i64) -> StorageResult<Option<(AccountId, String)>> {
    const SQL: &str = "
        select account_id, id
        from import_run
        where stage in ('checking', 'importing')
        and taken_until <= $1
        order by begun_at
        limit 1";
    let found: Option<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(now).fetch_optional(c).await)?;
    Ok(found.map(|(account, id)| (AccountId(account), id)))
}

/// Takes it until an instant, and returns its stage, time zone and files; `None` if another process was faster.
pub async fn take(
    tx: &mut Tx,
    holder: &Holder,
    (now, until): (i64, i64),
) -> StorageResult<Option<(String, String, String)>> {
    const TAKE: &str = "
        update import_run
        set taken_by = $3, taken_until = $5
        where account_id = $1
        and id = $2
        and stage in ('checking', 'importing')
        and files is not null
        and taken_until <= $4";
    const SQL: &str = "
        select stage, time_zone, files
        from import_run
        where account_id = $1";
    let taken = on!(&mut **tx, c => sqlx::query(TAKE)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(holder.by.clone())
        .bind(now)
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if taken == 0 {
        return Ok(None);
    }
    Ok(on!(&mut **tx, c => sqlx::query_as(SQL).bind(holder.account.0).fetch_optional(c).await)?)
}

/// Notes how far it is and keeps it until an instant; false if another process or other files have taken its place.
pub async fn progress(tx: &mut Tx, holder: &Holder, (done, total): (i64, i64), until: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update import_run
        set done = $4, total = $5, taken_until = $6
        where account_id = $1
        and id = $2
        and taken_by = $3";
    let kept = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(holder.by.clone())
        .bind(done)
        .bind(total)
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

/// Ends this part of the work; the files are kept only where they can still be imported. False if another process or other files have
/// taken its place.
pub async fn end(tx: &mut Tx, holder: &Holder, stage: ImportStage, report: &str) -> StorageResult<bool> {
    const SQL: &str = "
        update import_run
        set stage = $4, report = $5, taken_by = '', taken_until = 0,
            files = case when $4 = 'checked' then files else null end
        where account_id = $1
        and id = $2
        and taken_by = $3
        and stage in ('checking', 'importing')";
    let ended = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(holder.account.0)
        .bind(holder.id.clone())
        .bind(holder.by.clone())
        .bind(stage.as_str())
        .bind(report.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(ended == 1)
}

/// Forgets files that no one imported by an instant, and reports that are older than another.
pub async fn sweep(tx: &mut Tx, files_before: i64, reports_before: i64) -> StorageResult<()> {
    const SQL: &str = "
        delete from import_run
        where (stage in ('checking', 'checked') and begun_at < $1)
        or (stage in ('stored', 'stopped', 'failed') and begun_at < $2)";
    on!(&mut **tx, c => sqlx::query(SQL).bind(files_before).bind(reports_before).execute(c).await.map(drop))?;
    Ok(())
}
