//! Apps' authorization requests: made by the app, answered by a patient, exchanged for tokens. Secrets are stored as hashes.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    app::RedirectUri,
    app_scope::AppScopes,
    ids::{AccountId, AppId, GrantId},
};

/// A new request.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// SHA-256 of the secret in its address, in hex.
    pub hash: String,
    /// Which app.
    pub app: AppId,
    /// The redirect address.
    pub redirect_uri: RedirectUri,
    /// The app's `state`, returned unchanged.
    pub state: String,
    /// The requested scopes.
    pub scopes: AppScopes,
    /// The code challenge.
    pub challenge: String,
}

/// A request waiting for its answer.
#[derive(Clone, Debug)]
pub struct Request {
    /// The primary key of the row.
    pub id: i64,
    /// Which app.
    pub app: AppId,
    /// The redirect address.
    pub redirect_uri: RedirectUri,
    /// The app's `state`, returned unchanged.
    pub state: String,
    /// The requested scopes.
    pub scopes: AppScopes,
}

/// A granted request, as needed to exchange its code.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Coded {
    /// The primary key of the row.
    pub id: i64,
    /// Which app.
    pub app_id: i64,
    /// The address to which the code was sent.
    pub redirect_uri: String,
    /// The code challenge.
    pub challenge: String,
    /// The granted scopes.
    pub scopes: String,
    /// Who granted it.
    pub account_id: i64,
    /// With which credentials.
    pub credential_epoch: i64,
    /// What they allow.
    pub app_grant_id: i64,
    /// When the code expires, UTC seconds.
    pub code_expires_at: i64,
    /// The token family that it was exchanged for.
    pub family_id: Option<i64>,
}

/// Stores one.
pub async fn insert(tx: &mut Tx, new: &NewRequest, now: i64, expires_at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into app_request (request_hash, app_id, redirect_uri, state, scopes, challenge, asked_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(new.hash.clone())
        .bind(new.app.0)
        .bind(new.redirect_uri.as_str().to_owned())
        .bind(new.state.clone())
        .bind(new.scopes.text())
        .bind(new.challenge.clone())
        .bind(now)
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Finds a request by hash, if it is still waiting.
pub async fn waiting(conn: &mut Conn, hash: &str, now: i64) -> StorageResult<Option<Request>> {
    const SQL: &str = "
        select id, app_id, redirect_uri, state, scopes
        from app_request
        where request_hash = $1
        and answered_at is null
        and expires_at > $2";
    let row: Option<(i64, i64, String, String, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(hash.to_owned()).bind(now).fetch_optional(c).await)?;
    let request = |(id, app, uri, state, scopes): (i64, i64, String, String, String)| -> StorageResult<Request> {
        let wrong = StorageError::Inconsistent { table: "app_request", column: "redirect_uri", id };
        let redirect_uri = RedirectUri::parse(&uri).ok_or(wrong)?;
        Ok(Request { id, app: AppId(app), redirect_uri, state, scopes: AppScopes::parse(&scopes) })
    };
    row.map(request).transpose()
}

/// A consent: the granted scopes, and the code for the app.
#[derive(Clone, Debug)]
pub struct Yes {
    /// The epoch of the credentials that the patient signed in with.
    pub epoch: i64,
    /// What they allow.
    pub grant: GrantId,
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
    /// When the code expires, UTC seconds.
    pub code_expires_at: i64,
}

/// Answers a request, granting it or not; false if it was already answered or has expired. Of several concurrent answers, only one
/// counts.
pub async fn answer(tx: &mut Tx, id: i64, by: AccountId, yes: Option<&Yes>, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update app_request
        set answered_at = $2, account_id = $3, credential_epoch = $4, app_grant_id = $5, code_hash = $6,
            code_expires_at = $7
        where id = $1
        and answered_at is null
        and expires_at > $2";
    let answered = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(now)
        .bind(by.0)
        .bind(yes.map(|yes| yes.epoch))
        .bind(yes.map(|yes| yes.grant.0))
        .bind(yes.map(|yes| yes.code_hash.clone()))
        .bind(yes.map(|yes| yes.code_expires_at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(answered == 1)
}

/// Uses up a code; `None` if it was used or never existed. Of several concurrent callers, only one gets it.
pub async fn take(tx: &mut Tx, code_hash: &str, now: i64) -> StorageResult<Option<Coded>> {
    const SQL: &str = "
        update app_request
        set used_at = $2
        where code_hash = $1
        and used_at is null
        returning id, app_id, redirect_uri, challenge, scopes, account_id, credential_epoch, app_grant_id,
            code_expires_at, family_id";
    Ok(on!(&mut **tx, c => sqlx::query_as(SQL).bind(code_hash.to_owned()).bind(now).fetch_optional(c).await)?)
}

/// Finds a request by its code, used or not.
pub async fn by_code(conn: &mut Conn, code_hash: &str) -> StorageResult<Option<Coded>> {
    const SQL: &str = "
        select id, app_id, redirect_uri, challenge, scopes, account_id, credential_epoch, app_grant_id,
            code_expires_at, family_id
        from app_request
        where code_hash = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(code_hash.to_owned()).fetch_optional(c).await)?)
}

/// Records the family that a code was exchanged for.
pub async fn exchanged(tx: &mut Tx, id: i64, family: i64) -> StorageResult<()> {
    const SQL: &str = "
        update app_request
        set family_id = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id).bind(family).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes requests made before an instant.
pub async fn delete_old(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const SQL: &str = "delete from app_request where asked_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
