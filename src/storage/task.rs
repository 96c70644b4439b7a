//! Scheduled tasks: each is taken by one process at a time, and given back when it is done.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// Registers a task; it is due at once.
pub async fn put(tx: &mut Tx, name: &str) -> StorageResult<()> {
    const SQL: &str = "
        insert into task (name)
        values ($1)
        on conflict do nothing";
    on!(&mut **tx, c => sqlx::query(SQL).bind(name.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether a task could be taken now.
pub async fn is_due(conn: &mut Conn, name: &str, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        select name
        from task
        where name = $1
        and due_at <= $2
        and taken_until <= $2";
    let found: Option<String> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(name.to_owned()).bind(now).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// When the last of all tasks is due; `None` if there are none.
pub async fn last_due(conn: &mut Conn) -> StorageResult<Option<Timestamp>> {
    const SQL: &str = "select max(due_at) from task";
    let last: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(last.and_then(|second| Timestamp::from_second(second).ok()))
}

/// Takes a task until an instant, after which another process may; false if another process has it, or it is not due.
pub async fn take(tx: &mut Tx, name: &str, by: &str, now: i64, until: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update task
        set taken_by = $2, taken_until = $4
        where name = $1
        and due_at <= $3
        and taken_until <= $3";
    let taken = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(by.to_owned())
        .bind(now)
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Keeps a task that this process has taken until a later instant; false if another process has taken it since.
pub async fn keep(tx: &mut Tx, name: &str, by: &str, until: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update task
        set taken_until = $3
        where name = $1
        and taken_by = $2";
    let kept = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(by.to_owned())
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

/// How often a task that this process has taken has failed in a row.
pub async fn tries(conn: &mut Conn, name: &str) -> StorageResult<i64> {
    const SQL: &str = "select tries from task where name = $1";
    let tries: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(name.to_owned()).fetch_optional(c).await)?;
    Ok(tries.unwrap_or_default())
}

/// Gives a task back until it is next due. Without an error it was done; if another process has taken it since, nothing happens.
pub async fn give_back(tx: &mut Tx, name: &str, by: &str, due_at: i64, error: Option<&str>) -> StorageResult<()> {
    const SQL: &str = "
        update task
        set taken_by = '', taken_until = 0, due_at = $3, error = $4,
            tries = case when $4 = '' then 0 else tries + 1 end
        where name = $1
        and taken_by = $2";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(by.to_owned())
        .bind(due_at)
        .bind(error.unwrap_or_default().to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
