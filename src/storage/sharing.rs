//! The people to whom patients allow or refuse access to their record: relationships, proxies and blocks.

mod proxy;

pub use self::proxy::{Proxy, begin_proxy, end_proxies_by_closing, end_proxy, proxies_of, resume_proxies};

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    access::{RelationshipKind, RelationshipSource},
    ids::{AccountId, PatientId, PractitionerId, RelationshipId},
};

/// A current relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    /// The primary key in `care_relationship`.
    pub id: RelationshipId,
    /// The patient.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner who looks after them.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The kind of relationship.
    pub kind: RelationshipKind,
    /// Who declared it.
    pub source: RelationshipSource,
    /// When it began.
    pub since: Timestamp,
    /// When it ends.
    pub until: Option<Timestamp>,
}

/// A new relationship.
#[derive(Clone, Copy, Debug)]
pub struct NewRelationship {
    /// The patient.
    pub patient: PatientId,
    /// The practitioner who looks after them.
    pub practitioner: PractitionerId,
    /// The kind of relationship.
    pub kind: RelationshipKind,
    /// Who declares it.
    pub source: RelationshipSource,
    /// The account that creates it.
    pub created_by: AccountId,
    /// Since when, UTC seconds.
    pub since: i64,
    /// Until when, UTC seconds.
    pub until: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(super) struct RelationshipRow {
    id: i64,
    patient_id: i64,
    patient_name: String,
    practitioner_id: i64,
    practitioner_name: String,
    kind: String,
    source: String,
    #[sqlx(try_from = "Second")]
    since: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    until: Option<Timestamp>,
}

impl TryFrom<RelationshipRow> for Relationship {
    type Error = StorageError;

    fn try_from(row: RelationshipRow) -> StorageResult<Self> {
        let odd = |column| StorageError::Inconsistent { table: "care_relationship", column, id: row.id };
        Ok(Self {
            id: RelationshipId(row.id),
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            practitioner: PractitionerId(row.practitioner_id),
            practitioner_name: row.practitioner_name,
            kind: row.kind.parse().map_err(|()| odd("kind"))?,
            source: row.source.parse().map_err(|_| odd("source"))?,
            since: row.since,
            until: row.until,
        })
    }
}

/// Current relationships, a patient's or everyone's; latest first, at most 500.
pub async fn relationships(conn: &mut Conn, patient: Option<PatientId>, now: i64) -> StorageResult<Vec<Relationship>> {
    const SQL: &str = "
        select care_relationship.id, patient_id, patient.full_name as patient_name, practitioner_id,
        practitioner.full_name as practitioner_name, kind, source, since, until
        from care_relationship
        join account patient on patient.id = patient_id
        join account practitioner on practitioner.id = practitioner_id
        where (patient_id = $1 or $1 = 0)
        and ended_at is null
        and (until is null or until > $2)
        order by since desc, care_relationship.id desc
        limit 500";
    let rows: Vec<RelationshipRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.map_or(0, |patient| patient.0))
        .bind(now)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Relationship::try_from).collect()
}

/// Begins a relationship, replacing one of the same kind between the same two people.
pub async fn begin_relationship(tx: &mut Tx, new: &NewRelationship) -> StorageResult<RelationshipId> {
    const END: &str = "
        update care_relationship
        set ended_at = $4
        where patient_id = $1
        and practitioner_id = $2
        and kind = $3
        and ended_at is null";
    const INSERT: &str = "
        insert into care_relationship (patient_id, practitioner_id, kind, source, created_by, since, until)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (patient_id, practitioner_id, kind) where ended_at is null do nothing
        returning id";
    loop {
        on!(&mut **tx, c => sqlx::query(END)
            .bind(new.patient.0)
            .bind(new.practitioner.0)
            .bind(new.kind.as_str())
            .bind(new.since)
            .execute(c)
            .await
            .map(drop))?;
        let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(INSERT)
            .bind(new.patient.0)
            .bind(new.practitioner.0)
            .bind(new.kind.as_str())
            .bind(new.source.as_str())
            .bind(new.created_by.0)
            .bind(new.since)
            .bind(new.until)
            .fetch_optional(c)
            .await)?;
        // Otherwise someone else has just begun the same: theirs is visible now, and replaced in its turn.
        if let Some(id) = id {
            return Ok(RelationshipId(id));
        }
    }
}

/// The patient of a relationship, current or ended.
pub async fn patient_of(conn: &mut Conn, id: RelationshipId) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "
        select patient_id
        from care_relationship
        where id = $1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.map(PatientId))
}

/// Ends a relationship: one of this patient's, or any. Returns its patient and practitioner; `None` if there is no such
/// relationship.
pub async fn end_relationship(
    tx: &mut Tx,
    id: RelationshipId,
    patient: Option<PatientId>,
    at: i64,
) -> StorageResult<Option<(PatientId, PractitionerId)>> {
    const SQL: &str = "
        update care_relationship
        set ended_at = $3
        where id = $1
        and (patient_id = $2 or $2 = 0)
        and ended_at is null
        returning patient_id, practitioner_id";
    let row: Option<(i64, i64)> = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(id.0)
        .bind(patient.map_or(0, |patient| patient.0))
        .bind(at)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|(patient, practitioner)| (PatientId(patient), PractitionerId(practitioner))))
}

/// The practitioners to whom a patient has closed the record, with their names.
pub async fn blocks(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<(PractitionerId, String)>> {
    const SQL: &str = "
        select practitioner_id, full_name
        from record_block
        join account on account.id = practitioner_id
        where patient_id = $1
        order by full_name, practitioner_id";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name)| (PractitionerId(id), name)).collect())
}

/// Closes a patient's record to a practitioner.
pub async fn block(tx: &mut Tx, patient: PatientId, practitioner: PractitionerId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into record_block (patient_id, practitioner_id, created_at)
        values ($1, $2, $3)
        on conflict (patient_id, practitioner_id) do nothing";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(patient.0)
        .bind(practitioner.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Opens it again. False if it was not closed.
pub async fn unblock(tx: &mut Tx, patient: PatientId, practitioner: PractitionerId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from record_block
        where patient_id = $1
        and practitioner_id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(patient.0)
        .bind(practitioner.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The practitioners who have or had an appointment with a patient, wrote in their record, have a relationship with them, received
/// a referral or are blocked: everyone about whom a patient might ask why they can see the record. With names, at most 200.
pub async fn concerned(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<(PractitionerId, String)>> {
    const SQL: &str = "
        select practitioner.id, account.full_name
        from practitioner
        join account on account.id = practitioner.id
        where practitioner.id in (
            select practitioner_id from appointment where patient_id = $1
            union
            select practitioner_id from care_relationship where patient_id = $1
            union
            select practitioner_id from record_block where patient_id = $1
            union
            select practitioner_id from emergency_access where patient_id = $1
            union
            select to_practitioner_id from referral where patient_id = $1 and to_practitioner_id is not null
            union
            select author_id from entry where patient_id = $1
        )
        and practitioner.id <> $1
        order by account.full_name, practitioner.id
        limit 200";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name)| (PractitionerId(id), name)).collect())
}
