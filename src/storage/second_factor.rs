//! The second step of signing in: its owner, the codes used, and requests to remove it. Secrets are sealed, recovery codes hashed.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::{MaybeSecond, Second},
};
use crate::domain::ids::AccountId;

/// For how many seconds a request to remove one can be confirmed.
pub const REQUEST_LASTS: i64 = 24 * 3_600;

/// A second factor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Factor {
    /// Its secret, sealed.
    pub secret: String,
    /// Since when it is in use; `None` while its owner is setting it up.
    #[sqlx(try_from = "MaybeSecond")]
    pub confirmed_at: Option<Timestamp>,
    /// When it was created.
    #[sqlx(try_from = "Second")]
    pub created_at: Timestamp,
    /// The latest time step whose code was used.
    pub last_step: i64,
}

/// An account's factor, even if it is not in use yet.
pub async fn find(conn: &mut Conn, id: AccountId) -> StorageResult<Option<Factor>> {
    const SQL: &str = "
        select secret, confirmed_at, created_at, last_step
        from second_factor
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// Stores a new secret, replacing one that was never confirmed; false if one is in use.
pub async fn begin(tx: &mut Tx, id: AccountId, secret: &str, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into second_factor (account_id, secret, created_at)
        values ($1, $2, $3)
        on conflict (account_id) do update
        set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
        where second_factor.confirmed_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(secret.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Activates this secret, with the time step whose code proved that its owner has it; false if another was begun or confirmed
/// meanwhile.
pub async fn confirm(tx: &mut Tx, id: AccountId, secret: &str, step: i64, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update second_factor
        set confirmed_at = $4, last_step = $3
        where account_id = $1
        and secret = $2
        and confirmed_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(secret.to_owned())
        .bind(step)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Uses up the code of a time step, and all before it; false if it was already used, or the secret has changed.
pub async fn use_step(tx: &mut Tx, id: AccountId, secret: &str, step: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update second_factor
        set last_step = $3
        where account_id = $1
        and secret = $2
        and last_step < $3
        and confirmed_at is not null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(secret.to_owned())
        .bind(step)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Removes a second factor with everything that belongs to it; false if none was in use.
pub async fn delete(tx: &mut Tx, id: AccountId) -> StorageResult<bool> {
    const CODES: &str = "delete from recovery_code where account_id = $1";
    const REQUEST: &str = "delete from factor_request where account_id = $1";
    const FACTOR: &str = "
        delete from second_factor
        where account_id = $1
        and confirmed_at is not null";
    for sql in [CODES, REQUEST] {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    let gone = on!(&mut **tx, c => sqlx::query(FACTOR).bind(id.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Replaces the recovery codes, stored by their hashes.
pub async fn put_recovery_codes(tx: &mut Tx, id: AccountId, hashes: &[String]) -> StorageResult<()> {
    const DELETE: &str = "delete from recovery_code where account_id = $1";
    const INSERT: &str = "
        insert into recovery_code (account_id, code_hash)
        values ($1, $2)";
    on!(&mut **tx, c => sqlx::query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    for hash in hashes {
        on!(&mut **tx, c => sqlx::query(INSERT).bind(id.0).bind(hash.clone()).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Uses up a recovery code; false if it is wrong or was already used.
pub async fn use_recovery_code(tx: &mut Tx, id: AccountId, hash: &str, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update recovery_code
        set used_at = $3
        where account_id = $1
        and code_hash = $2
        and used_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(hash.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Whether this is an unused recovery code of the account.
pub async fn has_recovery_code(conn: &mut Conn, id: AccountId, hash: &str) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from recovery_code
        where account_id = $1
        and code_hash = $2
        and used_at is null";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).bind(hash.to_owned()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(conn: &mut Conn, id: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from recovery_code
        where account_id = $1
        and used_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?)
}

/// Stores an administrator's request to remove one; false if there is one that can still be confirmed.
pub async fn ask_reset(tx: &mut Tx, id: AccountId, by: AccountId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into factor_request (account_id, asked_by, asked_at)
        values ($1, $2, $3)
        on conflict (account_id) do update
        set asked_by = excluded.asked_by, asked_at = excluded.asked_at
        where factor_request.asked_at <= $4";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(by.0)
        .bind(at)
        .bind(at - REQUEST_LASTS)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The administrator who asked after an instant, and their name.
pub async fn reset_asked_by(conn: &mut Conn, id: AccountId, after: i64) -> StorageResult<Option<(AccountId, String)>> {
    const SQL: &str = "
        select asker.id, asker.full_name
        from factor_request
        join account asker on asker.id = asked_by
        where account_id = $1
        and asked_at > $2";
    let found: Option<(i64, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(after).fetch_optional(c).await)?;
    Ok(found.map(|(id, name)| (AccountId(id), name)))
}
