//! Reminders: which patients are due to be reminded of which visits, and who has confirmed them.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{AppointmentId, PatientId},
    settings::ReminderDays,
};

/// A day of visits that a patient is to be reminded of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The patient.
    pub patient: PatientId,
    /// The local date, such as `2026-11-24`.
    pub day: String,
}

/// The reminder choices of services that have their own, without duplicates.
pub async fn choices(conn: &mut Conn) -> StorageResult<Vec<ReminderDays>> {
    const SQL: &str = "
        select distinct reminder_days
        from healthcare_service
        where reminder_days is not null
        order by reminder_days";
    let words: Vec<String> = on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?;
    let choice =
        |word: String| word.parse().map_err(StorageError::inconsistent("healthcare_service", "reminder_days", 0));
    words.into_iter().map(choice).collect()
}

/// The visits among which due reminders are searched.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Those of services with this choice.
    pub choice: ReminderDays,
    /// Also those of services that follow the clinic's setting.
    pub is_clinics: bool,
    /// They start after the first instant, and at the second at the latest.
    pub window: (Timestamp, Timestamp),
    /// They were booked, answered or moved at least this many days before their start.
    pub days_before: i64,
}

/// Days with a wanted booked visit, except those that the patient was already reminded of this many days before.
pub async fn due(conn: &mut Conn, wanted: Wanted) -> StorageResult<Vec<Due>> {
    const SQL: &str = "
        select distinct a.patient_id, substr(a.local_start, 1, 10)
        from appointment a
        join account p on p.id = a.patient_id
        left join healthcare_service s on s.id = a.service_id
        where a.starts_at > $1
        and a.starts_at <= $2
        and a.status = 'booked'
        and a.local_start is not null
        and (s.reminder_days = $4 or (s.reminder_days is null and $5))
        and p.status = 'active'
        and a.created_at <= a.starts_at - $3 * 86400
        and not exists (
            select 1
            from appointment_event e
            where e.appointment_id = a.id
            and e.at > a.starts_at - $3 * 86400
        )
        and not exists (
            select 1
            from reminder r
            where r.patient_id = a.patient_id
            and r.day = substr(a.local_start, 1, 10)
            and r.days_before = $3
        )
        order by 2, 1";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(wanted.window.0.as_second())
        .bind(wanted.window.1.as_second())
        .bind(wanted.days_before)
        .bind(wanted.choice.as_str())
        .bind(wanted.is_clinics)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(patient, day)| Due { patient: PatientId(patient), day }).collect())
}

/// A patient's booked visits of a local date that start after an instant, in order.
pub async fn of_day(conn: &mut Conn, due: &Due, after: Timestamp) -> StorageResult<Vec<AppointmentId>> {
    const SQL: &str = "
        select id
        from appointment
        where patient_id = $1
        and starts_at > $3
        and status = 'booked'
        and substr(local_start, 1, 10) = $2
        order by starts_at, id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(due.patient.0)
        .bind(due.day.clone())
        .bind(after.as_second())
        .fetch_all(c)
        .await)?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// The patient and the local date of an appointment.
pub async fn day_of(conn: &mut Conn, id: AppointmentId) -> StorageResult<Option<Due>> {
    const SQL: &str = "
        select patient_id, coalesce(substr(local_start, 1, 10), '')
        from appointment
        where id = $1";
    let found: Option<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.map(|(patient, day)| Due { patient: PatientId(patient), day }))
}

/// Records that a patient is reminded of a day; false if they were already, however many processes try at once.
pub async fn give(tx: &mut Tx, due: &Due, days_before: i64, at: Timestamp) -> StorageResult<bool> {
    const SQL: &str = "
        insert into reminder (patient_id, day, days_before, given_at)
        values ($1, $2, $3, $4)
        on conflict do nothing";
    let given = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(due.patient.0)
        .bind(due.day.clone())
        .bind(days_before)
        .bind(at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(given == 1)
}

/// Makes the reminders written at an instant about an appointment stand for `more` others on its day.
pub async fn stand_for(tx: &mut Tx, id: AppointmentId, at: Timestamp, more: i64) -> StorageResult<()> {
    const SQL: &str = "
        update notice
        set more = $3
        where appointment_id = $1
        and kind = 'appointment.reminder'
        and created_at = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(at.as_second()).bind(more).execute(c).await.map(drop))?;
    Ok(())
}

/// Records that the patient confirmed an appointment at its present time.
pub async fn will_come(tx: &mut Tx, id: AppointmentId, at: Timestamp) -> StorageResult<()> {
    const SQL: &str = "
        insert into attendance (appointment_id, starts_at, said_at)
        select id, starts_at, $2
        from appointment
        where id = $1
        on conflict (appointment_id) do update
        set starts_at = excluded.starts_at, said_at = excluded.said_at";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(at.as_second()).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether they have confirmed it.
pub async fn comes(conn: &mut Conn, id: AppointmentId) -> StorageResult<bool> {
    const SQL: &str = "
        select t.appointment_id
        from attendance t
        join appointment a on a.id = t.appointment_id
        where a.id = $1
        and t.starts_at = a.starts_at
        and a.status = 'booked'";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.is_some())
}
