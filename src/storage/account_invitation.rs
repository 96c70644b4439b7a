//! Links by which administrators invite people to create an account.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    account::Role,
    ids::{AccountId, AccountInvitationId},
    invite_form::Invite,
    language::Language,
    topic::Topic,
};

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInvitation {
    /// The primary key in `account_invitation`.
    pub id: AccountInvitationId,
    /// The role offered.
    pub role: Role,
    /// May be empty.
    pub full_name: String,
    /// May be empty.
    pub email: String,
    /// Who invites.
    pub invited_by: AccountId,
    /// The inviter's full name.
    pub inviter: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The language of the inviting administrator, for the letter: the recipient's is unknown.
    pub language: Option<Language>,
}

impl AccountInvitation {
    /// Whether it can still be used.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    role: String,
    full_name: String,
    email: String,
    invited_by: i64,
    inviter: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    #[sqlx(try_from = "Second")]
    expires_at: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    revoked_at: Option<Timestamp>,
    #[sqlx(try_from = "MaybeSecond")]
    used_at: Option<Timestamp>,
    language: Option<String>,
}

impl TryFrom<Row> for AccountInvitation {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        Ok(Self {
            id: AccountInvitationId(row.id),
            role: row.role.parse().map_err(StorageError::inconsistent("account_invitation", "role", row.id))?,
            full_name: row.full_name,
            email: row.email,
            invited_by: AccountId(row.invited_by),
            inviter: row.inviter,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            used_at: row.used_at,
            language: row.language.and_then(|tag| tag.parse().ok()),
        })
    }
}

/// Stores an invitation under the hash of its secret.
pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    (invite, language): (&Invite, Option<Language>),
    by: AccountId,
    (at, expires_at): (i64, i64),
) -> StorageResult<AccountInvitationId> {
    const SQL: &str = "
        insert into account_invitation (token_hash, role, full_name, email, invited_by, created_at, expires_at, language)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(token_hash.to_owned())
        .bind(invite.role.as_str())
        .bind(invite.name.clone())
        .bind(invite.email.clone())
        .bind(by.0)
        .bind(at)
        .bind(expires_at)
        .bind(language.map(Language::tag))
        .fetch_one(c)
        .await)?;
    tx.changed(Topic::People);
    Ok(AccountInvitationId(id))
}

/// The invitation whose secret has this hash.
pub async fn find_by_token(conn: &mut Conn, token_hash: &str) -> StorageResult<Option<AccountInvitation>> {
    const SQL: &str = "
        select i.id, i.role, i.full_name, i.email, i.invited_by, a.full_name as inviter, i.created_at, i.expires_at,
            i.revoked_at, i.used_at, i.language
        from account_invitation i
        join account a on a.id = i.invited_by
        where i.token_hash = $1
        or i.id in (select invitation_id from account_invitation_link where token_hash = $1)";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(token_hash.to_owned()).fetch_optional(c).await)?;
    row.map(AccountInvitation::try_from).transpose()
}

/// An invitation.
pub async fn find(conn: &mut Conn, id: AccountInvitationId) -> StorageResult<Option<AccountInvitation>> {
    const SQL: &str = "
        select i.id, i.role, i.full_name, i.email, i.invited_by, a.full_name as inviter, i.created_at, i.expires_at,
            i.revoked_at, i.used_at, i.language
        from account_invitation i
        join account a on a.id = i.invited_by
        where i.id = $1";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(AccountInvitation::try_from).transpose()
}

/// Adds the hash of another secret that opens an invitation: that of the link in its letter.
pub async fn add_link(tx: &mut Tx, id: AccountInvitationId, token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "
        insert into account_invitation_link (token_hash, invitation_id)
        values ($1, $2)";
    on!(&mut **tx, c => sqlx::query(SQL).bind(token_hash.to_owned()).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The latest invitations; those that can still be used come first.
pub async fn latest(conn: &mut Conn, now: i64, limit: i64) -> StorageResult<Vec<AccountInvitation>> {
    const SQL: &str = "
        select i.id, i.role, i.full_name, i.email, i.invited_by, a.full_name as inviter, i.created_at, i.expires_at,
            i.revoked_at, i.used_at, i.language
        from account_invitation i
        join account a on a.id = i.invited_by
        order by
            case when i.used_at is null and i.revoked_at is null and i.expires_at > $1 then 0 else 1 end,
            i.id desc
        limit $2";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(now).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(AccountInvitation::try_from).collect()
}

/// Marks an invitation as used; false if it was already used, was withdrawn or has expired.
pub async fn take(tx: &mut Tx, id: AccountInvitationId, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update account_invitation
        set used_at = $2
        where id = $1
        and used_at is null
        and revoked_at is null
        and expires_at > $2";
    let taken = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changed(Topic::People);
    Ok(taken == 1)
}

/// Withdraws all of someone's unused invitations.
pub async fn revoke_all(tx: &mut Tx, by: AccountId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update account_invitation
        set revoked_at = $2
        where invited_by = $1
        and used_at is null
        and revoked_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(by.0).bind(now).execute(c).await.map(drop))?;
    tx.changed(Topic::People);
    Ok(())
}

/// Withdraws an invitation; false if it was already used or withdrawn.
pub async fn revoke(tx: &mut Tx, id: AccountInvitationId, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update account_invitation
        set revoked_at = $2
        where id = $1
        and used_at is null
        and revoked_at is null";
    let revoked = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changed(Topic::People);
    Ok(revoked == 1)
}
