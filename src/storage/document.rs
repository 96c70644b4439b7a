//! Documents: metadata of the files in a record. The record entries themselves are in [`super::entry`].

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    document::{Category, MediaType},
    ids::{AccountId, EntryId, PatientId},
};

/// The metadata of a new file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Its description.
    pub category: Category,
    /// Its file name.
    pub name: String,
    /// PDF, PNG or JPEG.
    pub media: MediaType,
    /// Its size in bytes.
    pub bytes: i64,
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// The key under which it is stored.
    pub key: String,
    /// The key of its thumbnail, a PNG, if it has one.
    pub preview_key: Option<String>,
}

/// A document as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its entry in the record.
    pub id: EntryId,
    /// The patient whose record it is in.
    pub patient: PatientId,
    /// That patient's name.
    pub patient_name: String,
    /// Who added it.
    pub author: AccountId,
    /// The author's full name.
    pub author_name: String,
    /// When it was added.
    pub at: Timestamp,
    /// The IANA zone for displaying that time: that of the centre it was added for, or else of the clinic's first centre.
    pub time_zone: String,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// When its author retracted it as an error.
    pub retracted_at: Option<Timestamp>,
    /// Why they did so.
    pub retracted_reason: String,
    /// The file.
    pub file: NewDocument,
}

#[derive(sqlx::FromRow)]
struct DocumentRow {
    id: i64,
    patient_id: i64,
    patient_name: String,
    author_id: i64,
    author_name: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
    time_zone: Option<String>,
    hidden: bool,
    #[sqlx(try_from = "MaybeSecond")]
    retracted_at: Option<Timestamp>,
    retracted_reason: String,
    category: String,
    name: String,
    media_type: String,
    bytes: i64,
    sha256: String,
    storage_key: String,
    preview_key: Option<String>,
}

impl TryFrom<DocumentRow> for Document {
    type Error = StorageError;

    fn try_from(row: DocumentRow) -> StorageResult<Self> {
        let odd = |column| StorageError::inconsistent("document", column, row.id);
        Ok(Self {
            id: EntryId(row.id),
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            author: AccountId(row.author_id),
            author_name: row.author_name,
            at: row.at,
            time_zone: row.time_zone.unwrap_or_else(|| "UTC".to_owned()),
            hidden: row.hidden,
            retracted_at: row.retracted_at,
            retracted_reason: row.retracted_reason,
            file: NewDocument {
                category: row.category.parse().map_err(odd("category"))?,
                name: row.name,
                media: row.media_type.parse().map_err(odd("media_type"))?,
                bytes: row.bytes,
                sha256: row.sha256,
                key: row.storage_key,
                preview_key: row.preview_key,
            },
        })
    }
}

/// Stores the file of a record entry.
pub async fn insert(tx: &mut Tx, id: EntryId, new: &NewDocument) -> StorageResult<()> {
    const SQL: &str = "
        insert into document (entry_id, category, name, media_type, bytes, sha256, storage_key, preview_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(new.category.as_str())
        .bind(&new.name)
        .bind(new.media.as_str())
        .bind(new.bytes)
        .bind(&new.sha256)
        .bind(&new.key)
        .bind(&new.preview_key)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The total size in bytes of the files in a patient's record, including retracted ones, which their author can still open, and of
/// those in their messages.
pub async fn bytes_of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<i64> {
    const SQL: &str = "
        select cast(coalesce(sum(kept.bytes), 0) as bigint)
        from (
            select d.bytes
            from document d
            join entry e on e.id = d.entry_id
            where e.patient_id = $1
            union all
            select f.bytes
            from message_attachment f
            join thread t on t.id = f.thread_id
            where t.patient_id = $1
        ) kept";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).fetch_one(c).await)?)
}

/// One document. The caller must ask the gate whether the reader may see it.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Document>> {
    const SQL: &str = "
        select e.id, e.patient_id, p.full_name as patient_name, e.author_id, w.full_name as author_name, e.at,
            coalesce(c.time_zone, (select time_zone from centre order by id limit 1)) as time_zone,
            e.hidden, e.retracted_at, e.retracted_reason,
            d.category, d.name, d.media_type, d.bytes, d.sha256, d.storage_key, d.preview_key
        from document d
        join entry e on e.id = d.entry_id
        join account p on p.id = e.patient_id
        join account w on w.id = e.author_id
        left join appointment a on a.id = e.appointment_id
        left join centre c on c.id = a.centre_id
        where d.entry_id = $1";
    let row: Option<DocumentRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Document::try_from).transpose()
}

/// The part of a patient's documents that a reader sees.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Whether to include those that the patient hides.
    pub hidden: bool,
    /// Whether to include those of others; authors always see their own.
    pub of_others: bool,
    /// The reader.
    pub reader: AccountId,
}

/// A patient's documents, latest first.
pub async fn of_patient(
    conn: &mut Conn,
    patient: PatientId,
    seen: Seen,
    limit: i64,
    offset: i64,
) -> StorageResult<Vec<Document>> {
    const SQL: &str = "
        select e.id, e.patient_id, p.full_name as patient_name, e.author_id, w.full_name as author_name, e.at,
            coalesce(c.time_zone, (select time_zone from centre order by id limit 1)) as time_zone,
            e.hidden, e.retracted_at, e.retracted_reason,
            d.category, d.name, d.media_type, d.bytes, d.sha256, d.storage_key, d.preview_key
        from entry e
        join document d on d.entry_id = e.id
        join account p on p.id = e.patient_id
        join account w on w.id = e.author_id
        left join appointment a on a.id = e.appointment_id
        left join centre c on c.id = a.centre_id
        where e.patient_id = $1
        and e.kind = 'document'
        and (e.author_id = $2 or ($3 and ($4 or not e.hidden)))
        order by e.at desc, e.id desc
        limit $5 offset $6";
    let rows: Vec<DocumentRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(seen.reader.0)
        .bind(seen.of_others)
        .bind(seen.hidden)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Document::try_from).collect()
}

/// The keys of all files in use, including those of photos, logos, applications and messages.
pub async fn keys(conn: &mut Conn) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select storage_key
        from document
        union all
        select preview_key
        from document
        where preview_key is not null
        union all
        select storage_key
        from practitioner_photo
        union all
        select small_key
        from practitioner_photo
        where small_key is not null
        union all
        select storage_key
        from centre_photo
        union all
        select small_key
        from centre_photo
        where small_key is not null
        union all
        select storage_key
        from clinic_logo
        union all
        select storage_key
        from application_document
        union all
        select storage_key
        from message_attachment";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}
