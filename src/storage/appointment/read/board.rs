//! What a practitioner's board needs besides the days it shows.

use jiff::Timestamp;

use super::row::{Appointment, AppointmentRow, convert};
use crate::{
    domain::ids::{CentreId, PractitionerId, SessionId},
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// The appointments of a group that were not cancelled, in the order in which they were booked.
pub async fn of_session(conn: &mut Conn, session: SessionId) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.session_id = $1
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(session.0).fetch_all(c).await)?)
}

/// A practitioner's first appointment at or after `from` that is pending, booked or under way.
pub async fn next_of(
    conn: &mut Conn,
    practitioner: PractitionerId,
    from: Timestamp,
) -> StorageResult<Option<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at >= $2
        and a.status in ('pending', 'booked', 'arrived', 'checked-in')
        order by a.starts_at, a.id
        limit 1"
    );
    let row: Option<AppointmentRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(from.as_second()).fetch_optional(c).await)?;
    row.map(Appointment::try_from).transpose()
}

/// The appointments at a centre that start in `from..to`, in order, except cancelled ones.
pub async fn of_centre(
    conn: &mut Conn,
    centre: CentreId,
    from: Timestamp,
    to: Timestamp,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.centre_id = $1
        and a.centre_id > 0
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.starts_at, a.id
        limit 2000"
    );
    convert(on!(conn, c => sqlx::query_as(SQL)
        .bind(centre.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .fetch_all(c)
        .await)?)
}

/// The requests that a practitioner can still answer, by start time.
pub async fn requests_to(
    conn: &mut Conn,
    practitioner: PractitionerId,
    now: Timestamp,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at > $2
        and a.status = 'pending'
        order by a.starts_at, a.id
        limit 200"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(now.as_second()).fetch_all(c).await)?)
}
