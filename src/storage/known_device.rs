//! Browsers from which an account has signed in before. Only a hash of each one's token is kept.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// The maximum per account; a new one replaces the least recently used.
const MOST: i64 = 20;

/// Whether an account has signed in from the browser whose token has this hash.
pub async fn is_known(conn: &mut Conn, account: AccountId, token_hash: &str) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from known_device
        where account_id = $1
        and token_hash = $2";
    let known: i64 = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(token_hash.to_owned())
        .fetch_one(c)
        .await)?;
    Ok(known > 0)
}

/// Records that an account signed in from a browser.
pub async fn put(tx: &mut Tx, account: AccountId, token_hash: &str, at: i64) -> StorageResult<()> {
    const PUT: &str = "
        insert into known_device (account_id, token_hash, seen_at)
        values ($1, $2, $3)
        on conflict (account_id, token_hash) do update
        set seen_at = excluded.seen_at";
    const MAKE_ROOM: &str = "
        delete from known_device
        where account_id = $1
        and token_hash not in (
            select token_hash
            from known_device
            where account_id = $1
            order by seen_at desc, token_hash
            limit $2
        )";
    on!(&mut **tx, c => sqlx::query(PUT).bind(account.0).bind(token_hash.to_owned()).bind(at).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(MAKE_ROOM).bind(account.0).bind(MOST).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets every browser of an account.
pub async fn delete_all(tx: &mut Tx, account: AccountId) -> StorageResult<()> {
    const SQL: &str = "delete from known_device where account_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).execute(c).await.map(drop))?;
    Ok(())
}
