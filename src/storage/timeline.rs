//! A patient's record for reading: entries of all kinds with their content, latest first, page by page.

use jiff::Timestamp;

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    access::Reach,
    ids::{AccountId, AppointmentId, EntryId, PatientId},
    observation::Measured,
    record::{EntryKind, Said},
};

/// The filter for a record's entries.
#[derive(Clone, Copy, Debug)]
pub struct TimelineQuery {
    /// The patient whose record it is.
    pub patient: PatientId,
    /// Who reads it.
    pub reader: AccountId,
    /// How much of it the reader may read.
    pub reach: Reach,
    /// Only entries of this kind.
    pub kind: Option<EntryKind>,
    /// Only entries older than this one, given by its time and its key.
    pub before: Option<(Timestamp, EntryId)>,
    /// The maximum number.
    pub limit: i64,
}

/// An entry with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The primary key in `entry`.
    pub id: EntryId,
    /// Its one-line text.
    pub title: String,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: AccountId,
    /// The author's full name.
    pub author_name: String,
    /// The author's profession, if they are a practitioner.
    pub profession: Option<String>,
    /// The appointment during which it was written.
    pub appointment: Option<AppointmentId>,
    /// The name and the IANA zone of that appointment's centre.
    pub centre: Option<(String, String)>,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// Why its author retracted it, if they did.
    pub retracted: Option<String>,
    /// What it says.
    pub said: Said,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    title: String,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
    author_id: i64,
    author_name: String,
    profession: Option<String>,
    appointment_id: Option<i64>,
    centre_name: Option<String>,
    time_zone: Option<String>,
    hidden: bool,
    #[sqlx(try_from = "MaybeSecond")]
    retracted_at: Option<Timestamp>,
    retracted_reason: String,
    note: Option<String>,
    version: Option<i64>,
    code: Option<String>,
    certainty: Option<String>,
    detail: Option<String>,
    #[sqlx(try_from = "MaybeSecond")]
    resolved_at: Option<Timestamp>,
    diagnosis: Option<String>,
    medicines: Option<String>,
    instructions: Option<String>,
    follow_up: Option<String>,
    #[sqlx(try_from = "MaybeSecond")]
    stopped_at: Option<Timestamp>,
    stop_reason: Option<String>,
    letter: Option<String>,
    #[sqlx(try_from = "MaybeSecond")]
    valid_until: Option<Timestamp>,
    visits_left: Option<i64>,
    status: Option<String>,
    name: Option<String>,
    media_type: Option<String>,
    bytes: Option<i64>,
    measure: Option<String>,
    value: Option<i64>,
    second_value: Option<i64>,
}

