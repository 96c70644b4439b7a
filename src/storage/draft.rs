//! Drafts: the last typed state of a consultation's forms.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::{
    draft::DraftKind,
    ids::{AccountId, AppointmentId},
};

/// Saves a draft, replacing the previous one.
pub async fn put(
    tx: &mut Tx,
    (author, appointment, kind): (AccountId, AppointmentId, DraftKind),
    body: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into draft (account_id, appointment_id, kind, body, updated_at)
        values ($1, $2, $3, $4, $5)
        on conflict (account_id, appointment_id, kind) do update
        set body = excluded.body, updated_at = excluded.updated_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(author.0)
        .bind(appointment.0)
        .bind(kind.as_str())
        .bind(body)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A draft, and when it was saved, in UTC seconds.
pub async fn find(
    conn: &mut Conn,
    (author, appointment, kind): (AccountId, AppointmentId, DraftKind),
) -> StorageResult<Option<(String, i64)>> {
    const SQL: &str = "
        select body, updated_at
        from draft
        where account_id = $1
        and appointment_id = $2
        and kind = $3";
    Ok(on!(conn, c => sqlx::query_as(SQL)
        .bind(author.0)
        .bind(appointment.0)
        .bind(kind.as_str())
        .fetch_optional(c)
        .await)?)
}

/// Deletes a draft, if there is one.
pub async fn delete(
    tx: &mut Tx,
    (author, appointment, kind): (AccountId, AppointmentId, DraftKind),
) -> StorageResult<()> {
    const SQL: &str = "
        delete from draft
        where account_id = $1
        and appointment_id = $2
        and kind = $3";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(author.0)
        .bind(appointment.0)
        .bind(kind.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
