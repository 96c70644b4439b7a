//! What a practitioner's board needs besides the days it shows.

use super::{Appointment, AppointmentRow, convert};
use crate::{
    domain::ids::{PractitionerId, SessionId},
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// The people of a group who come to it, in the order in which they booked.
pub async fn of_session(conn: &mut Conn, session: SessionId) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.session_id = $1
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(session.0).fetch_all(c).await)?)
}

/// The first appointment of a practitioner that stands and starts at or after `from` (UTC seconds).
pub async fn next_of(conn: &mut Conn, practitioner: PractitionerId, from: i64) -> StorageResult<Option<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at >= $2
        and a.status in ('pending', 'booked', 'arrived', 'checked-in')
        order by a.starts_at, a.id
        limit 1"
    );
    let row: Option<AppointmentRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(from).fetch_optional(c).await)?;
    row.map(Appointment::try_from).transpose()
}

/// The requests that a practitioner can still answer, in the order of their times.
pub async fn requests_to(conn: &mut Conn, practitioner: PractitionerId, now: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at > $2
        and a.status = 'pending'
        order by a.starts_at, a.id
        limit 200"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(now).fetch_all(c).await)?)
}
