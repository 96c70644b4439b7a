//! The history of an application, and its documents.

use jiff::Timestamp;

use crate::{
    domain::{
        application::ApplicationEvent,
        document::MediaType,
        ids::{AccountId, ApplicationId},
        topic::Topic,
        webhook::Event as Told,
    },
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
        second::Second,
        webhook,
    },
};

/// An event in an application's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The kind of event.
    pub kind: ApplicationEvent,
    /// The administrator who did it; `None` for the applicant.
    pub author: Option<String>,
    /// The text written; may be empty.
    pub body: String,
    /// When this happened.
    pub at: Timestamp,
}

/// Records an event.
pub async fn add_event(
    tx: &mut Tx,
    id: ApplicationId,
    kind: ApplicationEvent,
    author: Option<AccountId>,
    body: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into application_event (application_id, kind, author_id, body, created_at)
        values ($1, $2, $3, $4, $5)";
    const CHANGED: &str = "
        update application
        set changed_at = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(kind.as_str())
        .bind(author.map(|account| account.0))
        .bind(body.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(CHANGED).bind(id.0).bind(at).execute(c).await.map(drop))?;
    tx.changed(Topic::Applications);
    webhook::tell(tx, Told::ApplicationChanged, ("application", id.0), kind.as_str(), at).await
}

/// The events of an application, in order.
pub async fn events(conn: &mut Conn, id: ApplicationId) -> StorageResult<Vec<Event>> {
    const SQL: &str = "
        select e.id, e.kind, a.full_name, e.body, e.created_at
        from application_event e
        left join account a on a.id = e.author_id
        where e.application_id = $1
        order by e.id";
    let rows: Vec<(i64, String, Option<String>, String, Second)> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, kind, author, body, Second(at))| {
            let kind = kind.parse().map_err(StorageError::inconsistent("application_event", "kind", id))?;
            Ok(Event { kind, author, body, at })
        })
        .collect()
}

/// How many events an application has.
pub async fn count_events(conn: &mut Conn, id: ApplicationId) -> StorageResult<i64> {
    const SQL: &str = "select count(*) from application_event where application_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?)
}

/// A file that belongs to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The primary key of the row.
    pub id: i64,
    /// Its file name.
    pub name: String,
    /// PDF, PNG or JPEG.
    pub media: MediaType,
    /// Its size in bytes.
    pub bytes: i64,
    /// The key under which its file is stored.
    pub key: String,
}

/// Adds a file; `id` is ignored.
pub async fn add_document(tx: &mut Tx, id: ApplicationId, new: &Paper, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into application_document (application_id, name, media_type, bytes, storage_key, created_at)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(new.name.clone())
        .bind(new.media.as_str())
        .bind(new.bytes)
        .bind(new.key.clone())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The files of an application, in the order in which they were added.
pub async fn documents(conn: &mut Conn, id: ApplicationId) -> StorageResult<Vec<Paper>> {
    const SQL: &str = "
        select id, name, media_type, bytes, storage_key
        from application_document
        where application_id = $1
        order by id";
    let rows: Vec<(i64, String, String, i64, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, name, media, bytes, key)| {
            let media = media.parse().map_err(StorageError::inconsistent("application_document", "media_type", id))?;
            Ok(Paper { id, name, media, bytes, key })
        })
        .collect()
}

/// The total size in bytes of the files of all undecided applications.
pub async fn undecided_bytes(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "
        select cast(coalesce(sum(d.bytes), 0) as bigint)
        from application_document d
        join application a on a.id = d.application_id
        where a.status in ('received', 'asked')";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Deletes the rows of an application's files; the sweep deletes the files.
pub async fn drop_documents(tx: &mut Tx, id: ApplicationId) -> StorageResult<()> {
    const SQL: &str = "delete from application_document where application_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The keys of applications that ended without success before the first of two instants, or whose applicants were asked before the
/// second and did not answer (UTC seconds).
pub async fn outdated(
    conn: &mut Conn,
    (closed_before, asked_before): (i64, i64),
    limit: i64,
) -> StorageResult<Vec<ApplicationId>> {
    const SQL: &str = "
        select id
        from application
        where (status in ('refused', 'withdrawn') and changed_at < $1)
        or (status = 'asked' and changed_at < $2)
        order by id
        limit $3";
    let ids: Vec<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(closed_before).bind(asked_before).bind(limit).fetch_all(c).await)?;
    Ok(ids.into_iter().map(ApplicationId).collect())
}

/// Whether an application is one of them.
pub async fn is_outdated(
    conn: &mut Conn,
    id: ApplicationId,
    (closed_before, asked_before): (i64, i64),
) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from application
        where id = $3
        and ((status in ('refused', 'withdrawn') and changed_at < $1) or (status = 'asked' and changed_at < $2))";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(closed_before).bind(asked_before).bind(id.0).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Deletes an application with everything that belongs to it; the sweep deletes its files.
pub async fn forget(tx: &mut Tx, id: ApplicationId) -> StorageResult<()> {
    const ALL: [&str; 4] = [
        "delete from application_document where application_id = $1",
        "delete from application_event where application_id = $1",
        "delete from application_centre where application_id = $1",
        "delete from application where id = $1",
    ];
    for sql in ALL {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    tx.changed(Topic::Applications);
    Ok(())
}
