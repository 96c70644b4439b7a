//! Consultations: opened by an appointment's practitioner, with the overview that they see there.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    entry::{Line, select_line},
    error::StorageResult,
    second::{MaybeSecond, Second},
};
use crate::domain::ids::{AppointmentId, PatientId};

/// A consultation of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Encounter {
    /// When it was opened.
    #[sqlx(try_from = "Second")]
    pub started_at: Timestamp,
    /// When it was finished.
    #[sqlx(try_from = "MaybeSecond")]
    pub finished_at: Option<Timestamp>,
}

/// A patient's personal details, for those treating them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// Their full name.
    pub full_name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `1985-03-27`.
    pub date_of_birth: Option<String>,
    /// `female`, `male` or `other`.
    pub gender: Option<String>,
    /// Such as `0+`.
    pub blood_group: Option<String>,
}

/// Something that a patient reported about their health.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Statement {
    /// `allergy`, `condition`, `medication` or `history`.
    pub kind: String,
    /// What the patient called it.
    pub name: String,
    /// The reaction, the dose or other details.
    pub detail: String,
    /// `mild`, `moderate` or `severe`.
    pub severity: Option<String>,
    /// Since when, in the patient's words.
    pub since: String,
}

/// The consultation of an appointment.
pub async fn find(conn: &mut Conn, appointment: AppointmentId) -> StorageResult<Option<Encounter>> {
    const SQL: &str = "
        select started_at, finished_at
        from encounter
        where appointment_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(appointment.0).fetch_optional(c).await)?)
}

/// Begins the consultation of an appointment; false if it has already begun.
pub async fn insert(tx: &mut Tx, appointment: AppointmentId, at: Timestamp) -> StorageResult<bool> {
    const SQL: &str = "
        insert into encounter (appointment_id, started_at)
        values ($1, $2)
        on conflict (appointment_id) do nothing";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(appointment.0)
        .bind(at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Ends a consultation; false if it has already ended, or never began.
pub async fn finish(tx: &mut Tx, appointment: AppointmentId, at: Timestamp) -> StorageResult<bool> {
    const SQL: &str = "
        update encounter
        set finished_at = $2
        where appointment_id = $1
        and finished_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(appointment.0)
        .bind(at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Reads the patient's personal details.
pub async fn person(conn: &mut Conn, patient: PatientId) -> StorageResult<Option<Person>> {
    const SQL: &str = "
        select a.full_name, p.number, p.date_of_birth, p.gender, p.blood_group
        from patient p
        join account a on a.id = p.id
        where p.id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_optional(c).await)?)
}

/// The patient's current statements, most severe first; followed by current imported entries, with their source, and hidden ones
/// only if asked for.
pub async fn statements(conn: &mut Conn, patient: PatientId, with_hidden: bool) -> StorageResult<Vec<Statement>> {
    const SQL: &str = "
        select kind, name, detail, severity, since
        from (
            select id, kind, name, detail, severity, since, 0 as is_imported
            from statement
            where patient_id = $1
            and ended_at is null
            union all
            select
                id,
                case kind when 'AllergyIntolerance' then 'allergy' when 'Condition' then 'condition' else 'medication' end,
                title, source, cast(null as text), '', 1
            from imported_line
            where patient_id = $1
            and is_current
            and ($2 or not hidden)
            and kind in ('AllergyIntolerance', 'Condition', 'MedicationRequest')
        ) said
        order by
            is_imported,
            case severity when 'severe' then 0 when 'moderate' then 1 when 'mild' then 2 else 3 end,
            id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(with_hidden).fetch_all(c).await)?)
}

/// The latest entries of a record, newest first.
pub async fn latest(conn: &mut Conn, patient: PatientId, limit: i64) -> StorageResult<Vec<Line>> {
    const SQL: &str = select_line!(
        "
        where e.patient_id = $1
        order by e.at desc, e.id desc
        limit $2"
    );
    Line::all(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(limit).fetch_all(c).await)?)
}

/// The entries written in an appointment, in order.
pub async fn written_in(conn: &mut Conn, appointment: AppointmentId) -> StorageResult<Vec<Line>> {
    const SQL: &str = select_line!(
        "
        where e.appointment_id = $1
        order by e.at, e.id"
    );
    Line::all(on!(conn, c => sqlx::query_as(SQL).bind(appointment.0).fetch_all(c).await)?)
}
