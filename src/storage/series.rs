//! Appointments that were booked together.

use jiff::Timestamp;

use super::{
    appointment::{Appointment, of_series},
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, SeriesId};

/// Begins a series.
pub async fn insert(tx: &mut Tx, by: AccountId, at: Timestamp) -> StorageResult<SeriesId> {
    const SQL: &str = "
        insert into appointment_series (created_by, created_at)
        values ($1, $2)
        returning id";
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(by.0).bind(at.as_second()).fetch_one(c).await)?;
    Ok(SeriesId(id))
}

/// The appointments of a series that start at or after an instant, in order.
pub async fn from(conn: &mut Conn, series: SeriesId, from: Timestamp) -> StorageResult<Vec<Appointment>> {
    of_series(conn, series, from).await
}
