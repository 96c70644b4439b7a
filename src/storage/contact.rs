//! Messages to the clinic, and the actions taken on each.

mod event;
pub mod list;

use std::str::FromStr;

pub use self::event::{Event, NewEvent, Reply, add_event, events, reply};
use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
    word,
};
use crate::domain::{
    ids::{AccountId, ContactMessageId},
    inbox::Standing,
    language::Language,
};

/// A new message.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The name that the sender gave.
    pub name: String,
    /// The reply address that the sender gave.
    pub email: String,
    /// The message.
    pub message: String,
    /// The language they were reading in.
    pub language: Option<Language>,
    /// When, UTC seconds.
    pub created_at: i64,
}

/// A message to the clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactMessage {
    /// The primary key in `contact_message`.
    pub id: ContactMessageId,
    /// The name that the sender gave.
    pub name: String,
    /// The reply address that the sender gave.
    pub email: String,
    /// The message.
    pub message: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
    /// The person who deals with it, with their name.
    pub assigned_to: Option<(AccountId, String)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    email: String,
    message: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    standing: String,
    assigned_to: Option<i64>,
    assignee: Option<String>,
}

impl TryFrom<Row> for ContactMessage {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let standing = Standing::from_str(&row.standing);
        Ok(Self {
            id: ContactMessageId(row.id),
            name: row.name,
            email: row.email,
            message: row.message,
            created_at: row.created_at,
            standing: standing.map_err(StorageError::inconsistent("contact_message", "standing", row.id))?,
            assigned_to: row.assigned_to.map(AccountId).zip(row.assignee),
        })
    }
}

/// Stores a message.
pub async fn insert(tx: &mut Tx, message: &NewMessage) -> StorageResult<ContactMessageId> {
    const SQL: &str = "
        insert into contact_message (name, email, message, language, created_at)
        values ($1, $2, $3, $4, $5)
        returning id";
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(message.name.clone())
        .bind(message.email.clone())
        .bind(message.message.clone())
        .bind(message.language.map(Language::tag))
        .bind(message.created_at)
        .fetch_one(c)
        .await)?;
    let text = format!("{} {} {}", message.name, message.email, message.message);
    word::put(tx, &word::MESSAGES, id, &text).await?;
    Ok(ContactMessageId(id))
}

/// A message.
pub async fn find(conn: &mut Conn, id: ContactMessageId) -> StorageResult<Option<ContactMessage>> {
    const SQL: &str = "
        select m.id, m.name, m.email, m.message, m.created_at, m.standing, m.assigned_to, a.full_name as assignee
        from contact_message m
        left join account a on a.id = m.assigned_to
        where m.id = $1";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(ContactMessage::try_from).transpose()
}

/// How many messages have each status.
pub async fn count_by_standing(conn: &mut Conn) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "select standing, count(*) from contact_message group by standing";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// How many messages wait for an answer.
pub async fn count_waiting(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select count(*) from contact_message where standing in ('open', 'assigned')";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Sets a message's status and the person who deals with it.
pub async fn set_standing(
    tx: &mut Tx,
    id: ContactMessageId,
    standing: Standing,
    assigned_to: Option<AccountId>,
) -> StorageResult<()> {
    const SQL: &str = "
        update contact_message
        set standing = $2, assigned_to = $3
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(standing.as_str())
        .bind(assigned_to.map(|account| account.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
