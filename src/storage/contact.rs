//! Messages from visitors to the clinic.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Who wrote, by their own account.
    pub name: String,
    /// Where to reply, by their own account.
    pub email: String,
    /// The message.
    pub message: String,
    /// When, UTC seconds.
    pub created_at: i64,
}

/// A message to the clinic.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ContactMessage {
    /// Its key.
    pub id: i64,
    /// Who wrote, by their own account.
    pub name: String,
    /// Where to reply, by their own account.
    pub email: String,
    /// The message.
    pub message: String,
    /// When, UTC seconds.
    pub created_at: i64,
    /// When it was answered, UTC seconds.
    pub answered_at: Option<i64>,
    /// Who answered it.
    pub answered_by: Option<String>,
}

/// Stores a message.
pub async fn insert(tx: &mut Tx, message: &NewMessage) -> StorageResult<()> {
    const SQL: &str = "
        insert into contact_message (name, email, message, created_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(message.name.clone())
        .bind(message.email.clone())
        .bind(message.message.clone())
        .bind(message.created_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Which messages a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Those that wait for an answer, the longest wait first.
    Open,
    /// Those that were answered, the latest message first.
    Answered,
}

/// A page of messages; those that follow the message `after`, 0 for the first page.
pub async fn list(conn: &mut Conn, kept: Kept, after: i64, limit: i64) -> StorageResult<Vec<ContactMessage>> {
    const OPEN: &str = "
        select m.id, m.name, m.email, m.message, m.created_at, m.answered_at, a.full_name as answered_by
        from contact_message m
        left join account a on a.id = m.answered_by
        where m.answered_at is null
        and m.id > $1
        order by m.id
        limit $2";
    const ANSWERED: &str = "
        select m.id, m.name, m.email, m.message, m.created_at, m.answered_at, a.full_name as answered_by
        from contact_message m
        left join account a on a.id = m.answered_by
        where m.answered_at is not null
        and ($1 = 0 or m.id < $1)
        order by m.id desc
        limit $2";
    let sql = match kept {
        Kept::Open => OPEN,
        Kept::Answered => ANSWERED,
    };
    Ok(on!(conn, c => sqlx::query_as(sql).bind(after).bind(limit).fetch_all(c).await)?)
}

/// How many wait for an answer.
pub async fn count_open(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select count(*) from contact_message where answered_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Records who answered a message, or with `None` that it is open again; false if that is so already, or there is no such message.
pub async fn set_answered(tx: &mut Tx, id: i64, by: Option<(AccountId, i64)>) -> StorageResult<bool> {
    const SQL: &str = "
        update contact_message
        set answered_by = $2, answered_at = $3
        where id = $1
        and (answered_at is null) = ($3 is not null)";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(by.map(|(who, _)| who.0))
        .bind(by.map(|(_, at)| at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Whether there is such a message.
pub async fn exists(conn: &mut Conn, id: i64) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from contact_message where id = $1";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_one(c).await)?;
    Ok(count > 0)
}
