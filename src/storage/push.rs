//! Push messages: the key that signs them, and the subscribed devices.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::{AccountId, DeviceId, SubscriptionId};

/// The public half of the key, and the private half, sealed.
pub async fn key(conn: &mut Conn) -> StorageResult<Option<(String, String)>> {
    const SQL: &str = "select public_key, private_key from push_key where id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_optional(c).await)?)
}

/// Stores a key, replacing only `instead_of`. Subscriptions made with an earlier key are deleted with it.
pub async fn put_key(
    tx: &mut Tx,
    (public, sealed): (&str, &str),
    instead_of: Option<&str>,
    at: i64,
) -> StorageResult<()> {
    const PUT: &str = "
        insert into push_key (id, public_key, private_key, made_at, enabled)
        values (1, $1, $2, $3, true)
        on conflict (id) do update
        set public_key = excluded.public_key, private_key = excluded.private_key, made_at = excluded.made_at, enabled = true
        where push_key.public_key = $4";
    const FORGET: &str = "
        delete from push_subscription
        where exists (
            select 1
            from push_key
            where public_key = $1
        )";
    on!(&mut **tx, c => sqlx::query(PUT)
        .bind(public.to_owned())
        .bind(sealed.to_owned())
        .bind(at)
        .bind(instead_of.unwrap_or_default().to_owned())
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(FORGET).bind(public.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Turns push messages on or off.
pub async fn set_enabled(tx: &mut Tx, enabled: bool) -> StorageResult<()> {
    const SQL: &str = "update push_key set enabled = $1 where id = 1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(enabled).execute(c).await.map(drop))?;
    Ok(())
}

/// A new subscription.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    /// Whose it is.
    pub account: AccountId,
    /// The address its messages are sent to.
    pub endpoint: String,
    /// The host name in it.
    pub host: String,
    /// The public key they are encrypted with, as the browser sends it.
    pub p256dh: String,
    /// The shared secret of the encryption.
    pub auth: String,
    /// SHA-256 of its session's token, in hex.
    pub session_hash: String,
    /// SHA-256 of the token that recognises the browser, in hex.
    pub device_hash: String,
    /// The browser's own description of itself, shortened.
    pub user_agent: String,
}

/// Stores a device, replacing an earlier subscription of the same browser; the least recently used make room. Returns its key.
pub async fn put(tx: &mut Tx, new: &NewSubscription, most: i64, at: i64) -> StorageResult<SubscriptionId> {
    const REPLACE: &str = "
        delete from push_subscription
        where endpoint = $1
        or session_hash = $2
        or device_hash = $3";
    const PUT: &str = "
        insert into push_subscription
            (account_id, endpoint, host, p256dh, auth, session_hash, device_hash, user_agent, created_at, seen_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        returning id";
    const MAKE_ROOM: &str = "
        delete from push_subscription
        where account_id = $1
        and id not in (
            select id
            from push_subscription
            where account_id = $1
            order by seen_at desc, id desc
            limit $2
        )";
    on!(&mut **tx, c => sqlx::query(REPLACE)
        .bind(new.endpoint.clone())
        .bind(new.session_hash.clone())
        .bind(new.device_hash.clone())
        .execute(c)
        .await
        .map(drop))?;
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(PUT)
        .bind(new.account.0)
        .bind(new.endpoint.clone())
        .bind(new.host.clone())
        .bind(new.p256dh.clone())
        .bind(new.auth.clone())
        .bind(new.session_hash.clone())
        .bind(new.device_hash.clone())
        .bind(new.user_agent.clone())
        .bind(at)
        .fetch_one(c)
        .await)?;
    on!(&mut **tx, c => sqlx::query(MAKE_ROOM).bind(new.account.0).bind(most).execute(c).await.map(drop))?;
    Ok(SubscriptionId(id))
}

/// A device, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    /// The primary key of the row.
    pub id: i64,
    /// SHA-256 of its session's token, in hex: used to recognise the device that is asking.
    pub session_hash: String,
    /// The browser's own description of itself.
    pub user_agent: String,
    /// When messages were turned on there.
    #[sqlx(try_from = "Second")]
    pub created_at: Timestamp,
}

/// The devices of an account, the latest first.
pub async fn of(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<Subscription>> {
    const SQL: &str = "
        select id, session_hash, user_agent, created_at
        from push_subscription
        where account_id = $1
        order by id desc";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_all(c).await)?)
}

/// Where a message goes, and the keys that encrypt it.
#[derive(Clone, sqlx::FromRow)]
pub struct Target {
    /// The address.
    pub endpoint: String,
    /// The browser's public key.
    pub p256dh: String,
    /// The shared secret of the encryption.
    pub auth: String,
}

/// The target of messages to a device.
pub async fn target(conn: &mut Conn, id: SubscriptionId) -> StorageResult<Option<Target>> {
    const SQL: &str = "select endpoint, p256dh, auth from push_subscription where id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// Unsubscribes one of an account's devices; false if it is not theirs.
pub async fn delete(tx: &mut Tx, account: AccountId, id: SubscriptionId) -> StorageResult<bool> {
    const SQL: &str = "delete from push_subscription where account_id = $1 and id = $2";
    let gone = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Deletes a device that the push service no longer knows.
pub async fn forget(tx: &mut Tx, id: SubscriptionId) -> StorageResult<()> {
    const SQL: &str = "delete from push_subscription where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes devices on which no one has signed in since an instant (UTC seconds).
pub async fn sweep(tx: &mut Tx, seen_before: i64) -> StorageResult<()> {
    const SQL: &str = "delete from push_subscription where seen_at < $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(seen_before).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether a session or a browser is subscribed.
pub async fn any_of(conn: &mut Conn, session_hash: &str, device_hash: &str) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from push_subscription
        where session_hash = $1
        or device_hash = $2
        limit 1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(session_hash.to_owned())
        .bind(device_hash.to_owned())
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Unsubscribes a session that is signed out.
pub async fn end_session(tx: &mut Tx, session_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from push_subscription where session_hash = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(session_hash.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Unsubscribes one of an account's sessions, by its key.
pub(super) async fn end_device(tx: &mut Tx, account: AccountId, device: DeviceId) -> StorageResult<()> {
    const SQL: &str = "
        delete from push_subscription
        where account_id = $1
        and session_hash in (
            select token_hash
            from session
            where account_id = $1
            and id = $2
        )";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(device.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Unsubscribes all of an account's sessions but one.
pub(super) async fn end_others(tx: &mut Tx, account: AccountId, kept_session_hash: &str) -> StorageResult<()> {
    const SQL: &str = "delete from push_subscription where account_id = $1 and session_hash <> $2";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kept_session_hash.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Moves a subscription to a session's new token.
pub async fn follow_session(tx: &mut Tx, from: &str, to: &str) -> StorageResult<()> {
    const SQL: &str = "update push_subscription set session_hash = $2 where session_hash = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(from.to_owned()).bind(to.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Updates subscriptions when someone signs in on a browser: theirs on this browser moves to this session, and anyone else's ends.
pub async fn arrive(
    tx: &mut Tx,
    account: AccountId,
    (device_hash, session_hash): (&str, &str),
    at: i64,
) -> StorageResult<()> {
    const END: &str = "delete from push_subscription where device_hash = $2 and account_id <> $1";
    const FOLLOW: &str = "
        update push_subscription
        set session_hash = $3, seen_at = $4
        where device_hash = $2
        and account_id = $1";
    on!(&mut **tx, c => sqlx::query(END).bind(account.0).bind(device_hash.to_owned()).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(FOLLOW)
        .bind(account.0)
        .bind(device_hash.to_owned())
        .bind(session_hash.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
