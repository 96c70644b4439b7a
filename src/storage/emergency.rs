//! Emergency access ("breaking the glass"): who opened whose record without any other basis, why, and how it was reviewed.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::{MaybeSecond, Second},
};
use crate::domain::ids::{AccountId, EmergencyId, PatientId, PractitionerId};

/// One use of emergency access.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Emergency {
    /// The primary key of the row.
    pub id: i64,
    /// The patient whose record it is.
    pub patient_id: i64,
    /// The patient's full name.
    pub patient_name: String,
    /// Who opened it.
    pub practitioner_id: i64,
    /// The practitioner's full name.
    pub practitioner_name: String,
    /// The reason, in their words.
    pub reason: String,
    /// When the record was opened.
    #[sqlx(try_from = "Second")]
    pub opened_at: Timestamp,
    /// When it ends.
    #[sqlx(try_from = "Second")]
    pub ends_at: Timestamp,
    /// When it was reviewed.
    #[sqlx(try_from = "MaybeSecond")]
    pub reviewed_at: Option<Timestamp>,
    /// Whether it was found justified.
    pub justified: Option<bool>,
    /// What the reviewer wrote.
    pub review: String,
}

/// Records that a record was opened.
pub async fn open(
    tx: &mut Tx,
    practitioner: PractitionerId,
    patient: PatientId,
    reason: &str,
    (opened_at, ends_at): (i64, i64),
) -> StorageResult<EmergencyId> {
    const SQL: &str = "
        insert into emergency_access (patient_id, practitioner_id, reason, opened_at, ends_at)
        values ($1, $2, $3, $4, $5)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(practitioner.0)
        .bind(reason)
        .bind(opened_at)
        .bind(ends_at)
        .fetch_one(c)
        .await)?;
    Ok(EmergencyId(id))
}

/// How many records a practitioner has opened since this instant.
pub async fn count_since(conn: &mut Conn, practitioner: PractitionerId, since: i64) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from emergency_access
        where practitioner_id = $1
        and opened_at > $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(practitioner.0).bind(since).fetch_one(c).await)?)
}

/// How many await review.
pub async fn count_unreviewed(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from emergency_access
        where reviewed_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Those that await review, oldest first, followed by the latest reviewed ones; at most 100.
pub async fn list(conn: &mut Conn) -> StorageResult<Vec<Emergency>> {
    const SQL: &str = "
        select emergency_access.id, patient_id, patient.full_name as patient_name, practitioner_id,
        practitioner.full_name as practitioner_name, reason, opened_at, ends_at, reviewed_at, justified, review
        from emergency_access
        join account patient on patient.id = patient_id
        join account practitioner on practitioner.id = practitioner_id
        order by case when reviewed_at is null then 0 else 1 end,
        case when reviewed_at is null then opened_at else -reviewed_at end, emergency_access.id
        limit 100";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Reviews an open one; if it is found unjustified, access ends. Returns its practitioner and its patient.
pub async fn review(
    tx: &mut Tx,
    id: EmergencyId,
    by: AccountId,
    (justified, text): (bool, &str),
    at: i64,
) -> StorageResult<Option<(PractitionerId, PatientId)>> {
    // No one reviews their own access.
    const SQL: &str = "
        update emergency_access
        set reviewed_at = $3, reviewed_by = $2, justified = $4, review = $5,
        ends_at = case when not $4 and ends_at > $3 then $3 else ends_at end
        where id = $1
        and reviewed_at is null
        and practitioner_id <> $2
        returning practitioner_id, patient_id";
    let row: Option<(i64, i64)> = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(id.0)
        .bind(by.0)
        .bind(at)
        .bind(justified)
        .bind(text)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|(practitioner, patient)| (PractitionerId(practitioner), PatientId(patient))))
}
