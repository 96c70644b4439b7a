//! Diagnoses.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    entry::{Line, LineRow, select_line},
    error::{StorageError, StorageResult},
    second::MaybeSecond,
};
use crate::domain::{
    diagnosis::Diagnosis,
    ids::{EntryId, PatientId},
};

/// A diagnosis, with its entry in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosed {
    /// The record entry: patient, author, time.
    pub line: Line,
    /// The diagnosis itself.
    pub diagnosis: Diagnosis,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    line: LineRow,
    name: String,
    code: String,
    code_system: String,
    certainty: String,
    detail: String,
    #[sqlx(try_from = "MaybeSecond")]
    resolved_at: Option<Timestamp>,
}

impl TryFrom<Row> for Diagnosed {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let Row { line, name, code, code_system: system, certainty, detail, resolved_at } = row;
        let line = Line::try_from(line)?;
        let odd = |()| StorageError::Inconsistent { table: "diagnosis", column: "certainty", id: line.entry.id.0 };
        let diagnosis = Diagnosis { name, code, system, certainty: certainty.parse().map_err(odd)?, detail };
        Ok(Self { line, diagnosis, resolved_at })
    }
}

/// Stores the rest of an entry of this kind.
pub async fn insert(tx: &mut Tx, id: EntryId, new: &Diagnosis) -> StorageResult<()> {
    const SQL: &str = "
        insert into diagnosis (entry_id, name, code, code_system, certainty, detail)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(&new.name)
        .bind(&new.code)
        .bind(&new.system)
        .bind(new.certainty.as_str())
        .bind(&new.detail)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One diagnosis.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Diagnosed>> {
    const SQL: &str = select_line!(
        ", d.name, d.code, d.code_system, d.certainty, d.detail, d.resolved_at",
        "join diagnosis d on d.entry_id = e.id",
        "
        where e.id = $1"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Diagnosed::try_from).transpose()
}

/// A patient's diagnoses, newest first, except those that were retracted.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Diagnosed>> {
    const SQL: &str = select_line!(
        ", d.name, d.code, d.code_system, d.certainty, d.detail, d.resolved_at",
        "join diagnosis d on d.entry_id = e.id",
        "
        where e.patient_id = $1
        and e.retracted_at is null
        order by e.at desc, e.id desc
        limit 200"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter().map(Diagnosed::try_from).collect()
}

/// Marks a diagnosis as resolved; false if it already was.
pub async fn resolve(tx: &mut Tx, id: EntryId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update diagnosis
        set resolved_at = $2
        where entry_id = $1
        and resolved_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
