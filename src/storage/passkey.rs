//! Passkeys: their owners and public keys, and the challenges that were answered.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::{AccountId, PasskeyId};

/// A passkey.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// The primary key in `passkey`.
    pub id: PasskeyId,
    /// Whose it is.
    pub account: AccountId,
    /// The authenticator's credential id.
    pub credential: String,
    /// The account's user handle at the authenticator.
    pub user_handle: String,
    /// Its public key.
    pub public_key: String,
    /// Its use counter, if the authenticator has one.
    pub sign_count: i64,
    /// Whether it is synced between its owner's devices.
    pub synced: bool,
    /// The name that its owner gave it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

type Row = (i64, i64, String, String, String, i64, bool, String, Second, Option<Second>);

fn passkey(row: Row) -> Passkey {
    let (id, account, credential, user_handle, public_key, sign_count, synced, name, Second(created_at), last_used_at) =
        row;
    Passkey {
        id: PasskeyId(id),
        account: AccountId(account),
        credential,
        user_handle,
        public_key,
        sign_count,
        synced,
        name,
        created_at,
        last_used_at: last_used_at.map(Timestamp::from),
    }
}

/// An account's passkeys, in the order in which they were added.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<Passkey>> {
    const SQL: &str = "
        select id, account_id, credential_id, user_handle, public_key, sign_count, synced, name, created_at, last_used_at
        from passkey
        where account_id = $1
        order by id";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(passkey).collect())
}

/// Finds a passkey by credential id.
pub async fn find(conn: &mut Conn, credential: &str) -> StorageResult<Option<Passkey>> {
    const SQL: &str = "
        select id, account_id, credential_id, user_handle, public_key, sign_count, synced, name, created_at, last_used_at
        from passkey
        where credential_id = $1";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(credential.to_owned()).fetch_optional(c).await)?;
    Ok(row.map(passkey))
}

/// How many passkeys an account has.
pub async fn count(conn: &mut Conn, account: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from passkey
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_one(c).await)?)
}

/// Stores a new passkey, ignoring its `id`; false if the credential exists already.
pub async fn insert(tx: &mut Tx, new: &Passkey) -> StorageResult<bool> {
    const SQL: &str = "
        insert into passkey
            (account_id, credential_id, user_handle, public_key, sign_count, synced, name, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (credential_id) do nothing";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(new.account.0)
        .bind(new.credential.clone())
        .bind(new.user_handle.clone())
        .bind(new.public_key.clone())
        .bind(new.sign_count)
        .bind(new.synced)
        .bind(new.name.clone())
        .bind(new.created_at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Renames one of an account's passkeys; false if it is not theirs.
pub async fn rename(tx: &mut Tx, account: AccountId, id: PasskeyId, name: &str) -> StorageResult<bool> {
    const SQL: &str = "
        update passkey
        set name = $3
        where account_id = $1
        and id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.0)
        .bind(name.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes one of an account's passkeys; false if it is not theirs.
pub async fn delete(tx: &mut Tx, account: AccountId, id: PasskeyId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from passkey
        where account_id = $1
        and id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes all of an account's passkeys; returns whether there were any.
pub async fn delete_all(tx: &mut Tx, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "delete from passkey where account_id = $1";
    let done = on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

/// Records a use; false if the passkey is gone, or its counter has not increased, which means that it was copied. Those without a
/// counter report 0 each time.
pub async fn note_use(tx: &mut Tx, id: PasskeyId, sign_count: i64, synced: bool, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update passkey
        set sign_count = $2, synced = $3, last_used_at = $4
        where id = $1
        and (sign_count < $2 or (sign_count = 0 and $2 = 0))";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(sign_count)
        .bind(synced)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Uses up a challenge, by its hash; false if it was used already. Those used before `forget_before` (UTC seconds) are too old to
/// be answered, and are deleted.
pub async fn use_challenge(tx: &mut Tx, hash: &str, at: i64, forget_before: i64) -> StorageResult<bool> {
    const FORGET: &str = "delete from passkey_challenge where used_at < $1";
    const SQL: &str = "
        insert into passkey_challenge (challenge_hash, used_at)
        values ($1, $2)
        on conflict (challenge_hash) do nothing";
    on!(&mut **tx, c => sqlx::query(FORGET).bind(forget_before).execute(c).await.map(drop))?;
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(hash.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
