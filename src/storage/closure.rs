//! Closures of a person, a centre or everyone.

use jiff::civil::DateTime;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    closure::{NewClosure, StoredClosure},
    ids::{CentreId, ClosureId, PractitionerId},
    slot::Closure,
};

#[derive(sqlx::FromRow)]
struct ClosureRow {
    id: i64,
    practitioner_id: Option<i64>,
    centre_id: Option<i64>,
    starts: String,
    ends: String,
    name: String,
    source_uid: Option<String>,
}

impl TryFrom<ClosureRow> for StoredClosure {
    type Error = StorageError;

    fn try_from(row: ClosureRow) -> StorageResult<Self> {
        let times = (|| Closure::new(row.starts.parse().ok()?, row.ends.parse().ok()?).ok())();
        Ok(Self {
            id: ClosureId(row.id),
            practitioner: row.practitioner_id.map(PractitionerId),
            centre: row.centre_id.map(CentreId),
            times: times.ok_or(()).map_err(StorageError::inconsistent("closure", "starts", row.id))?,
            name: row.name,
            source_uid: row.source_uid,
        })
    }
}

/// Every closure that ends after a local time, by start.
pub async fn all(conn: &mut Conn, after: DateTime) -> StorageResult<Vec<StoredClosure>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, starts, ends, name, source_uid
        from closure
        where ends > $1
        order by starts, id";
    let rows: Vec<ClosureRow> = on!(conn, c => sqlx::query_as(SQL).bind(after.to_string()).fetch_all(c).await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One person's closures that end after a local time, by start.
pub async fn of_practitioner(
    conn: &mut Conn,
    practitioner: PractitionerId,
    after: DateTime,
) -> StorageResult<Vec<StoredClosure>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, starts, ends, name, source_uid
        from closure
        where practitioner_id = $1
        and ends > $2
        order by starts, id";
    let rows: Vec<ClosureRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(after.to_string())
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The closures that do not belong to one person and end after a local time, by start.
pub async fn shared(conn: &mut Conn, after: DateTime) -> StorageResult<Vec<StoredClosure>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, starts, ends, name, source_uid
        from closure
        where practitioner_id is null
        and ends > $1
        order by starts, id";
    let rows: Vec<ClosureRow> = on!(conn, c => sqlx::query_as(SQL).bind(after.to_string()).fetch_all(c).await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One closure.
pub async fn find(conn: &mut Conn, id: ClosureId) -> StorageResult<Option<StoredClosure>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, starts, ends, name, source_uid
        from closure
        where id = $1";
    let row: Option<ClosureRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(TryInto::try_into).transpose()
}

/// Stores a closure, of one person or of all. One with a UID from a calendar file is stored only once: `None` if it exists already.
pub async fn insert(
    tx: &mut Tx,
    practitioner: Option<PractitionerId>,
    new: &NewClosure,
    at: i64,
) -> StorageResult<Option<ClosureId>> {
    const SQL: &str = "
        insert into closure (practitioner_id, centre_id, starts, ends, name, source_uid, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (source_uid) do nothing
        returning id";
    let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(practitioner.map(|id| id.0))
        .bind(new.centre.map(|id| id.0))
        .bind(new.times.starts().to_string())
        .bind(new.times.ends().to_string())
        .bind(new.name.clone())
        .bind(new.source_uid.clone())
        .bind(at)
        .fetch_optional(c)
        .await)?;
    Ok(id.map(ClosureId))
}

/// Whether a closure with this UID from a calendar file exists.
pub async fn has_source(conn: &mut Conn, uid: &str) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from closure where source_uid = $1";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(uid.to_owned()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Removes a closure; false if there is none.
pub async fn delete(tx: &mut Tx, id: ClosureId) -> StorageResult<bool> {
    const SQL: &str = "delete from closure where id = $1";
    let gone = on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}
