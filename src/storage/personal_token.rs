//! Tokens that people make for programs and calendars, stored as hashes.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    access_token::Scope,
    ids::{AccountId, PersonalTokenId},
};

/// A token of an account.
#[derive(Clone, Debug)]
pub struct PersonalToken {
    /// The primary key in `personal_token`.
    pub id: PersonalTokenId,
    /// Its owner's account.
    pub account: AccountId,
    /// The name that its owner gave it.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// The network of its last use; empty before its first.
    pub last_used_from: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    name: String,
    scopes: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    #[sqlx(try_from = "Second")]
    expires_at: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    last_used_at: Option<Timestamp>,
    last_used_from: String,
}

impl TryFrom<Row> for PersonalToken {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let wrong = StorageError::Inconsistent { table: "personal_token", column: "scopes", id: row.id };
        let scopes: Option<Vec<Scope>> = row.scopes.split(',').map(Scope::parse).collect();
        Ok(Self {
            id: PersonalTokenId(row.id),
            account: AccountId(row.account_id),
            name: row.name,
            scopes: scopes.ok_or(wrong)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            last_used_from: row.last_used_from,
        })
    }
}

/// A new token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its owner's account.
    pub account: AccountId,
    /// The credential epoch under which it is made.
    pub epoch: i64,
    /// SHA-256, in hex.
    pub hash: String,
    /// The name that its owner gave it.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// When it expires, UTC seconds.
    pub expires_at: i64,
}

/// Stores one.
pub async fn insert(tx: &mut Tx, new: &NewToken, now: i64) -> StorageResult<PersonalTokenId> {
    const SQL: &str = "
        insert into personal_token (account_id, credential_epoch, token_hash, name, scopes, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id";
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.account.0)
        .bind(new.epoch)
        .bind(new.hash.clone())
        .bind(new.name.clone())
        .bind(scopes.join(","))
        .bind(now)
        .bind(new.expires_at)
        .fetch_one(c)
        .await)?;
    Ok(PersonalTokenId(id))
}

/// The columns of a token that is valid at `$1`: its account may still be used with the credentials that made it, and no second
/// step was set up since.
macro_rules! select_standing {
    ($rest:literal) => {
        concat!(
            "
        select t.id, t.account_id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.last_used_from
        from personal_token t
        join account a on a.id = t.account_id
        where t.revoked_at is null
        and t.expires_at > $1
        and t.credential_epoch = a.credential_epoch
        and a.status = 'active'
        and not a.must_change_password
        and not exists (
            select 1
            from second_factor s
            where s.account_id = a.id
            and s.confirmed_at > t.created_at
        )",
            $rest
        )
    };
}

/// The token with this hash, if it is valid now.
pub async fn find(conn: &mut Conn, hash: &str, now: i64) -> StorageResult<Option<PersonalToken>> {
    const SQL: &str = select_standing!(
        "
        and t.token_hash = $2"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(now).bind(hash.to_owned()).fetch_optional(c).await)?;
    row.map(PersonalToken::try_from).transpose()
}

/// An account's valid tokens, latest first.
pub async fn of_account(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<PersonalToken>> {
    const SQL: &str = select_standing!(
        "
        and t.account_id = $2
        order by t.id desc"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(now).bind(account.0).fetch_all(c).await)?;
    rows.into_iter().map(PersonalToken::try_from).collect()
}

/// Revokes one of an account's tokens; false if it has none with this key, or it was already revoked.
pub async fn revoke(tx: &mut Tx, account: AccountId, id: PersonalTokenId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update personal_token
        set revoked_at = $3
        where id = $2
        and account_id = $1
        and revoked_at is null";
    let revoked = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(id.0)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(revoked == 1)
}

/// Revokes all of an account's tokens.
pub async fn revoke_all(tx: &mut Tx, account: AccountId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update personal_token
        set revoked_at = $2
        where account_id = $1
        and revoked_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Records a use.
pub async fn note_use(tx: &mut Tx, id: PersonalTokenId, from: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update personal_token
        set last_used_at = $2, last_used_from = $3
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(at)
        .bind(from.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes tokens that were no longer valid at `before`.
pub async fn delete_old(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const SQL: &str = "
        delete from personal_token
        where expires_at <= $1
        or revoked_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
