//! Reads appointments with the names that readers need.

use jiff::Timestamp;

use crate::{
    domain::ids::{AccountId, AppointmentId, PatientId, PractitionerId, SeriesId},
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
    },
};

/// The columns and joins of an [`Appointment`], before the query's condition.
macro_rules! select_appointment {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "
        select a.id, a.practitioner_id, d.full_name as practitioner_name, r.profession,
            a.patient_id, p.full_name as patient_name, a.centre_id, c.name as centre_name, c.address, c.suburb,
            c.phone as centre_phone, c.time_zone, a.service_id, s.name as service_name, s.mode, s.instructions,
            o.name as room_name, a.session_id, a.series_id, a.overbooked, a.starts_at, a.ends_at, a.slots,
            a.metadata, a.status, a.reason, a.sequence, a.annotated, a.created_at,
            (select max(e.at) from appointment_event e where e.appointment_id = a.id) as changed_at,
            a.status = 'cancelled' and exists (
                select 1
                from appointment_event e
                where e.appointment_id = a.id
                and e.from_status = 'pending'
                and e.to_status = 'cancelled'
                and e.actor_id = a.practitioner_id
            ) as declined
        from appointment a
        join account d on d.id = a.practitioner_id
        join practitioner r on r.id = a.practitioner_id
        join account p on p.id = a.patient_id
        join centre c on c.id = a.centre_id
        left join healthcare_service s on s.id = a.service_id
        left join room o on o.id = a.room_id",
            $($rest),+
        )
    };
}

mod board;
mod list;
mod page;
mod row;

use self::row::{AppointmentRow, convert};
pub use self::{
    board::{next_of, of_centre, of_session, requests_to},
    list::{ListQuery, ListedBy, list},
    page::{AppointmentFilter, MOST_COUNTED, Place, Way, by_patient, count, page},
    row::Appointment,
};

/// An appointment, looked up through one of its two parties: to anyone else it does not exist.
pub async fn find_of_party(conn: &mut Conn, id: AppointmentId, party: AccountId) -> StorageResult<Option<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.id = $1
        and (a.patient_id = $2 or a.practitioner_id = $2)"
    );
    let row: Option<AppointmentRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(party.0).fetch_optional(c).await)?;
    row.map(Appointment::try_from).transpose()
}

/// An appointment, with no restriction on the reader: for use cases that have already consulted the policy.
pub async fn find(conn: &mut Conn, id: AppointmentId) -> StorageResult<Option<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.id = $1"
    );
    let row: Option<AppointmentRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Appointment::try_from).transpose()
}

/// A patient's appointments that end after `now`, the next one first.
pub async fn upcoming_of_patient(
    conn: &mut Conn,
    patient: PatientId,
    now: Timestamp,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.patient_id = $1
        and a.ends_at > $2
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.starts_at, a.id
        limit 200"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(now.as_second()).fetch_all(c).await)?)
}

/// A patient's appointments that are over or were cancelled, latest first.
pub async fn past_of_patient(
    conn: &mut Conn,
    patient: PatientId,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.patient_id = $1
        and (a.ends_at <= $2 or a.status in ('cancelled', 'entered-in-error'))
        order by a.starts_at desc, a.id desc
        limit $3 offset $4"
    );
    convert(on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(now.as_second())
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// A practitioner's appointments that start in `from..to`, in order.
pub async fn of_practitioner(
    conn: &mut Conn,
    practitioner: PractitionerId,
    from: Timestamp,
    to: Timestamp,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.status <> 'entered-in-error'
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .fetch_all(c)
        .await)?)
}

/// Since when patients have been present, for a practitioner's visits that start in `from..to` and are not over.
pub async fn arrivals(
    conn: &mut Conn,
    practitioner: PractitionerId,
    from: Timestamp,
    to: Timestamp,
) -> StorageResult<Vec<(AppointmentId, Timestamp)>> {
    const SQL: &str = "
        select a.id, min(e.at)
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        where a.practitioner_id = $1
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.status in ('arrived', 'checked-in')
        and e.to_status in ('arrived', 'checked-in')
        group by a.id
        order by min(e.at), a.id";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(id, since)| {
            let since = Timestamp::from_second(since);
            Ok((AppointmentId(id), since.map_err(StorageError::inconsistent("appointment_event", "at", id))?))
        })
        .collect()
}

/// All pending or booked appointments that start in `from..to`, in order.
pub async fn standing_between(conn: &mut Conn, from: Timestamp, to: Timestamp) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.starts_at >= $1
        and a.starts_at < $2
        and a.status in ('pending', 'booked')
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(from.as_second()).bind(to.as_second()).fetch_all(c).await)?)
}

/// Someone's appointments, as patient or practitioner, that end after `from`, in order, including cancelled ones.
pub async fn of_person(conn: &mut Conn, person: AccountId, from: Timestamp) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where (a.patient_id = $1 or a.practitioner_id = $1)
        and a.ends_at > $2
        order by a.starts_at, a.id
        limit 5000"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(person.0).bind(from.as_second()).fetch_all(c).await)?)
}

/// Those of [`of_person`] that changed after `seq` of the person's calendar changes, by key; at most `most`.
pub async fn changed_of_person(
    conn: &mut Conn,
    person: AccountId,
    seq: i64,
    most: i64,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.id in (
            select appointment_id
            from calendar_change
            where account_id = $1
            and seq > $2
        )
        order by a.id
        limit $3"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(person.0).bind(seq).bind(most).fetch_all(c).await)?)
}

/// The appointments of a series that start at or after `from`, in order.
pub async fn of_series(conn: &mut Conn, series: SeriesId, from: Timestamp) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.series_id = $1
        and a.starts_at >= $2
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(series.0).bind(from.as_second()).fetch_all(c).await)?)
}
