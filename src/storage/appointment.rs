//! Appointments and the events of their lives. What keeps them apart is in [`super::claim`].

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    appointment::Status,
    ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId},
    slot::Slot,
};

/// An appointment to be made.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Who is seen.
    pub patient: PatientId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// When.
    pub slot: Slot,
    /// What it is at first.
    pub status: Status,
    /// Why, in the patient's words; may be empty.
    pub reason: String,
    /// Who asked for it.
    pub booked_by: AccountId,
    /// Names one intent of that person: sent twice, it books once.
    pub idempotency_key: String,
    /// When it was made, UTC seconds.
    pub created_at: i64,
}

/// Stores an appointment without its claims; `None` when this intent has been stored before.
pub async fn insert(tx: &mut Tx, new: &NewAppointment) -> StorageResult<Option<AppointmentId>> {
    const SQL: &str = "
        insert into appointment
            (practitioner_id, patient_id, centre_id, starts_at, ends_at, status, reason, booked_by,
            idempotency_key, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (booked_by, idempotency_key) do nothing
        returning id";
    let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.practitioner.0)
        .bind(new.patient.0)
        .bind(new.centre.0)
        .bind(new.slot.starts_at.as_second())
        .bind(new.slot.ends_at.as_second())
        .bind(new.status.as_str())
        .bind(new.reason.clone())
        .bind(new.booked_by.0)
        .bind(new.idempotency_key.clone())
        .bind(new.created_at)
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AppointmentId))
}

/// The appointment that an intent made before.
pub async fn find_by_intent(conn: &mut Conn, booked_by: AccountId, key: &str) -> StorageResult<Option<AppointmentId>> {
    const SQL: &str = "
        select id
        from appointment
        where booked_by = $1
        and idempotency_key = $2";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(booked_by.0)
        .bind(key.to_owned())
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AppointmentId))
}

/// Adds to the history of an appointment.
pub async fn record_event(
    tx: &mut Tx,
    id: AppointmentId,
    moved: (Option<Status>, Status),
    actor: Option<AccountId>,
    reason: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into appointment_event (appointment_id, from_status, to_status, actor_id, reason, at)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(moved.0.map(Status::as_str))
        .bind(moved.1.as_str())
        .bind(actor.map(|actor| actor.0))
        .bind(reason.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Moves an appointment from one state to another; false when it is no longer in the first.
pub async fn set_status(tx: &mut Tx, id: AppointmentId, from: Status, to: Status) -> StorageResult<bool> {
    const SQL: &str = "
        update appointment
        set status = $3, sequence = sequence + 1
        where id = $1
        and status = $2";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(from.as_str())
        .bind(to.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

/// Gives an appointment another time, place and state; false when it is no longer in the state `from`.
pub async fn reschedule(
    tx: &mut Tx,
    id: AppointmentId,
    (from, to): (Status, Status),
    centre: CentreId,
    slot: &Slot,
) -> StorageResult<bool> {
    const SQL: &str = "
        update appointment
        set status = $3, centre_id = $4, starts_at = $5, ends_at = $6, sequence = sequence + 1
        where id = $1
        and status = $2";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(centre.0)
        .bind(slot.starts_at.as_second())
        .bind(slot.ends_at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

/// Requests that were made at or before `made_by`, or whose time has come by `now` (UTC seconds): at most 100, as
/// (appointment, patient, practitioner).
pub async fn stale_requests(
    conn: &mut Conn,
    made_by: i64,
    now: i64,
) -> StorageResult<Vec<(AppointmentId, PatientId, PractitionerId)>> {
    const SQL: &str = "
        select id, patient_id, practitioner_id
        from appointment
        where status = 'pending'
        and (created_at <= $1 or starts_at <= $2)
        order by id
        limit 100";
    let rows: Vec<(i64, i64, i64)> = on!(conn, c => sqlx::query_as(SQL).bind(made_by).bind(now).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, patient, by)| (AppointmentId(id), PatientId(patient), PractitionerId(by))).collect())
}

/// How many appointments a patient has that hold time and start in `from..to` (UTC seconds).
pub async fn count_of_patient(conn: &mut Conn, patient: PatientId, from: i64, to: i64) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from appointment
        where patient_id = $1
        and starts_at >= $2
        and starts_at < $3
        and status not in ('cancelled', 'entered-in-error')";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).bind(from).bind(to).fetch_one(c).await)?)
}

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
    /// Start and end.
    pub slot: Slot,
    /// Where it stands.
    pub status: Status,
    /// Why, in the patient's words.
    pub reason: String,
    /// How often it has changed.
    pub sequence: i64,
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
    starts_at: i64,
    ends_at: i64,
    status: String,
    reason: String,
    sequence: i64,
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
            slot: Slot { starts_at: instant("starts_at", row.starts_at)?, ends_at: instant("ends_at", row.ends_at)? },
            status: row.status.parse().map_err(StorageError::inconsistent("appointment", "status", row.id))?,
            reason: row.reason,
            sequence: row.sequence,
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
            c.phone as centre_phone, c.time_zone, a.starts_at, a.ends_at, a.status, a.reason, a.sequence
        from appointment a
        join account d on d.id = a.practitioner_id
        join practitioner r on r.id = a.practitioner_id
        join account p on p.id = a.patient_id
        join centre c on c.id = a.centre_id",
            $rest
        )
    };
}

fn convert(rows: Vec<AppointmentRow>) -> StorageResult<Vec<Appointment>> {
    rows.into_iter().map(Appointment::try_from).collect()
}

/// An appointment, found through one of its two parties: anybody else's does not exist.
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

/// A patient's appointments that are over or were called off, the latest first.
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

/// All appointments that start at or after `from`, in order.
pub async fn from_instant(conn: &mut Conn, from: i64, limit: i64, offset: i64) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where a.starts_at >= $1
        order by a.starts_at, a.id
        limit $2 offset $3"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(from).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many appointments start in `from..to` (UTC seconds), by status.
pub async fn count_by_status(conn: &mut Conn, from: i64, to: i64) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "
        select status, count(*)
        from appointment
        where starts_at >= $1
        and starts_at < $2
        group by status";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(from).bind(to).fetch_all(c).await)?)
}
