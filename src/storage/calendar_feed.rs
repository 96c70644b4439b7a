//! The secret addresses of people's calendar subscriptions. Only a hash of each secret is kept.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::AccountId;

/// Replaces an account's secret.
pub async fn put(tx: &mut Tx, account: AccountId, token_hash: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into calendar_feed (account_id, token_hash, created_at)
        values ($1, $2, $3)
        on conflict (account_id) do update
        set token_hash = excluded.token_hash, created_at = excluded.created_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(token_hash.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Revokes an account's secret; false if it had none.
pub async fn delete(tx: &mut Tx, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "delete from calendar_feed where account_id = $1";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// When an account got its secret address.
pub async fn since(conn: &mut Conn, account: AccountId) -> StorageResult<Option<Timestamp>> {
    const SQL: &str = "select created_at from calendar_feed where account_id = $1";
    let since: Option<Second> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_optional(c).await)?;
    Ok(since.map(Timestamp::from))
}

/// The active account whose secret has this hash.
pub async fn find(conn: &mut Conn, token_hash: &str) -> StorageResult<Option<AccountId>> {
    const SQL: &str = "
        select f.account_id
        from calendar_feed f
        join account a on a.id = f.account_id
        where f.token_hash = $1
        and a.status = 'active'";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(token_hash.to_owned()).fetch_optional(c).await)?;
    Ok(id.map(AccountId))
}

/// The identifier that distinguishes this clinic's calendar entries from any other's.
pub async fn clinic(conn: &mut Conn) -> StorageResult<String> {
    const SQL: &str = "select random from clinic_identity where id = 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}
