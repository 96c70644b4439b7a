//! Patients' statements about their own health. A correction ends one row and begins another: nothing is overwritten.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    ids::{PatientId, StatementId},
    statement::{NewStatement, Severity, Statement, StatementKind},
};

#[derive(sqlx::FromRow)]
struct StatementRow {
    id: i64,
    kind: String,
    name: String,
    detail: String,
    severity: Option<String>,
    since: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
}

/// A patient's current statements, by kind and then in the order in which they were made.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Statement>> {
    const SQL: &str = "
        select id, kind, name, detail, severity, since, created_at
        from statement
        where patient_id = $1
        and ended_at is null
        order by kind, created_at, id";
    let rows: Vec<StatementRow> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter().map(statement).collect()
}

fn statement(row: StatementRow) -> StorageResult<Statement> {
    let odd = |column| StorageError::Inconsistent { table: "statement", column, id: row.id };
    let kind: StatementKind = row.kind.parse().map_err(|()| odd("kind"))?;
    let severity = row.severity.map(|severity| severity.parse::<Severity>().map_err(|()| odd("severity")));
    Ok(Statement {
        id: StatementId(row.id),
        said: NewStatement {
            kind,
            name: row.name,
            detail: row.detail,
            severity: severity.transpose()?,
            since: row.since,
        },
        created_at: row.created_at,
    })
}

/// The patient who made a current statement. The caller must ask the gate whether the reader may see it.
pub async fn patient_of(conn: &mut Conn, id: StatementId) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "
        select patient_id
        from statement
        where id = $1
        and ended_at is null";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.map(PatientId))
}

/// How many current statements a patient has.
pub async fn count(conn: &mut Conn, patient: PatientId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from statement
        where patient_id = $1
        and ended_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).fetch_one(c).await)?)
}

/// Adds a statement.
pub async fn insert(tx: &mut Tx, patient: PatientId, new: &NewStatement, at: i64) -> StorageResult<StatementId> {
    const SQL: &str = "
        insert into statement (patient_id, kind, name, detail, severity, since, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(new.kind.as_str())
        .bind(&new.name)
        .bind(&new.detail)
        .bind(new.severity.map(Severity::as_str))
        .bind(&new.since)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(StatementId(id))
}

/// Ends one of a patient's statements. False if they have no such statement.
pub async fn end(tx: &mut Tx, patient: PatientId, id: StatementId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update statement
        set ended_at = $3
        where id = $1
        and patient_id = $2
        and ended_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(patient.0)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
