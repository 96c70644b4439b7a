//! Notes, with all their versions. Versions are only ever added.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::ids::{AccountId, AppointmentId, EntryId};

/// A version of a note.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// What it says.
    pub body: String,
    /// Why it was amended; empty for the first.
    pub reason: String,
    /// When it was written.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// Adds a version; false if this number is taken.
pub async fn insert(tx: &mut Tx, id: EntryId, new: &Version) -> StorageResult<bool> {
    const SQL: &str = "
        insert into note_version (entry_id, version, body, reason, at)
        values ($1, $2, $3, $4, $5)
        on conflict (entry_id, version) do nothing";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(new.version)
        .bind(&new.body)
        .bind(&new.reason)
        .bind(new.at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// All versions, in order.
pub async fn versions(conn: &mut Conn, id: EntryId) -> StorageResult<Vec<Version>> {
    const SQL: &str = "
        select version, body, reason, at
        from note_version
        where entry_id = $1
        order by version";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?)
}

/// The author's note in this appointment with exactly this text, unless it was retracted.
pub async fn find_same(
    conn: &mut Conn,
    appointment: AppointmentId,
    author: AccountId,
    body: &str,
) -> StorageResult<Option<EntryId>> {
    const SQL: &str = "
        select e.id
        from entry e
        join note_version v on v.entry_id = e.id
        where e.appointment_id = $1
        and e.author_id = $2
        and e.retracted_at is null
        and v.body = $3
        order by e.id
        limit 1";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(appointment.0)
        .bind(author.0)
        .bind(body)
        .fetch_optional(c)
        .await)?;
    Ok(id.map(EntryId))
}

/// The current text of each note written during an appointment.
pub async fn written_in(conn: &mut Conn, appointment: AppointmentId) -> StorageResult<Vec<(EntryId, Version)>> {
    const SQL: &str = "
        select e.id, v.version, v.body, v.reason, v.at
        from entry e
        join note_version v on v.entry_id = e.id
        where e.appointment_id = $1
        and v.version = (select max(version) from note_version where entry_id = e.id)
        order by e.id";
    let rows: Vec<(i64, i64, String, String, Second)> =
        on!(conn, c => sqlx::query_as(SQL).bind(appointment.0).fetch_all(c).await)?;
    let version = |(id, version, body, reason, Second(at))| (EntryId(id), Version { version, body, reason, at });
    Ok(rows.into_iter().map(version).collect())
}
