//! Practitioners' away notices and quick replies, and the messages they kept as notes.

use jiff::Timestamp;
use sqlx::FromRow;

use super::super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::{EntryId, MessageId, PractitionerId, QuickReplyId, ThreadId};

/// An away notice for patients.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AwayMessage {
    /// The text as it was typed.
    pub body: String,
    /// The last day: `2026-12-24`.
    pub last_day: String,
    /// When it ends.
    #[sqlx(try_from = "Second")]
    pub ends_at: Timestamp,
}

/// A practitioner's latest away notice, even if it is over.
pub async fn away(conn: &mut Conn, of: PractitionerId) -> StorageResult<Option<AwayMessage>> {
    const SQL: &str = "
        select body, last_day, ends_at
        from away_message
        where practitioner_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(of.0).fetch_optional(c).await)?)
}

/// Stores it.
pub async fn put_away(tx: &mut Tx, of: PractitionerId, new: &AwayMessage) -> StorageResult<()> {
    const SQL: &str = "
        insert into away_message (practitioner_id, body, last_day, ends_at)
        values ($1, $2, $3, $4)
        on conflict (practitioner_id) do update
        set body = excluded.body, last_day = excluded.last_day, ends_at = excluded.ends_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(of.0)
        .bind(&new.body)
        .bind(&new.last_day)
        .bind(new.ends_at.as_second())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets it.
pub async fn delete_away(tx: &mut Tx, of: PractitionerId) -> StorageResult<()> {
    const SQL: &str = "delete from away_message where practitioner_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(of.0).execute(c).await.map(drop))?;
    Ok(())
}

/// A quick reply.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct QuickReply {
    /// The primary key of the row.
    pub id: i64,
    /// What it says.
    pub body: String,
}

/// A practitioner's quick replies, oldest first.
pub async fn replies(conn: &mut Conn, of: PractitionerId) -> StorageResult<Vec<QuickReply>> {
    const SQL: &str = "
        select id, body
        from quick_reply
        where practitioner_id = $1
        order by id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(of.0).fetch_all(c).await)?)
}

/// Adds one.
pub async fn insert_reply(tx: &mut Tx, of: PractitionerId, body: &str, at: i64) -> StorageResult<QuickReplyId> {
    const SQL: &str = "
        insert into quick_reply (practitioner_id, body, created_at)
        values ($1, $2, $3)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(of.0).bind(body).bind(at).fetch_one(c).await)?;
    Ok(QuickReplyId(id))
}

/// Changes a quick reply; false if the practitioner has none with this key.
pub async fn change_reply(tx: &mut Tx, id: QuickReplyId, of: PractitionerId, body: &str) -> StorageResult<bool> {
    const SQL: &str = "
        update quick_reply
        set body = $3
        where id = $1
        and practitioner_id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(of.0)
        .bind(body)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes a quick reply; false if the practitioner has none with this key.
pub async fn delete_reply(tx: &mut Tx, id: QuickReplyId, of: PractitionerId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from quick_reply
        where id = $1
        and practitioner_id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(of.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Records that a message was kept as a note; false if it already was.
pub async fn keep(tx: &mut Tx, message: MessageId, entry: EntryId) -> StorageResult<bool> {
    const SQL: &str = "
        insert into kept_message (message_id, entry_id)
        values ($1, $2)
        on conflict (message_id) do nothing";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(message.0)
        .bind(entry.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The record entry that a message was kept as.
pub async fn kept_as(conn: &mut Conn, message: MessageId) -> StorageResult<Option<EntryId>> {
    const SQL: &str = "select entry_id from kept_message where message_id = $1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(message.0).fetch_optional(c).await)?;
    Ok(found.map(EntryId))
}

/// The messages in a range of a thread that were kept, each with its record entry.
pub async fn kept(
    conn: &mut Conn,
    thread: ThreadId,
    (first, last): (MessageId, MessageId),
) -> StorageResult<Vec<(i64, i64)>> {
    const SQL: &str = "
        select k.message_id, k.entry_id
        from kept_message k
        join message m on m.id = k.message_id
        where m.thread_id = $1
        and m.id between $2 and $3";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(thread.0).bind(first.0).bind(last.0).fetch_all(c).await)?)
}
