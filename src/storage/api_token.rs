//! API sign-ins: families of refresh tokens, stored as hashes.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, GrantId};

/// A family, with the facts about its account that decide whether it is valid.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Family {
    /// The primary key of the row.
    pub id: i64,
    /// Its owner's account.
    pub account_id: i64,
    /// When it ends at the latest, UTC seconds.
    pub ends_at: i64,
    /// Whether no one has ended it, and its account may still be used with the credentials that began it. A program that signed in
    /// with the password has no second step; an app's family also requires the patient's consent, and that no second step was set
    /// up since.
    pub stands: bool,
    /// The app that it belongs to, if any.
    pub app_id: Option<i64>,
    /// The scopes that the app was granted when it began.
    pub scopes: String,
    /// What the patient currently allows the app.
    pub granted: String,
    /// What the app may currently ask for.
    pub app_reads: String,
    /// Whether it may continue while the patient isn't there.
    pub app_offline: bool,
}

/// Begins one.
pub async fn begin(tx: &mut Tx, account: AccountId, epoch: i64, now: i64, ends_at: i64) -> StorageResult<i64> {
    const SQL: &str = "
        insert into api_family (account_id, credential_epoch, created_at, ends_at)
        values ($1, $2, $3, $4)
        returning id";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(epoch)
        .bind(now)
        .bind(ends_at)
        .fetch_one(c)
        .await)?)
}

/// Begins a family for an app, with the scopes that a patient allowed.
pub async fn begin_for_app(
    tx: &mut Tx,
    (account, epoch): (AccountId, i64),
    (grant, scopes): (GrantId, &str),
    now: i64,
    ends_at: i64,
) -> StorageResult<i64> {
    const SQL: &str = "
        insert into api_family (account_id, credential_epoch, created_at, ends_at, app_grant_id, scopes)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(epoch)
        .bind(now)
        .bind(ends_at)
        .bind(grant.0)
        .bind(scopes.to_owned())
        .fetch_one(c)
        .await)?)
}

/// Finds a family by key.
pub async fn family(conn: &mut Conn, id: i64) -> StorageResult<Option<Family>> {
    const SQL: &str = "
        select f.id, f.account_id, f.ends_at, g.app_id, f.scopes, coalesce(g.scopes, '') as granted,
            coalesce(app.reads, '') as app_reads, coalesce(app.offline, false) as app_offline,
            f.ended_at is null
            and (
                f.app_grant_id is null
                or (g.ended_at is null and app.status = 'active')
            )
            and f.credential_epoch = a.credential_epoch
            and a.status = 'active'
            and not a.must_change_password
            and not exists (
                select 1
                from second_factor s
                where s.account_id = a.id
                and s.confirmed_at is not null
                and (f.app_grant_id is null or s.confirmed_at > f.created_at)
            ) as stands
        from api_family f
        join account a on a.id = f.account_id
        left join app_grant g on g.id = f.app_grant_id
        left join app on app.id = g.app_id
        where f.id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?)
}

/// Ends a family; false if it had already ended.
pub async fn end(tx: &mut Tx, id: i64, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update api_family
        set ended_at = $2
        where id = $1
        and ended_at is null";
    let ended = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(ended == 1)
}

/// Ends all families of an account.
pub async fn end_all(tx: &mut Tx, account: AccountId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update api_family
        set ended_at = $2
        where account_id = $1
        and ended_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// A refresh token.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refresh {
    /// The family that it belongs to.
    pub family_id: i64,
    /// When it expires, UTC seconds.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
    /// By which program.
    pub used_by: String,
}

/// Stores one.
pub async fn put(tx: &mut Tx, token_hash: &str, family: i64, now: i64, expires_at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into refresh_token (token_hash, family_id, issued_at, expires_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(token_hash.to_owned())
        .bind(family)
        .bind(now)
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Finds a token by its hash.
pub async fn find(conn: &mut Conn, token_hash: &str) -> StorageResult<Option<Refresh>> {
    const SQL: &str = "
        select family_id, expires_at, used_at, used_by
        from refresh_token
        where token_hash = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(token_hash.to_owned()).fetch_optional(c).await)?)
}

/// Uses up a token and returns its family; `None` if it was used, has expired or never existed. Of several concurrent callers, only
/// one gets it.
pub async fn take(tx: &mut Tx, token_hash: &str, by: &str, now: i64) -> StorageResult<Option<i64>> {
    const SQL: &str = "
        update refresh_token
        set used_at = $3, used_by = $2
        where token_hash = $1
        and used_at is null
        and expires_at > $3
        returning family_id";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(token_hash.to_owned())
        .bind(by.to_owned())
        .bind(now)
        .fetch_optional(c)
        .await)?)
}

/// Deletes tokens that had expired by `before`, and families without any left.
pub async fn delete_expired(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const TOKENS: &str = "delete from refresh_token where expires_at <= $1";
    const FAMILIES: &str = "
        delete from api_family
        where created_at <= $1
        and not exists (
            select 1
            from refresh_token
            where family_id = api_family.id
        )";
    on!(&mut **tx, c => sqlx::query(TOKENS).bind(before).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(FAMILIES).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
