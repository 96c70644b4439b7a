//! Lists of appointments by what programs ask for.

use jiff::civil::Date;

use super::row::{Appointment, AppointmentRow, convert};
use crate::{
    domain::{
        appointment::Status,
        ids::{AppointmentId, PatientId, PractitionerId},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// Which appointments to list. Of the first three, one has to hold.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Everyone's.
    pub everyones: bool,
    /// Those of this patient.
    pub own_patient: Option<PatientId>,
    /// Those of this practitioner.
    pub own_practitioner: Option<PractitionerId>,
    /// Only those of this patient.
    pub patient: Option<PatientId>,
    /// Only those with this practitioner.
    pub practitioner: Option<PractitionerId>,
    /// Only from this date on, by the clocks where they take place.
    pub from: Option<Date>,
    /// Only up to this date.
    pub to: Option<Date>,
    /// Only those with which programs keep this value under this key.
    pub metadata: Option<(String, String)>,
    /// Only with one of these statuses; any, if there are none.
    pub statuses: Vec<Status>,
    /// Only those that start at or after this instant, UTC seconds.
    pub starts_from: Option<i64>,
    /// Only those that start before this instant, UTC seconds.
    pub starts_before: Option<i64>,
    /// Only those after this one of the list, given by its start (UTC seconds) and its key.
    pub after: Option<(i64, AppointmentId)>,
    /// The maximum number.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

/// Appointments by their start.
pub async fn list(conn: &mut Conn, query: &ListQuery) -> StorageResult<Vec<Appointment>> {
    const SQL: &str = select_appointment!(
        "
        where ($1 or a.patient_id = $2 or a.practitioner_id = $3)
        and ($4 = 0 or a.patient_id = $4)
        and ($5 = 0 or a.practitioner_id = $5)
        and ($6 = '' or substr(a.local_start, 1, 10) >= $6)
        and ($7 = '' or substr(a.local_start, 1, 10) <= $7)
        and ($8 = '' or $8 like '%,' || a.status || ',%')
        and a.starts_at >= $11
        and a.starts_at < $12
        and ($15 = '' or replace(a.metadata, $15, '') <> a.metadata)
        and (a.starts_at > $13 or (a.starts_at = $13 and a.id > $14))
        and a.status <> 'entered-in-error'
        order by a.starts_at, a.id
        limit $9 offset $10"
    );
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let words: Vec<&str> = query.statuses.iter().map(|status| status.as_str()).collect();
    let statuses = if words.is_empty() { String::new() } else { format!(",{},", words.join(",")) };
    // The text is ours: compact, with every quotation mark inside a word escaped. So this stands there for this very entry only.
    let entry =
        query.metadata.as_ref().map(|(key, value)| format!("\"{key}\":{}", serde_json::Value::from(value.as_str())));
    let entry = entry.unwrap_or_default();
    let after = query.after.unwrap_or((i64::MIN, AppointmentId(0)));
    let rows: Vec<AppointmentRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(query.everyones)
        .bind(query.own_patient.map_or(0, |id| id.0))
        .bind(query.own_practitioner.map_or(0, |id| id.0))
        .bind(query.patient.map_or(0, |id| id.0))
        .bind(query.practitioner.map_or(0, |id| id.0))
        .bind(date(query.from))
        .bind(date(query.to))
        .bind(statuses)
        .bind(query.limit)
        .bind(query.offset)
        .bind(query.starts_from.unwrap_or(i64::MIN))
        .bind(query.starts_before.unwrap_or(i64::MAX))
        .bind(after.0)
        .bind(after.1.0)
        .bind(entry)
        .fetch_all(c)
        .await)?;
    convert(rows)
}
