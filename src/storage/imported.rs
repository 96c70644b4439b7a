//! Lines that were brought in from another system, and what such systems call patients and lines.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    ids::{AccountId, EntryId, ImportedId, PatientId},
    imported::{Details, ExternalName, ImportedKind, NewLine},
    patient::Gender,
};

/// What an identifier is of, if it is a patient's.
pub const PATIENT: &str = "Patient";

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its key.
    pub id: ImportedId,
    /// In whose record it is.
    pub patient: PatientId,
    /// What it is about.
    pub kind: ImportedKind,
    /// It in one line.
    pub title: String,
    /// When it happened or was found.
    pub at: Timestamp,
    /// Whether it held when it was brought in.
    pub is_current: bool,
    /// The resource, without what says whose it is.
    pub body: String,
    /// The system that it comes from.
    pub source: String,
    /// Who brought it in.
    pub imported_by: String,
    /// When.
    pub imported_at: Timestamp,
}

impl Imported {
    /// Its place among lines of its kind that were written here: those have keys above zero.
    #[must_use]
    pub fn place(&self) -> (Timestamp, EntryId) {
        (self.at, EntryId(-self.id.0))
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    patient_id: i64,
    kind: String,
    title: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
    is_current: bool,
    body: String,
    source: String,
    imported_by: String,
    #[sqlx(try_from = "Second")]
    imported_at: Timestamp,
}

impl TryFrom<Row> for Imported {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let odd = |()| StorageError::Inconsistent { table: "imported_line", column: "kind", id: row.id };
        Ok(Self {
            kind: row.kind.parse().map_err(odd)?,
            id: ImportedId(row.id),
            patient: PatientId(row.patient_id),
            title: row.title,
            at: row.at,
            is_current: row.is_current,
            body: row.body,
            source: row.source,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "
        select l.id, l.patient_id, l.kind, l.title, l.at, l.is_current, l.body, l.source, l.imported_at,
            a.full_name as imported_by
        from imported_line l
        join account a on a.id = l.imported_by
        ",
            $rest
        )
    };
}

/// One line. Ask the gate, with its patient, whether the reader may see it.
pub async fn find(conn: &mut Conn, id: ImportedId) -> StorageResult<Option<Imported>> {
    const SQL: &str = select!("where l.id = $1");
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Imported::try_from).transpose()
}

/// A patient's lines, the latest first.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Imported>> {
    const SQL: &str = select!(
        "where l.patient_id = $1
        order by l.at desc, l.id"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter().map(Imported::try_from).collect()
}

/// A patient's lines of a kind, the latest first, after a [place](Imported::place).
pub async fn page(
    conn: &mut Conn,
    (patient, kind): (PatientId, ImportedKind),
    after: Option<(Timestamp, EntryId)>,
    limit: i64,
) -> StorageResult<Vec<Imported>> {
    const SQL: &str = select!(
        "where l.patient_id = $1
        and l.kind = $2
        and (l.at < $3 or (l.at = $3 and -l.id < $4))
        order by l.at desc, l.id
        limit $5"
    );
    let (at, key) = after.map_or((i64::MAX, i64::MAX), |(at, id)| (at.as_second(), id.0));
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(kind.as_str())
        .bind(at)
        .bind(key)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Imported::try_from).collect()
}

/// Adds a line.
pub async fn insert(
    tx: &mut Tx,
    patient: PatientId,
    line: &NewLine,
    source: &str,
    (by, at): (AccountId, i64),
) -> StorageResult<ImportedId> {
    const SQL: &str = "
        insert into imported_line
            (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(line.kind.as_str())
        .bind(line.title.clone())
        .bind(line.at.as_second())
        .bind(line.is_current)
        .bind(line.body.clone())
        .bind(source.to_owned())
        .bind(by.0)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(ImportedId(id))
}

/// The patient, and the line if it is one's, that another system calls so.
pub async fn named(
    conn: &mut Conn,
    kind: &str,
    (system, value): &ExternalName,
) -> StorageResult<Option<(PatientId, Option<ImportedId>)>> {
    const SQL: &str = "
        select patient_id, line_id
        from external_identifier
        where kind = $1
        and system = $2
        and value = $3";
    let found: Option<(i64, Option<i64>)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(kind.to_owned())
        .bind(system.clone())
        .bind(value.clone())
        .fetch_optional(c)
        .await)?;
    Ok(found.map(|(patient, line)| (PatientId(patient), line.map(ImportedId))))
}

/// Notes what another system calls a patient or a line, unless that is noted.
pub async fn name(
    tx: &mut Tx,
    kind: &str,
    (system, value): &ExternalName,
    (patient, line): (PatientId, Option<ImportedId>),
) -> StorageResult<()> {
    const SQL: &str = "
        insert into external_identifier (kind, system, value, patient_id, line_id)
        values ($1, $2, $3, $4, $5)
        on conflict (kind, system, value) do nothing";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(kind.to_owned())
        .bind(system.clone())
        .bind(value.clone())
        .bind(patient.0)
        .bind(line.map(|line| line.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The patient who has a number here.
pub async fn numbered(conn: &mut Conn, number: &str) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "select id from patient where number = $1";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(number.to_owned()).fetch_optional(c).await)?;
    Ok(id.map(PatientId))
}

/// Makes a patient of an account.
pub async fn insert_patient(tx: &mut Tx, id: AccountId, number: &str, details: &Details) -> StorageResult<()> {
    const SQL: &str = "
        insert into patient (id, number, date_of_birth, gender, address)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(number.to_owned())
        .bind(details.born.map(|born| born.to_string()))
        .bind(details.gender.map(Gender::as_str))
        .bind(details.address.clone())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
