//! Sessions: which browsers are signed in, as whom, until when. Tokens are stored hashed: who reads the table can sign in
//! as nobody.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, DeviceId};

/// A session as stored.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// SHA-256 of the cookie's token, in hex.
    pub token_hash: String,
    /// Who is signed in.
    pub account_id: Option<AccountId>,
    /// The session's values as JSON.
    pub data: String,
    /// The browser's own description of itself, shortened.
    pub user_agent: String,
    /// When it was last seen, UTC seconds.
    pub seen_at: i64,
    /// When it ends, UTC seconds.
    pub expires_at: i64,
}

/// Stores a session under its token: a new one, or the new state of one.
pub async fn save(tx: &mut Tx, session: &StoredSession) -> StorageResult<()> {
    const SQL: &str = "
        insert into session (token_hash, account_id, data, user_agent, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $5, $6)
        on conflict (token_hash) do update
        set account_id = excluded.account_id,
            data = excluded.data,
            user_agent = excluded.user_agent,
            last_seen_at = excluded.last_seen_at,
            expires_at = excluded.expires_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(session.token_hash.clone())
        .bind(session.account_id.map(|id| id.0))
        .bind(session.data.clone())
        .bind(session.user_agent.clone())
        .bind(session.seen_at)
        .bind(session.expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The values and the end of a session that has not ended by `now`.
pub async fn load(conn: &mut Conn, token_hash: &str, now: i64) -> StorageResult<Option<(String, i64)>> {
    const SQL: &str = "
        select data, expires_at
        from session
        where token_hash = $1
        and expires_at > $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(token_hash.to_owned()).bind(now).fetch_optional(c).await)?)
}

/// Ends a session by its token.
pub async fn delete(tx: &mut Tx, token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from session where token_hash = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(token_hash.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Device {
    /// Its key.
    pub id: i64,
    /// SHA-256 of its token, in hex: to tell which one is asking.
    pub token_hash: String,
    /// The browser's own description of itself.
    pub user_agent: String,
    /// When it signed in, UTC seconds.
    pub created_at: i64,
    /// When it was last seen, UTC seconds.
    pub last_seen_at: i64,
}

/// The devices of an account, the latest first.
pub async fn devices(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<Device>> {
    const SQL: &str = "
        select id, token_hash, user_agent, created_at, last_seen_at
        from session
        where account_id = $1
        and expires_at > $2
        order by last_seen_at desc, id desc";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).fetch_all(c).await)?)
}

/// Signs one of an account's devices out; false when it is not theirs.
pub async fn delete_device(tx: &mut Tx, account: AccountId, device: DeviceId) -> StorageResult<bool> {
    const SQL: &str = "delete from session where account_id = $1 and id = $2";
    let gone = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(device.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Signs out every device of an account but the one with this token.
pub async fn delete_others(tx: &mut Tx, account: AccountId, kept_token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from session where account_id = $1 and token_hash <> $2";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kept_token_hash.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets the sessions that ended by `now`.
pub async fn delete_expired(tx: &mut Tx, now: i64) -> StorageResult<()> {
    const SQL: &str = "delete from session where expires_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
