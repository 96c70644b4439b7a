//! New email addresses waiting for their owners' confirmation, at most one per account.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::AccountId;

/// An address waiting to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EmailChange {
    /// The new address.
    pub email: String,
    /// When the confirmation expires.
    #[sqlx(try_from = "Second")]
    pub expires_at: Timestamp,
}

/// Stores an account's new address, replacing any other that is waiting.
pub async fn put(tx: &mut Tx, account: AccountId, email: &str, (at, until): (i64, i64)) -> StorageResult<()> {
    const SQL: &str = "
        insert into email_change (account_id, email, asked_at, expires_at)
        values ($1, $2, $3, $4)
        on conflict (account_id) do update
        set email = excluded.email, asked_at = excluded.asked_at, expires_at = excluded.expires_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(email.to_owned())
        .bind(at)
        .bind(until)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// An account's new address, if it can still be confirmed.
pub async fn find(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Option<EmailChange>> {
    const SQL: &str = "
        select email, expires_at
        from email_change
        where account_id = $1
        and expires_at > $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).fetch_optional(c).await)?)
}

/// Ends a change; false if there was none.
pub async fn delete(tx: &mut Tx, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "delete from email_change where account_id = $1";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Deletes changes that had expired by an instant (UTC seconds).
pub async fn sweep(tx: &mut Tx, now: i64) -> StorageResult<()> {
    const SQL: &str = "delete from email_change where expires_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
