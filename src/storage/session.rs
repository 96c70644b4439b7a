//! Sessions: which browsers are signed in, as whom, and until when. Tokens are stored as hashes, so reading the table lets no one
//! sign in.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    push,
    second::Second,
};
use crate::domain::{
    ids::{AccountId, DeviceId},
    topic::Topic,
};

/// A new session.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// SHA-256 of the cookie's token, in hex.
    pub token_hash: String,
    /// The signed-in account.
    pub account_id: Option<AccountId>,
    /// The epoch of the credentials used to sign in; 0 if no one is signed in.
    pub credential_epoch: i64,
    /// Whether it outlasts the browser's own session.
    pub remembered: bool,
    /// The session's values, sealed; empty if there are none.
    pub data: String,
    /// The browser's own description of itself, shortened.
    pub user_agent: String,
    /// When it is created, UTC seconds.
    pub created_at: i64,
    /// When it ends, UTC seconds.
    pub expires_at: i64,
}

/// Stores a new session.
pub async fn create(tx: &mut Tx, session: &StoredSession) -> StorageResult<()> {
    const SQL: &str = "
        insert into session
            (token_hash, account_id, credential_epoch, remembered, data, user_agent, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(session.token_hash.clone())
        .bind(session.account_id.map(|id| id.0))
        .bind(session.credential_epoch)
        .bind(session.remembered)
        .bind(session.data.clone())
        .bind(session.user_agent.clone())
        .bind(session.created_at)
        .bind(session.expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Stores the values of a session; false if it has ended in the meantime. A visitor's session then lasts until `expires_at`.
pub async fn save(tx: &mut Tx, token_hash: &str, data: &str, expires_at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update session
        set data = $2,
            expires_at = case when account_id is null then $3 else expires_at end
        where token_hash = $1";
    let saved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(token_hash.to_owned())
        .bind(data.to_owned())
        .bind(expires_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(saved == 1)
}

/// Records that a session was used, and until when it now lasts. A session that has ended in the meantime stays ended.
pub async fn touch(tx: &mut Tx, token_hash: &str, seen_at: i64, expires_at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update session
        set last_seen_at = $2, expires_at = $3
        where token_hash = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(token_hash.to_owned())
        .bind(seen_at)
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A session as it is now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Standing {
    /// Its values, sealed; empty if there are none.
    pub data: String,
    /// The signed-in account.
    pub account_id: Option<i64>,
    /// Whether they have a role besides that of a patient.
    pub is_staff: bool,
    /// Whether it outlasts the browser's own session.
    pub remembered: bool,
    /// When it was created.
    #[sqlx(try_from = "Second")]
    pub created_at: Timestamp,
    /// When it was last used.
    #[sqlx(try_from = "Second")]
    pub last_seen_at: Timestamp,
}

/// A session that has not ended by `now`, and whose account still has the credentials with which it was opened.
pub async fn load(conn: &mut Conn, token_hash: &str, now: i64) -> StorageResult<Option<Standing>> {
    const SQL: &str = "
        select s.data, s.account_id, s.remembered, s.created_at, s.last_seen_at,
            exists (
                select 1
                from account_role r
                where r.account_id = s.account_id
                and r.role <> 'patient'
            ) as is_staff
        from session s
        left join account a on a.id = s.account_id
        where s.token_hash = $1
        and s.expires_at > $2
        and (s.account_id is null or s.credential_epoch = a.credential_epoch)";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(token_hash.to_owned()).bind(now).fetch_optional(c).await)?)
}

/// Ends a session by its token.
pub async fn delete(tx: &mut Tx, token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from session where token_hash = $1 returning account_id";
    let of: Option<Option<i64>> =
        on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(token_hash.to_owned()).fetch_optional(c).await)?;
    if let Some(account) = of.flatten() {
        tx.changed(Topic::Sessions(AccountId(account)));
    }
    Ok(())
}

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Device {
    /// The primary key of the row.
    pub id: i64,
    /// SHA-256 of its token, in hex: used to recognise the device that is asking.
    pub token_hash: String,
    /// The browser's own description of itself.
    pub user_agent: String,
    /// When it signed in.
    #[sqlx(try_from = "Second")]
    pub created_at: Timestamp,
    /// When it was last seen.
    #[sqlx(try_from = "Second")]
    pub last_seen_at: Timestamp,
}

/// The devices of an account, latest first.
pub async fn devices(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<Device>> {
    const SQL: &str = "
        select s.id, s.token_hash, s.user_agent, s.created_at, s.last_seen_at
        from session s
        join account a on a.id = s.account_id
        where s.account_id = $1
        and s.expires_at > $2
        and s.credential_epoch = a.credential_epoch
        order by s.last_seen_at desc, s.id desc";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).fetch_all(c).await)?)
}

/// Signs out one of an account's devices, which also gets no more push messages; false if it is not theirs.
pub async fn delete_device(tx: &mut Tx, account: AccountId, device: DeviceId) -> StorageResult<bool> {
    const SQL: &str = "delete from session where account_id = $1 and id = $2";
    tx.changed(Topic::Sessions(account));
    push::end_device(tx, account, device).await?;
    let gone = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(device.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Signs out every device of an account except the one with this token; they also get no more push messages.
pub async fn delete_others(tx: &mut Tx, account: AccountId, kept_token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from session where account_id = $1 and token_hash <> $2";
    tx.changed(Topic::Sessions(account));
    push::end_others(tx, account, kept_token_hash).await?;
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kept_token_hash.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes the sessions that had ended by an instant (UTC seconds).
pub async fn delete_expired(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const SQL: &str = "delete from session where expires_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
