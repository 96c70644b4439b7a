//! Unread notices, and marking them as read.

use super::told::were_read;
use crate::{
    domain::{
        ids::{AccountId, ThreadId},
        notice::NoticeKind,
    },
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// Marks an account's notices about a thread as read, as it has just read the thread.
pub async fn mark_thread_read(tx: &mut Tx, account: AccountId, thread: ThreadId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update notice
        set read_at = $3
        where account_id = $1
        and thread_id = $2
        and read_at is null";
    let read = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(thread.0)
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    were_read(tx, account, read);
    Ok(())
}

/// Whether an account has an unread notice of this kind.
pub async fn has_unread(conn: &mut Conn, account: AccountId, kind: NoticeKind) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from notice
        where account_id = $1
        and kind = $2
        and read_at is null";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(kind.as_str()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// How many unread notices an account has.
pub async fn count_unread(conn: &mut Conn, account: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from notice
        where account_id = $1
        and read_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_one(c).await)?)
}

/// Marks all of an account's notices as read.
pub async fn mark_read(tx: &mut Tx, account: AccountId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update notice
        set read_at = $2
        where account_id = $1
        and read_at is null";
    let read = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    were_read(tx, account, read);
    Ok(())
}
