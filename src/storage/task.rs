//! Scheduled tasks: each is taken by one process at a time, and given back when it is done.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};

/// A task that is not done in time.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Late {
    /// The name of its row.
    pub name: String,
    /// When it first failed; if it hasn't, when it was due.
    #[sqlx(try_from = "Second")]
    pub since: Timestamp,
    /// Why it failed last; empty if it hasn't.
    pub error: String,
}

/// Registers a task; it is due at once.
pub async fn put(tx: &mut Tx, name: &str, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into task (name, announced_at)
        values ($1, $2)
        on conflict do nothing";
    on!(&mut **tx, c => sqlx::query(SQL).bind(name.to_owned()).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// The tasks that have been failing since `before`, or due since then without anyone at work on them.
pub async fn late(conn: &mut Conn, now: i64, before: i64) -> StorageResult<Vec<Late>> {
    const SQL: &str = "
        select name, failing_since as since, error
        from task
        where failing_since between 1 and $2
        union all
        select name, case when due_at > announced_at then due_at else announced_at end as since, ''
        from task
        where failing_since = 0
        and due_at <= $2
        and announced_at <= $2
        and taken_until <= $1
        order by 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(now).bind(before).fetch_all(c).await)?)
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
pub async fn give_back(
    tx: &mut Tx,
    name: &str,
    by: &str,
    (now, due_at): (i64, i64),
    error: Option<&str>,
) -> StorageResult<()> {
    const SQL: &str = "
        update task
        set taken_by = '', taken_until = 0, due_at = $3, error = $4,
            tries = case when $4 = '' then 0 else tries + 1 end,
            failing_since = case when $4 = '' then 0 when failing_since = 0 then $5 else failing_since end
        where name = $1
        and taken_by = $2";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(by.to_owned())
        .bind(due_at)
        .bind(error.unwrap_or_default().to_owned())
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
