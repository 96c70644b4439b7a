//! Measurements.

use super::{
    db::{Conn, Tx, on},
    entry::{Line, LineRow, select_line},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{EntryId, PatientId},
    observation::Measured,
};

/// A measurement, with its entry in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The record entry: patient, author, time.
    pub line: Line,
    /// The measured value.
    pub measured: Measured,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    line: LineRow,
    code: String,
    value: i64,
    second_value: Option<i64>,
}

impl TryFrom<Row> for Observed {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let line = Line::try_from(row.line)?;
        let odd = |()| StorageError::Inconsistent { table: "observation", column: "code", id: line.entry.id.0 };
        let measure = row.code.parse().map_err(odd)?;
        Ok(Self { line, measured: Measured { measure, value: row.value, second: row.second_value } })
    }
}

/// Stores the rest of an entry of this kind.
pub async fn insert(tx: &mut Tx, id: EntryId, new: &Measured) -> StorageResult<()> {
    const SQL: &str = "
        insert into observation (entry_id, code, value, second_value, unit)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(new.measure.as_str())
        .bind(new.value)
        .bind(new.second)
        .bind(new.measure.unit())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One measurement, retracted or not. The caller must ask the gate whether the reader may see it.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Observed>> {
    const SQL: &str = select_line!(
        ", o.code, o.value, o.second_value",
        "join observation o on o.entry_id = e.id",
        "
        where e.id = $1"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Observed::try_from).transpose()
}

/// A patient's measurements, newest first, except those that were retracted.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Observed>> {
    const SQL: &str = select_line!(
        ", o.code, o.value, o.second_value",
        "join observation o on o.entry_id = e.id",
        "
        where e.patient_id = $1
        and e.retracted_at is null
        order by e.at desc, e.id desc
        limit 300"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter().map(Observed::try_from).collect()
}
