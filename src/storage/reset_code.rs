//! Reset codes for staff: one administrator requests each, and another has to confirm it.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// For how many seconds a request can be confirmed.
pub const REQUEST_LASTS: i64 = 24 * 3_600;

/// A request for a code.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Request {
    /// For whose account.
    pub account_id: i64,
    /// The full name of the person who needs the code.
    pub name: String,
    /// By whom.
    pub asked_by: i64,
    /// The full name of the administrator who asked.
    pub asked_by_name: String,
}

/// Requests made after an instant (UTC seconds), oldest first.
pub async fn open(conn: &mut Conn, after: i64) -> StorageResult<Vec<Request>> {
    const SQL: &str = "
        select account_id, owner.full_name as name, asked_by, asker.full_name as asked_by_name
        from reset_request
        join account owner on owner.id = account_id
        join account asker on asker.id = asked_by
        where asked_at > $1
        order by asked_at, account_id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(after).fetch_all(c).await)?)
}

/// How many of them this administrator can confirm: those made neither by them nor for them.
pub async fn count_to_confirm(conn: &mut Conn, by: AccountId, after: i64) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from reset_request
        where asked_at > $2
        and asked_by <> $1
        and account_id <> $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(by.0).bind(after).fetch_one(c).await)?)
}

/// Stores a request, replacing one that can no longer be confirmed. False if there is one that can.
pub async fn ask(tx: &mut Tx, account: AccountId, by: AccountId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into reset_request (account_id, asked_by, asked_at)
        values ($1, $2, $3)
        on conflict (account_id) do update
        set asked_by = excluded.asked_by, asked_at = excluded.asked_at
        where reset_request.asked_at <= $4";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(by.0)
        .bind(at)
        .bind(at - REQUEST_LASTS)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Uses up a request. Returns who made it.
pub async fn take(tx: &mut Tx, account: AccountId, after: i64) -> StorageResult<Option<AccountId>> {
    const SQL: &str = "
        delete from reset_request
        where account_id = $1
        and asked_at > $2
        returning asked_by";
    let by: Option<i64> =
        on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(account.0).bind(after).fetch_optional(c).await)?;
    Ok(by.map(AccountId))
}

/// Deletes codes that had expired by `now`, and requests that can no longer be confirmed.
pub async fn sweep(tx: &mut Tx, now: i64) -> StorageResult<()> {
    const CODES: &str = "delete from reset_code where expires_at <= $1";
    const REQUESTS: &str = "delete from reset_request where asked_at <= $1";
    on!(&mut **tx, c => sqlx::query(CODES).bind(now).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(REQUESTS).bind(now - REQUEST_LASTS).execute(c).await.map(drop))?;
    Ok(())
}
