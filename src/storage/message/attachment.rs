//! Metadata of files attached to messages. Until its message is sent, a file waits with its author.

use super::super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    document::MediaType,
    ids::{AccountId, AttachmentId, MessageId, ThreadId},
};

/// The metadata of a new file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// The file's name, as its readers see it.
    pub name: String,
    /// PDF, PNG or JPEG.
    pub media: MediaType,
    /// Its size in bytes.
    pub bytes: i64,
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// The key under which it is stored.
    pub key: String,
}

/// A file of a message, or of one being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its key in the database.
    pub id: AttachmentId,
    /// In which thread.
    pub thread: ThreadId,
    /// Who added it.
    pub author: AccountId,
    /// The message it was sent with; `None` while it waits.
    pub message: Option<MessageId>,
    /// The file.
    pub file: NewAttachment,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    thread_id: i64,
    author_id: i64,
    message_id: Option<i64>,
    name: String,
    media_type: String,
    bytes: i64,
    sha256: String,
    storage_key: String,
}

impl TryFrom<Row> for Attachment {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let odd = StorageError::inconsistent("message_attachment", "media_type", row.id);
        Ok(Self {
            id: AttachmentId(row.id),
            thread: ThreadId(row.thread_id),
            author: AccountId(row.author_id),
            message: row.message_id.map(MessageId),
            file: NewAttachment {
                name: row.name,
                media: row.media_type.parse().map_err(odd)?,
                bytes: row.bytes,
                sha256: row.sha256,
                key: row.storage_key,
            },
        })
    }
}

/// Stores a file that waits to be sent.
pub async fn insert(
    tx: &mut Tx,
    thread: ThreadId,
    author: AccountId,
    new: &NewAttachment,
    at: i64,
) -> StorageResult<AttachmentId> {
    const SQL: &str = "
        insert into message_attachment
            (thread_id, author_id, name, media_type, bytes, sha256, storage_key, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(thread.0)
        .bind(author.0)
        .bind(&new.name)
        .bind(new.media.as_str())
        .bind(new.bytes)
        .bind(&new.sha256)
        .bind(&new.key)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(AttachmentId(id))
}

/// Finds a file. The caller checks whether the reader may have it.
pub async fn find(conn: &mut Conn, id: AttachmentId) -> StorageResult<Option<Attachment>> {
    const SQL: &str = "
        select id, thread_id, author_id, message_id, name, media_type, bytes, sha256, storage_key
        from message_attachment
        where id = $1";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Attachment::try_from).transpose()
}

/// The files that an account is about to send in a thread, in the order they were added.
pub async fn waiting(conn: &mut Conn, thread: ThreadId, author: AccountId) -> StorageResult<Vec<Attachment>> {
    const SQL: &str = "
        select id, thread_id, author_id, message_id, name, media_type, bytes, sha256, storage_key
        from message_attachment
        where thread_id = $1
        and author_id = $2
        and message_id is null
        order by id";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(thread.0).bind(author.0).fetch_all(c).await)?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The files of a thread's messages, from one message to another.
pub async fn sent(
    conn: &mut Conn,
    thread: ThreadId,
    (first, last): (MessageId, MessageId),
) -> StorageResult<Vec<Attachment>> {
    const SQL: &str = "
        select id, thread_id, author_id, message_id, name, media_type, bytes, sha256, storage_key
        from message_attachment
        where thread_id = $1
        and message_id between $2 and $3
        order by id";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL)
        .bind(thread.0)
        .bind(first.0)
        .bind(last.0)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Sends the waiting files with a message.
pub async fn send(tx: &mut Tx, thread: ThreadId, author: AccountId, with: MessageId) -> StorageResult<()> {
    const SQL: &str = "
        update message_attachment
        set message_id = $3
        where thread_id = $1
        and author_id = $2
        and message_id is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(thread.0).bind(author.0).bind(with.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes a file that an account has added but not sent; false if there is none.
pub async fn delete_waiting(tx: &mut Tx, id: AttachmentId, author: AccountId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from message_attachment
        where id = $1
        and author_id = $2
        and message_id is null";
    let deleted = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(author.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(deleted == 1)
}
