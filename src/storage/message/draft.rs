//! An account's draft in a thread.

use crate::{
    domain::ids::{AccountId, ThreadId},
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// Saves a draft; deletes it if it is empty.
pub async fn put_draft(tx: &mut Tx, thread: ThreadId, account: AccountId, body: &str, at: i64) -> StorageResult<()> {
    const PUT: &str = "
        insert into message_draft (thread_id, account_id, body, updated_at)
        values ($1, $2, $3, $4)
        on conflict (thread_id, account_id) do update
        set body = excluded.body, updated_at = excluded.updated_at";
    if body.trim().is_empty() {
        return delete_draft(tx, thread, account).await;
    }
    on!(&mut **tx, c => sqlx::query(PUT)
        .bind(thread.0)
        .bind(account.0)
        .bind(body)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The saved draft; empty if there is none.
pub async fn draft(conn: &mut Conn, thread: ThreadId, account: AccountId) -> StorageResult<String> {
    const SQL: &str = "
        select body
        from message_draft
        where thread_id = $1
        and account_id = $2";
    let found: Option<String> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(thread.0).bind(account.0).fetch_optional(c).await)?;
    Ok(found.unwrap_or_default())
}

/// Forgets it.
pub async fn delete_draft(tx: &mut Tx, thread: ThreadId, account: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        delete from message_draft
        where thread_id = $1
        and account_id = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(thread.0).bind(account.0).execute(c).await.map(drop))?;
    Ok(())
}
