//! Lines from another system, many at once: with a statement for each, a long history would take longer than anyone waits.

use sqlx::QueryBuilder;

use super::{
    db::{Tx, on},
    error::StorageResult,
};
use crate::domain::{
    ids::{AccountId, ImportedId, PatientId},
    imported::{ExternalName, NewLine},
};

/// Rows in one statement: well under the 32,766 values that SQLite accepts. No connection remembers such a statement.
const ROWS: usize = 500;

/// A line that is here, by what another system calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The primary key in `imported_line`.
    pub id: ImportedId,
    /// In whose record it is.
    pub patient: PatientId,
    /// The stored word of its kind.
    pub kind: String,
    /// What it is called.
    pub name: ExternalName,
    /// The resource.
    pub body: String,
}

/// The lines that any system calls by one of these, in the order of their keys.
pub async fn known(tx: &mut Tx, values: &[&str]) -> StorageResult<Vec<Known>> {
    const FIND: &str = "
        select l.id, l.patient_id, e.kind, e.system, e.value, l.body
        from external_identifier e
        join imported_line l on l.id = e.line_id
        where e.value in (";
    let mut all = Vec::new();
    for chunk in values.chunks(ROWS) {
        let rows: Vec<(i64, i64, String, String, String, String)> = on!(&mut **tx, c => {
            let mut query = QueryBuilder::new(FIND);
            let mut list = query.separated(", ");
            for value in chunk {
                list.push_bind(*value);
            }
            query.push(")");
            query.build_query_as().persistent(false).fetch_all(c).await
        })?;
        all.extend(rows.into_iter().map(|(id, patient, kind, system, value, body)| Known {
            id: ImportedId(id),
            patient: PatientId(patient),
            kind,
            name: (system, value),
            body,
        }));
    }
    all.sort_by_key(|one| one.id.0);
    Ok(all)
}

/// Adds lines with what the other system calls them. Their keys are in the same order.
pub async fn insert(
    tx: &mut Tx,
    lines: &[(PatientId, &NewLine)],
    source: &str,
    (by, at): (AccountId, i64),
) -> StorageResult<Vec<ImportedId>> {
    const LINES: &str = "
        insert into imported_line
            (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
        ";
    const NAMES: &str = "
        insert into external_identifier (kind, system, value, patient_id, line_id)
        ";
    let mut all = Vec::with_capacity(lines.len());
    for chunk in lines.chunks(ROWS) {
        let mut keys: Vec<i64> = on!(&mut **tx, c => {
            let mut query = QueryBuilder::new(LINES);
            query.push_values(chunk, |mut values, (patient, line)| {
                values
                    .push_bind(patient.0)
                    .push_bind(line.kind.as_str())
                    .push_bind(line.title.as_str())
                    .push_bind(line.at.as_second())
                    .push_bind(line.is_current)
                    .push_bind(line.body.as_str())
                    .push_bind(source)
                    .push_bind(by.0)
                    .push_bind(at);
            });
            query.push(" returning id");
            query.build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        // They are given in the order of the rows, but may be told in another one.
        keys.sort_unstable();
        on!(&mut **tx, c => {
            let mut query = QueryBuilder::new(NAMES);
            query.push_values(chunk.iter().zip(&keys), |mut values, ((patient, line), key)| {
                let (system, value) = &line.name;
                values
                    .push_bind(line.kind.as_str())
                    .push_bind(system.as_str())
                    .push_bind(value.as_str())
                    .push_bind(patient.0)
                    .push_bind(*key);
            });
            query.push(" on conflict (kind, system, value) do nothing");
            query.build().persistent(false).execute(c).await.map(drop)
        })?;
        all.extend(keys.into_iter().map(ImportedId));
    }
    Ok(all)
}

/// Notes which lines of the patient's each line's resource refers to.
pub async fn set_refers(tx: &mut Tx, refers: &[(ImportedId, String)]) -> StorageResult<()> {
    for chunk in refers.chunks(ROWS) {
        on!(&mut **tx, c => {
            let mut query = QueryBuilder::new("update imported_line set refers = said.column2 from (");
            query.push_values(chunk, |mut values, (line, refers)| {
                values.push_bind(line.0).push_bind(refers.as_str());
            });
            query.push(") as said where imported_line.id = said.column1");
            query.build().persistent(false).execute(c).await.map(drop)
        })?;
    }
    Ok(())
}
