//! Lists of appointments, filtered as programs ask for them.

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

/// The filter of the list. At least one of the first three fields must match.
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
    /// Only from this date on, in each centre's local time.
    pub from: Option<Date>,
    /// Only up to this date.
    pub to: Option<Date>,
    /// Only those whose metadata has this value under this key.
    pub metadata: Option<(String, String)>,
    /// Only those with one of these statuses; empty for any.
    pub statuses: Vec<Status>,
    /// Only those that start at or after this instant, UTC seconds.
    pub starts_from: Option<i64>,
    /// Only those that start before this instant, UTC seconds.
    pub starts_before: Option<i64>,
    /// Only those that follow this one in the list, given by its start (UTC seconds) and its key.
    pub after: Option<(i64, AppointmentId)>,
    /// Only those that precede this one; they are then read in reverse.
    pub before: Option<(i64, AppointmentId)>,
    /// The maximum number.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// The conditions of the filter, and the order.
macro_rules! asked {
    ($follows:literal, $way:literal) => {
        concat!(
            "
        and a.status <> 'entered-in-error'
        and ($1 = 0 or a.patient_id = $1)
        and ($2 = 0 or a.practitioner_id = $2)
        and ($3 = '' or substr(a.local_start, 1, 10) >= $3)
        and ($4 = '' or substr(a.local_start, 1, 10) <= $4)
        and ($5 = '' or $5 like '%,' || a.status || ',%')
        and a.starts_at >= $6
        and a.starts_at < $7
        and (a.starts_at ",
            $follows,
            " $8 or (a.starts_at = $8 and a.id ",
            $follows,
            " $9))
        and ($10 = '' or replace(a.metadata, $10, '') <> a.metadata)
        order by a.starts_at",
            $way,
            ", a.id",
            $way
        )
    };
}

/// The first of one person's appointments, from the index of `$whose`.
macro_rules! of_someone {
    ($whose:literal, $follows:literal, $way:literal) => {
        concat!(
            "
            select id
            from (
                select a.id
                from appointment a
                where a.",
            $whose,
            asked!($follows, $way),
            "
                limit $11 + $12
            ) as found"
        )
    };
}

/// How the appointments are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedBy {
    /// From the index of all appointments, in its order.
    Start,
    /// From the indexes by patient and by practitioner.
    Person,
}

macro_rules! by_start {
    ($follows:literal, $way:literal) => {
        select_appointment!(
            "
        where true",
            asked!($follows, $way),
            "
        limit $11 offset $12"
        )
    };
}

macro_rules! by_person {
    ($follows:literal, $way:literal) => {
        select_appointment!(
            "
        where a.id in (",
            of_someone!("patient_id = $13", $follows, $way),
            "
            union",
            of_someone!("practitioner_id = $14", $follows, $way),
            "
        )
        order by a.starts_at",
            $way,
            ", a.id",
            $way,
            "
        limit $11 offset $12"
        )
    };
}

impl ListedBy {
    /// The SQL, forwards and backwards.
    #[must_use]
    pub const fn rows(self) -> [&'static str; 2] {
        match self {
            Self::Start => [by_start!(">", ""), by_start!("<", " desc")],
            Self::Person => [by_person!(">", ""), by_person!("<", " desc")],
        }
    }
}

/// Appointments by their start.
pub async fn list(conn: &mut Conn, query: &ListQuery) -> StorageResult<Vec<Appointment>> {
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let words: Vec<&str> = query.statuses.iter().map(|status| status.as_str()).collect();
    let statuses = if words.is_empty() { String::new() } else { format!(",{},", words.join(",")) };
    // The stored JSON is ours: compact, with every quotation mark inside a word escaped. So this text occurs in it only for exactly
    // this entry.
    let entry =
        query.metadata.as_ref().map(|(key, value)| format!("\"{key}\":{}", serde_json::Value::from(value.as_str())));
    let entry = entry.unwrap_or_default();
    let edge = query.before.or(query.after).unwrap_or((i64::MIN, AppointmentId(0)));
    let patient = query.patient.map_or(0, |id| id.0);
    let practitioner = query.practitioner.map_or(0, |id| id.0);
    // If the filter names a person, everyone's appointments with them are that person's.
    let (theirs, with_them) = match query.everyones {
        true if patient != 0 => (patient, 0),
        true => (0, practitioner),
        false => (query.own_patient.map_or(0, |id| id.0), query.own_practitioner.map_or(0, |id| id.0)),
    };
    let by = if query.everyones && (theirs, with_them) == (0, 0) { ListedBy::Start } else { ListedBy::Person };
    let [forwards, backwards] = by.rows();
    let sql = if query.before.is_some() { backwards } else { forwards };
    let rows: Vec<AppointmentRow> = on!(conn, c => {
        let asked = sqlx::query_as(sql)
            .bind(patient)
            .bind(practitioner)
            .bind(date(query.from))
            .bind(date(query.to))
            .bind(statuses)
            .bind(query.starts_from.unwrap_or(i64::MIN))
            .bind(query.starts_before.unwrap_or(i64::MAX))
            .bind(edge.0)
            .bind(edge.1.0)
            .bind(entry)
            .bind(query.limit)
            .bind(query.offset);
        let asked = if by == ListedBy::Person { asked.bind(theirs).bind(with_them) } else { asked };
        asked.fetch_all(c).await
    })?;
    convert(rows)
}
