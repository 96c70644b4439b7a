//! Record entries imported from other systems, and those systems' identifiers of patients and entries.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    ids::{AccountId, EntryId, ImportedId, PatientId},
    imported::{Details, ExternalName, ImportedKind},
    patient::Gender,
};

/// A line, without the resource itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The primary key in `imported_line`.
    pub id: ImportedId,
    /// The patient whose record it is in.
    pub patient: PatientId,
    /// What it is about.
    pub kind: ImportedKind,
    /// Its one-line text.
    pub title: String,
    /// When it happened or was found.
    pub at: Timestamp,
    /// The system it was imported from.
    pub source: String,
    /// The person who imported it.
    pub imported_by: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Whether the patient hides it.
    pub hidden: bool,
}

impl Imported {
    /// Its sort position among entries of its kind written here, which have positive keys.
    #[must_use]
    pub fn place(&self) -> Place {
        (self.at, EntryId(-self.id.0))
    }
}

/// An entry with its resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The entry without the resource.
    pub line: Imported,
    /// The resource, without its reference to the patient.
    pub body: String,
    /// The entries that the resource refers to, by the references in its body, as JSON.
    pub refers: String,
}

/// A sort position among entries, as in [`Imported::place`].
pub type Place = (Timestamp, EntryId);

/// The filter for a record's entries.
#[derive(Clone, Copy, Debug)]
pub struct ImportedQuery {
    /// The patient whose record it is in.
    pub patient: PatientId,
    /// Only of this kind.
    pub kind: Option<ImportedKind>,
    /// Only what belongs to the summary: current allergies, conditions and medicines.
    pub only_summary: bool,
    /// Including what the patient hides.
    pub with_hidden: bool,
    /// Only what comes after this position.
    pub after: Option<Place>,
    /// The maximum number.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    patient_id: i64,
    kind: String,
    title: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
    source: String,
    imported_by: String,
    #[sqlx(try_from = "Second")]
    imported_at: Timestamp,
    hidden: bool,
}

impl TryFrom<Row> for Imported {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let odd = |_| StorageError::Inconsistent { table: "imported_line", column: "kind", id: row.id };
        Ok(Self {
            kind: row.kind.parse().map_err(odd)?,
            id: ImportedId(row.id),
            patient: PatientId(row.patient_id),
            title: row.title,
            at: row.at,
            source: row.source,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
            hidden: row.hidden,
        })
    }
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    line: Row,
    body: String,
    refers: String,
}

impl TryFrom<WholeRow> for Whole {
    type Error = StorageError;

    fn try_from(row: WholeRow) -> StorageResult<Self> {
        Ok(Self { line: row.line.try_into()?, body: row.body, refers: row.refers })
    }
}

macro_rules! select {
    ($more:literal, $rest:expr) => {
        concat!(
            "
        select l.id, l.patient_id, l.kind, l.title, l.at, l.source, l.imported_at, l.hidden,
            a.full_name as imported_by",
            $more,
            "
        from imported_line l
        join account a on a.id = l.imported_by
        ",
            $rest
        )
    };
}

/// The SQL of a query, latest first.
macro_rules! asked {
    () => {
        "where l.patient_id = $1
        and ($2 = '' or l.kind = $2)
        and (not $3 or l.is_current and l.kind in ('AllergyIntolerance', 'Condition', 'MedicationRequest'))
        and ($4 or not l.hidden)
        and (l.at < $5 or (l.at = $5 and -l.id < $6))
        order by l.at desc, l.id
        limit $7"
    };
}

macro_rules! bound {
    ($query:ident, $sql:ident) => {{
        let (at, key) = $query.after.map_or((i64::MAX, i64::MAX), |(at, id)| (at.as_second(), id.0));
        sqlx::query_as($sql)
            .bind($query.patient.0)
            .bind($query.kind.map_or("", ImportedKind::as_str))
            .bind($query.only_summary)
            .bind($query.with_hidden)
            .bind(at)
            .bind(key)
            .bind($query.limit)
    }};
}

/// One entry. The caller must ask the gate, with its patient, whether the reader may see it.
pub async fn find(conn: &mut Conn, id: ImportedId) -> StorageResult<Option<Whole>> {
    const SQL: &str = select!(", l.body, l.refers", "where l.id = $1");
    let row: Option<WholeRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Whole::try_from).transpose()
}

/// Entries of a record, latest first.
pub async fn heads(conn: &mut Conn, query: &ImportedQuery) -> StorageResult<Vec<Imported>> {
    const SQL: &str = select!("", asked!());
    let rows: Vec<Row> = on!(conn, c => bound!(query, SQL).fetch_all(c).await)?;
    rows.into_iter().map(Imported::try_from).collect()
}

/// The same with their resources.
pub async fn page(conn: &mut Conn, query: &ImportedQuery) -> StorageResult<Vec<Whole>> {
    const SQL: &str = select!(", l.body, l.refers", asked!());
    let rows: Vec<WholeRow> = on!(conn, c => bound!(query, SQL).fetch_all(c).await)?;
    rows.into_iter().map(Whole::try_from).collect()
}

/// A patient's visits elsewhere with their resources, earliest first, after a position.
pub async fn visits(
    conn: &mut Conn,
    (patient, with_hidden): (PatientId, bool),
    after: Option<(i64, i64)>,
    limit: i64,
) -> StorageResult<Vec<Whole>> {
    const SQL: &str = select!(
        ", l.body, l.refers",
        "where l.patient_id = $1
        and l.kind = 'Encounter'
        and ($2 or not l.hidden)
        and (l.at > $3 or (l.at = $3 and -l.id > $4))
        order by l.at, l.id desc
        limit $5"
    );
    let (at, key) = after.unwrap_or((i64::MIN, i64::MIN));
    let rows: Vec<WholeRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(with_hidden)
        .bind(at)
        .bind(key)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Whole::try_from).collect()
}

/// The patient whom another system calls so.
pub async fn patient_named(conn: &mut Conn, (system, value): &ExternalName) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "
        select patient_id
        from external_identifier
        where kind = 'Patient'
        and system = $1
        and value = $2";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(system.clone())
        .bind(value.clone())
        .fetch_optional(c)
        .await)?;
    Ok(found.map(PatientId))
}

/// Notes what another system calls a patient, unless that is noted.
pub async fn name_patient(tx: &mut Tx, patient: PatientId, (system, value): &ExternalName) -> StorageResult<()> {
    const SQL: &str = "
        insert into external_identifier (kind, system, value, patient_id)
        values ('Patient', $1, $2, $3)
        on conflict (kind, system, value) do nothing";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(system.clone())
        .bind(value.clone())
        .bind(patient.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The patient with this number.
pub async fn numbered(conn: &mut Conn, number: &str) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "select id from patient where number = $1";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(number.to_owned()).fetch_optional(c).await)?;
    Ok(id.map(PatientId))
}

/// Makes an account a patient.
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
