//! Appointments with the names that their readers need.

use jiff::Timestamp;

use crate::domain::{
    appointment::Status,
    healthcare_service::VisitMode,
    ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, SeriesId, ServiceId, SessionId},
    slot::Slot,
};
use crate::storage::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};

/// An appointment with the names that its readers need.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// Its key.
    pub id: AppointmentId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// Who is seen.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// Where.
    pub centre: CentreId,
    /// The centre's name.
    pub centre_name: String,
    /// Its address and suburb.
    pub centre_address: String,
    /// Its telephone number.
    pub centre_phone: String,
    /// Its IANA zone.
    pub time_zone: String,
    /// What for; `None` for the standard visit.
    pub service: Option<ServiceId>,
    /// Its name.
    pub service_name: Option<String>,
    /// How it takes place, if the service says so.
    pub mode: Option<VisitMode>,
    /// Instructions, if the service has any; else empty.
    pub instructions: String,
    /// The room or device.
    pub room_name: Option<String>,
    /// The group that it is part of.
    pub session: Option<SessionId>,
    /// The series that it is one of.
    pub series: Option<SeriesId>,
    /// Whether staff deliberately double-booked it.
    pub overbooked: bool,
    /// Start and end.
    pub slot: Slot,
    /// Its status.
    pub status: Status,
    /// Whether it was a request that its practitioner declined.
    pub declined: bool,
    /// Why, in the patient's words.
    pub reason: String,
    /// How often it has changed.
    pub sequence: i64,
    /// When it was asked for, UTC seconds.
    pub created_at: i64,
}

#[derive(sqlx::FromRow)]
struct AppointmentRow {
    id: i64,
    practitioner_id: i64,
    practitioner_name: String,
    profession: String,
    patient_id: i64,
    patient_name: String,
    centre_id: i64,
    centre_name: String,
    address: String,
    suburb: String,
    centre_phone: String,
    time_zone: String,
    service_id: Option<i64>,
    service_name: Option<String>,
    mode: Option<String>,
    instructions: Option<String>,
    room_name: Option<String>,
    session_id: Option<i64>,
    series_id: Option<i64>,
    overbooked: bool,
    starts_at: i64,
    ends_at: i64,
    status: String,
    declined: bool,
    reason: String,
    sequence: i64,
    created_at: i64,
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = StorageError;

    fn try_from(row: AppointmentRow) -> StorageResult<Self> {
        let instant = |column, second| {
            Timestamp::from_second(second).map_err(StorageError::inconsistent("appointment", column, row.id))
        };
        Ok(Self {
            id: AppointmentId(row.id),
            practitioner: PractitionerId(row.practitioner_id),
            practitioner_name: row.practitioner_name,
            profession: row.profession,
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            centre: CentreId(row.centre_id),
            centre_name: row.centre_name,
            centre_address: if row.address.is_empty() {
                row.suburb
            } else {
                format!("{}, {}", row.address, row.suburb)
            },
            centre_phone: row.centre_phone,
            time_zone: row.time_zone,
            service: row.service_id.map(ServiceId),
            service_name: row.service_name,
            mode: row.mode.and_then(|mode| mode.parse().ok()),
            instructions: row.instructions.unwrap_or_default(),
            room_name: row.room_name,
            session: row.session_id.map(SessionId),
            series: row.series_id.map(SeriesId),
            overbooked: row.overbooked,
            slot: Slot { starts_at: instant("starts_at", row.starts_at)?, ends_at: instant("ends_at", row.ends_at)? },
            status: row.status.parse().map_err(StorageError::inconsistent("appointment", "status", row.id))?,
            declined: row.declined,
            reason: row.reason,
            sequence: row.sequence,
            created_at: row.created_at,
        })
    }
}

/// The columns and joins of an [`Appointment`], before its condition.
macro_rules! select_appointment {
    ($rest:literal) => {
        concat!(
            "
        select a.id, a.practitioner_id, d.full_name as practitioner_name, r.profession,
            a.patient_id, p.full_name as patient_name, a.centre_id, c.name as centre_name, c.address, c.suburb,
            c.phone as centre_phone, c.time_zone, a.service_id, s.name as service_name, s.mode, s.instructions,
            o.name as room_name, a.session_id, a.series_id, a.overbooked, a.starts_at, a.ends_at, a.status, a.reason, a.sequence, a.created_at,
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
            $rest
        )
    };
}

mod board;
mod list;
mod page;

pub use self::{
    board::{list_of, next_of, of_centre, of_session, requests_to},
    list::{ListQuery, list},
    page::{AppointmentFilter, MOST_COUNTED, Way, count, page},
};

fn convert(rows: Vec<AppointmentRow>) -> StorageResult<Vec<Appointment>> {
    rows.into_iter().map(Appointment::try_from).collect()
}

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

/// An appointment, whoever asks: for use cases that have already consulted the policy.
pub async fn find(conn: &mut Conn, id: AppointmentId) -> StorageResult<Option<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.id = $1"
    );
    let row: Option<AppointmentRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Appointment::try_from).transpose()
}

/// A patient's appointments that end after `now`, the next one first.
pub async fn upcoming_of_patient(conn: &mut Conn, patient: PatientId, now: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.patient_id = $1
        and a.ends_at > $2
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.starts_at, a.id
        limit 200"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(now).fetch_all(c).await)?)
}

/// A patient's appointments that are over or were cancelled, latest first.
pub async fn past_of_patient(
    conn: &mut Conn,
    patient: PatientId,
    now: i64,
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
        .bind(now)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// A practitioner's appointments that start in `from..to` (UTC seconds), in order.
pub async fn of_practitioner(
    conn: &mut Conn,
    practitioner: PractitionerId,
    from: i64,
    to: i64,
) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.practitioner_id = $1
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.status <> 'entered-in-error'
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(from).bind(to).fetch_all(c).await)?)
}

/// For the patients who are present for a practitioner's visits that start in `from..to` and are not over: since when (UTC
/// seconds).
pub async fn arrivals(
    conn: &mut Conn,
    practitioner: PractitionerId,
    from: i64,
    to: i64,
) -> StorageResult<Vec<(AppointmentId, i64)>> {
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
    let rows: Vec<(i64, i64)> =
        on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(from).bind(to).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, since)| (AppointmentId(id), since)).collect())
}

/// All pending or agreed appointments that start in `from..to` (UTC seconds), in order.
pub async fn standing_between(conn: &mut Conn, from: i64, to: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.starts_at >= $1
        and a.starts_at < $2
        and a.status in ('pending', 'booked')
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(from).bind(to).fetch_all(c).await)?)
}

/// Someone's appointments, as patient or practitioner, that end after `from` (UTC seconds), in order, cancelled ones included.
pub async fn of_person(conn: &mut Conn, person: AccountId, from: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where (a.patient_id = $1 or a.practitioner_id = $1)
        and a.ends_at > $2
        order by a.starts_at, a.id
        limit 5000"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(person.0).bind(from).fetch_all(c).await)?)
}

/// Those of [`of_person`] that have changed after `seq`, of a person's calendar changes, by key; no more than `most`.
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

/// The appointments of a series that start at or after `from` (UTC seconds), in order.
pub async fn of_series(conn: &mut Conn, series: SeriesId, from: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.series_id = $1
        and a.starts_at >= $2
        order by a.starts_at, a.id"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(series.0).bind(from).fetch_all(c).await)?)
}
