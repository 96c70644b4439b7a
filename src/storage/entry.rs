//! Record entries: what all kinds have in common. Whatever is specific to a kind is in that kind's module.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    ids::{AccountId, AppointmentId, EntryId, PatientId},
    imported::LineKey,
    record::EntryKind,
};

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// In whose record.
    pub patient: PatientId,
    /// Who writes it.
    pub author: AccountId,
    /// The appointment during which it was written, if any.
    pub appointment: Option<AppointmentId>,
    /// Its kind.
    pub kind: EntryKind,
    /// Its one-line text on the timeline.
    pub title: &'a str,
    /// UTC seconds.
    pub at: i64,
}

/// The facts that decide access to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The primary key in `entry`.
    pub id: EntryId,
    /// The patient whose record it is in.
    pub patient: PatientId,
    /// Who wrote it.
    pub author: AccountId,
    /// The appointment during which it was written, if any.
    pub appointment: Option<AppointmentId>,
    /// Its kind.
    pub kind: EntryKind,
    /// Its one-line text.
    pub title: String,
    /// When it was written.
    pub at: Timestamp,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// When its author retracted it as an error.
    pub retracted_at: Option<Timestamp>,
}

#[derive(Debug, sqlx::FromRow)]
struct EntryRow {
    id: i64,
    patient_id: i64,
    author_id: i64,
    appointment_id: Option<i64>,
    kind: String,
    title: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
    hidden: bool,
    #[sqlx(try_from = "MaybeSecond")]
    retracted_at: Option<Timestamp>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StorageError;

    fn try_from(row: EntryRow) -> StorageResult<Self> {
        let odd = || StorageError::Inconsistent { table: "entry", column: "kind", id: row.id };
        Ok(Self {
            kind: row.kind.parse().map_err(|()| odd())?,
            id: EntryId(row.id),
            patient: PatientId(row.patient_id),
            author: AccountId(row.author_id),
            appointment: row.appointment_id.map(AppointmentId),
            title: row.title,
            at: row.at,
            hidden: row.hidden,
            retracted_at: row.retracted_at,
        })
    }
}

/// Adds an entry; the rest goes into the kind's own table, under the same key and in the same transaction.
pub async fn insert(tx: &mut Tx, new: &NewEntry<'_>) -> StorageResult<EntryId> {
    const SQL: &str = "
        insert into entry (patient_id, author_id, appointment_id, kind, title, at)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.patient.0)
        .bind(new.author.0)
        .bind(new.appointment.map(|id| id.0))
        .bind(new.kind.as_str())
        .bind(new.title)
        .bind(new.at)
        .fetch_one(c)
        .await)?;
    Ok(EntryId(id))
}

/// One entry. The caller must ask the gate, with its patient, whether the reader may see it.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Entry>> {
    const SQL: &str = "
        select id, patient_id, author_id, appointment_id, kind, title, at, hidden, retracted_at
        from entry
        where id = $1";
    let row: Option<EntryRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Entry::try_from).transpose()
}

/// An entry with its author's name, and why it was retracted if it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The facts that decide access to it.
    pub entry: Entry,
    /// Who wrote it.
    pub author_name: String,
    /// Why it was retracted; empty if it was not.
    pub retracted_reason: String,
}

/// A [`Line`] as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct LineRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    author_name: String,
    retracted_reason: String,
}

/// The columns and joins of a [`LineRow`], before the query's condition; the arguments are further columns and joins.
macro_rules! select_line {
    ($rest:literal) => {
        select_line!("", "", $rest)
    };
    ($columns:literal, $joins:literal, $rest:literal) => {
        concat!(
            "
        select e.id, e.patient_id, e.author_id, e.appointment_id, e.kind, e.title, e.at, e.hidden, e.retracted_at,
            e.retracted_reason, author.full_name as author_name",
            $columns,
            "
        from entry e
        join account author on author.id = e.author_id
        ",
            $joins,
            $rest
        )
    };
}
pub(super) use select_line;

impl TryFrom<LineRow> for Line {
    type Error = StorageError;

    fn try_from(row: LineRow) -> StorageResult<Self> {
        let LineRow { entry, author_name, retracted_reason } = row;
        Ok(Self { entry: entry.try_into()?, author_name, retracted_reason })
    }
}

impl Line {
    /// Converts several rows.
    pub(super) fn all(rows: Vec<LineRow>) -> StorageResult<Vec<Self>> {
        rows.into_iter().map(Self::try_from).collect()
    }
}

/// One entry with its author's name. The caller must ask the gate whether the reader may see it.
pub async fn line(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Line>> {
    const SQL: &str = select_line!("where e.id = $1");
    let row: Option<LineRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Line::try_from).transpose()
}

/// Hides an entry of the patient's record, written here or imported, or shows it again. False if it is not in their record.
pub async fn set_hidden(tx: &mut Tx, key: LineKey, patient: PatientId, hidden: bool) -> StorageResult<bool> {
    const WRITTEN: &str = "
        update entry
        set hidden = $3
        where id = $1
        and patient_id = $2";
    const IMPORTED: &str = "
        update imported_line
        set hidden = $3
        where id = $1
        and patient_id = $2";
    let (sql, id) = match key {
        LineKey::Written(id) => (WRITTEN, id.0),
        LineKey::Imported(id) => (IMPORTED, id.0),
    };
    let done = on!(&mut **tx, c => sqlx::query(sql)
        .bind(id)
        .bind(patient.0)
        .bind(hidden)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Retracts an author's own entry as an error. It stays readable as such. False if it is not theirs, or is already retracted.
pub async fn retract(tx: &mut Tx, id: EntryId, author: AccountId, reason: &str, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update entry
        set retracted_at = $3, retracted_reason = $4
        where id = $1
        and author_id = $2
        and retracted_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(author.0)
        .bind(at)
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