/// A page of entries, latest first.
pub async fn page(conn: &mut Conn, query: &TimelineQuery) -> StorageResult<Vec<TimelineEntry>> {
    const SQL: &str = "
        select entry.id, entry.kind, entry.title, entry.at, entry.author_id, account.full_name as author_name,
        practitioner.profession, entry.appointment_id, centre.name as centre_name, centre.time_zone,
        entry.hidden, entry.retracted_at, entry.retracted_reason,
        note.body as note, note.version,
        diagnosis.code, diagnosis.certainty, diagnosis.detail, diagnosis.resolved_at,
        prescription.diagnosis, prescription.instructions, prescription.follow_up, prescription.stopped_at,
        prescription.stop_reason, (
            select string_agg(line, '
')
            from (
                select medicine || ', ' || dose
                || case when route = '' then '' else ', ' || route end
                || ', ' || frequency
                || case when duration = '' then '' else ', ' || duration end
                || case when instructions = '' then '' else ' (' || instructions || ')' end as line
                from prescribed_medicine
                where prescription_id = entry.id
                order by position
            ) lines
        ) as medicines,
        referral.letter, referral.valid_until, referral.visits_allowed - referral.visits_used as visits_left,
        referral.status,
        document.name, document.media_type, document.bytes,
        observation.code as measure, observation.value, observation.second_value
        from entry
        join account on account.id = entry.author_id
        left join practitioner on practitioner.id = entry.author_id
        left join appointment on appointment.id = entry.appointment_id
        left join centre on centre.id = appointment.centre_id
        left join note_version note on note.entry_id = entry.id and note.version = (
            select max(version)
            from note_version
            where entry_id = entry.id
        )
        left join diagnosis on diagnosis.entry_id = entry.id
        left join prescription on prescription.entry_id = entry.id
        left join referral on referral.entry_id = entry.id
        left join document on document.entry_id = entry.id
        left join observation on observation.entry_id = entry.id
        where entry.patient_id = $1
        and (entry.author_id = $2 or ($3 and (not entry.hidden or $4)))
        and ($5 = '' or entry.kind = $5)
        and (entry.at < $6 or (entry.at = $6 and entry.id < $7))
        order by entry.at desc, entry.id desc
        limit $8";
    let (at, id) = query.before.unwrap_or((Timestamp::MAX, EntryId(i64::MAX)));
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL)
        .bind(query.patient.0)
        .bind(query.reader.0)
        .bind(query.reach >= Reach::Shared)
        .bind(query.reach == Reach::Everything)
        .bind(query.kind.map_or("", EntryKind::as_str))
        .bind(at.as_second())
        .bind(id.0)
        .bind(query.limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(entry).collect()
}

fn entry(row: Row) -> StorageResult<TimelineEntry> {
    let lacks = |column| StorageError::Inconsistent { table: "entry", column, id: row.id };
    let kind: EntryKind = row.kind.parse().map_err(|()| lacks("kind"))?;
    let said = match kind {
        EntryKind::Note => Said::Note {
            text: row.note.ok_or_else(|| lacks("note"))?,
            version: row.version.ok_or_else(|| lacks("version"))?,
        },
        EntryKind::Diagnosis => Said::Diagnosis {
            code: row.code.ok_or_else(|| lacks("code"))?,
            suspected: row.certainty.as_deref() == Some("suspected"),
            detail: row.detail.unwrap_or_default(),
            resolved: row.resolved_at.is_some(),
        },
        EntryKind::Observation => Said::Observation(Measured {
            measure: row.measure.and_then(|code| code.parse().ok()).ok_or_else(|| lacks("observation"))?,
            value: row.value.ok_or_else(|| lacks("value"))?,
            second: row.second_value,
        }),
        EntryKind::Prescription => Said::Prescription {
            diagnosis: row.diagnosis.ok_or_else(|| lacks("diagnosis"))?,
            medicines: row.medicines.unwrap_or_default(),
            instructions: row.instructions.unwrap_or_default(),
            follow_up: row.follow_up.unwrap_or_default(),
            stopped: row.stopped_at.map(|_| row.stop_reason.unwrap_or_default()),
        },
        EntryKind::Referral => Said::Referral {
            letter: row.letter.ok_or_else(|| lacks("letter"))?,
            valid_until: row.valid_until.ok_or_else(|| lacks("valid_until"))?,
            visits_left: row.visits_left.unwrap_or_default(),
            status: row.status.and_then(|status| status.parse().ok()).ok_or_else(|| lacks("status"))?,
        },
        EntryKind::Document => Said::Document {
            name: row.name.ok_or_else(|| lacks("name"))?,
            media_type: row.media_type.unwrap_or_default(),
            bytes: row.bytes.unwrap_or_default(),
        },
    };
    Ok(TimelineEntry {
        id: EntryId(row.id),
        title: row.title,
        at: row.at,
        author: AccountId(row.author_id),
        author_name: row.author_name,
        profession: row.profession,
        appointment: row.appointment_id.map(AppointmentId),
        centre: row.centre_name.zip(row.time_zone),
        hidden: row.hidden,
        retracted: row.retracted_at.map(|_| row.retracted_reason),
        said,
    })
}
