//! The actions taken on a message to the clinic, and by whom.

use jiff::Timestamp;

use crate::{
    domain::{
        ids::{AccountId, ContactEventId, ContactMessageId},
        inbox::InboxEvent,
        language::Language,
    },
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
        second::Second,
    },
};

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The primary key in `contact_event`.
    pub id: ContactEventId,
    /// The kind of event.
    pub kind: InboxEvent,
    /// By whom.
    pub by: String,
    /// The name of the person whom the message was assigned to.
    pub to: Option<String>,
    /// The text of the email answer.
    pub body: String,
    /// When this happened.
    pub at: Timestamp,
}

/// A new action.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// The kind of event.
    pub kind: InboxEvent,
    /// By whom.
    pub by: AccountId,
    /// The person whom the message is assigned to.
    pub to: Option<AccountId>,
    /// The text of the email answer.
    pub body: &'a str,
    /// When, UTC seconds.
    pub at: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    by: String,
    to: Option<String>,
    body: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
}

/// Records an action.
pub async fn add_event(tx: &mut Tx, id: ContactMessageId, event: NewEvent<'_>) -> StorageResult<ContactEventId> {
    const SQL: &str = "
        insert into contact_event (message_id, kind, by_id, to_id, body, at)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(id.0)
        .bind(event.kind.as_str())
        .bind(event.by.0)
        .bind(event.to.map(|account| account.0))
        .bind(event.body.to_owned())
        .bind(event.at)
        .fetch_one(c)
        .await)?;
    Ok(ContactEventId(id))
}

/// All actions on a message, in order.
pub async fn events(conn: &mut Conn, id: ContactMessageId) -> StorageResult<Vec<Event>> {
    const SQL: &str = r#"
        select e.id, e.kind, b.full_name as "by", t.full_name as "to", e.body, e.at
        from contact_event e
        join account b on b.id = e.by_id
        left join account t on t.id = e.to_id
        where e.message_id = $1
        order by e.id"#;
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    let event = |row: Row| {
        Ok(Event {
            id: ContactEventId(row.id),
            kind: row.kind.parse().map_err(StorageError::inconsistent("contact_event", "kind", row.id))?,
            by: row.by,
            to: row.to,
            body: row.body,
            at: row.at,
        })
    };
    rows.into_iter().map(event).collect()
}

/// An answer, for the letter that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The name of the person who wrote to the clinic.
    pub name: String,
    /// The email address that letters go to.
    pub email: String,
    /// Their language.
    pub language: Option<Language>,
    /// What is answered.
    pub body: String,
}

/// Finds the answer stored with this action.
pub async fn reply(conn: &mut Conn, id: ContactEventId) -> StorageResult<Option<Reply>> {
    const SQL: &str = "
        select m.name, m.email, m.language, e.body
        from contact_event e
        join contact_message m on m.id = e.message_id
        where e.id = $1";
    let found: Option<(String, String, Option<String>, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.map(|(name, email, language, body)| Reply {
        name,
        email,
        language: language.and_then(|tag| tag.parse().ok()),
        body,
    }))
}
