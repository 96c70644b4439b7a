//! Links in letters that work without signing in. Only a hash of each secret is kept.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// The purpose of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFor {
    /// A new password.
    Reset,
    /// To verify an address.
    Verify,
    /// To unsubscribe from letters on a topic, which is its subject.
    Unsubscribe,
    /// To confirm or cancel the visits of a day; its subject is the first of them, and the local date.
    Visits,
}

impl LinkFor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verify => "verify",
            Self::Unsubscribe => "unsubscribe",
            Self::Visits => "visits",
        }
    }
}

/// Stores an account's link, by the hash of its secret, until an instant (UTC seconds).
pub async fn put(
    tx: &mut Tx,
    account: AccountId,
    (purpose, subject): (LinkFor, &str),
    token_hash: &str,
    (at, until): (i64, i64),
) -> StorageResult<()> {
    const SQL: &str = "
        insert into mail_link (token_hash, account_id, purpose, subject, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(token_hash.to_owned())
        .bind(account.0)
        .bind(purpose.as_str())
        .bind(subject.to_owned())
        .bind(at)
        .bind(until)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The account and subject of a link whose secret has this hash, if it had not expired by `now`.
pub async fn find(
    conn: &mut Conn,
    purpose: LinkFor,
    token_hash: &str,
    now: i64,
) -> StorageResult<Option<(AccountId, String)>> {
    const SQL: &str = "
        select account_id, subject
        from mail_link
        where token_hash = $1
        and purpose = $2
        and expires_at > $3";
    let found: Option<(i64, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(token_hash.to_owned())
        .bind(purpose.as_str())
        .bind(now)
        .fetch_optional(c)
        .await)?;
    Ok(found.map(|(account, subject)| (AccountId(account), subject)))
}

/// Uses up a link. Returns its account, if it had not expired by `now`.
pub async fn take(tx: &mut Tx, purpose: LinkFor, token_hash: &str, now: i64) -> StorageResult<Option<AccountId>> {
    const SQL: &str = "
        delete from mail_link
        where token_hash = $1
        and purpose = $2
        and expires_at > $3
        returning account_id";
    let account: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(token_hash.to_owned())
        .bind(purpose.as_str())
        .bind(now)
        .fetch_optional(c)
        .await)?;
    Ok(account.map(AccountId))
}

/// Deletes an account's links of one kind.
pub async fn delete_all(tx: &mut Tx, account: AccountId, purpose: LinkFor) -> StorageResult<()> {
    const SQL: &str = "
        delete from mail_link
        where account_id = $1
        and purpose = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(purpose.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// Marks an account's address as not yet verified.
pub async fn await_verification(tx: &mut Tx, account: AccountId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into email_verification (account_id, since)
        values ($1, $2)
        on conflict do nothing";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether they have.
pub async fn awaits_verification(conn: &mut Conn, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "select account_id from email_verification where account_id = $1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Clears that mark; false if there was none.
pub async fn end_verification(tx: &mut Tx, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "delete from email_verification where account_id = $1";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}
