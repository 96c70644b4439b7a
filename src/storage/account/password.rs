//! Credentials: passwords, and the codes that replace forgotten ones.

use jiff::Timestamp;

use super::row::parse;
use crate::{
    domain::{
        account::{AccountStatus, IdentifierKind},
        ids::AccountId,
        topic::Topic,
    },
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
        second::MaybeSecond,
    },
};

/// What a sign-in is checked against.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Credentials {
    /// The account.
    pub id: i64,
    /// Argon2 hash; `None` for an account that cannot sign in.
    pub password_hash: Option<String>,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// The epoch of these credentials, which increases with every change to them, and when the account is deactivated.
    pub credential_epoch: i64,
    /// When its owner closed the account, if it is closed.
    #[sqlx(try_from = "MaybeSecond")]
    pub closed_at: Option<Timestamp>,
    /// Whether the account is still waiting for activation.
    pub is_waiting: bool,
    status: String,
}

impl Credentials {
    /// Whether the account is active.
    pub fn status(&self) -> StorageResult<AccountStatus> {
        parse("status", self.id, &self.status)
    }
}

/// The credentials behind a name of one kind.
pub async fn find_credentials(
    conn: &mut Conn,
    kind: IdentifierKind,
    value_norm: &str,
) -> StorageResult<Option<Credentials>> {
    const SQL: &str = "
        select a.id, a.password_hash, a.must_change_password, a.credential_epoch, a.closed_at, a.is_waiting,
            a.status
        from account_identifier i
        join account a on a.id = i.account_id
        where i.kind = $1
        and i.value_norm = $2";
    Ok(on!(conn, c => sqlx::query_as(SQL)
        .bind(kind.as_str())
        .bind(value_norm.to_owned())
        .fetch_optional(c)
        .await)?)
}

/// The credentials of an account.
pub async fn credentials(conn: &mut Conn, id: AccountId) -> StorageResult<Option<Credentials>> {
    const SQL: &str = "
        select id, password_hash, must_change_password, credential_epoch, closed_at, is_waiting, status
        from account
        where id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// Whether an active account still has the credentials of this epoch. If so, they cannot change until the transaction ends.
pub async fn has_epoch(tx: &mut Tx, id: AccountId, credential_epoch: i64) -> StorageResult<bool> {
    // An update that changes nothing is the only row lock that both databases offer.
    const SQL: &str = "
        update account
        set credential_epoch = credential_epoch
        where id = $1
        and credential_epoch = $2
        and status = 'active'";
    let found = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(credential_epoch)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(found == 1)
}

/// Replaces a password and returns the new epoch: sessions of the previous epoch have ended, and codes for the earlier password are
/// void. The account's row must be locked.
pub async fn set_password(tx: &mut Tx, id: AccountId, password_hash: &str) -> StorageResult<i64> {
    const SQL: &str = "
        update account
        set password_hash = $2, must_change_password = false, credential_epoch = credential_epoch + 1
        where id = $1
        returning credential_epoch";
    let epoch: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(id.0)
        .bind(password_hash.to_owned())
        .fetch_one(c)
        .await)?;
    tx.changed(Topic::Sessions(id));
    drop_reset_code(tx, id).await?;
    Ok(epoch)
}

/// Removes an account's password, until its owner sets the first one.
pub async fn forget_password(tx: &mut Tx, id: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set password_hash = null
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Records that a password was set with a code issued by a single administrator.
pub async fn note_password_by_code(tx: &mut Tx, id: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set password_by_code = true
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Removes the password if it was set with such a code, whoever has changed it since; returns whether it was.
pub async fn forget_password_by_code(tx: &mut Tx, id: AccountId) -> StorageResult<bool> {
    const SQL: &str = "
        update account
        set password_hash = null, password_by_code = false, credential_epoch = credential_epoch + 1
        where id = $1
        and password_by_code";
    let ended = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changed(Topic::Sessions(id));
    Ok(ended == 1)
}

/// Voids a one-time code, if there is one.
pub async fn drop_reset_code(tx: &mut Tx, id: AccountId) -> StorageResult<()> {
    const SQL: &str = "delete from reset_code where account_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Stores a one-time code for setting a new password, replacing any earlier one.
pub async fn put_reset_code(tx: &mut Tx, id: AccountId, code_hash: &str, expires_at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into reset_code (account_id, code_hash, expires_at)
        values ($1, $2, $3)
        on conflict (account_id) do update
        set code_hash = excluded.code_hash, expires_at = excluded.expires_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(code_hash.to_owned())
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Uses up a code; false if it is wrong or had expired by `now`.
pub async fn take_reset_code(tx: &mut Tx, id: AccountId, code_hash: &str, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        delete from reset_code
        where account_id = $1
        and code_hash = $2
        and expires_at > $3";
    let taken = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(code_hash.to_owned())
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}
