//! Searches the audit. Each search uses the index that yields its rows in the order of the answer.

use jiff::Timestamp;

use super::{merged::parts, written::Stored};
use crate::{
    domain::{
        audit::{Area, Deed},
        ids::{AccountId, PatientId},
        ordering::Edge,
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        name::{self, Prefixes, and_has_words},
    },
};

/// If a typed name matches at most this many people, their rows are found one person at a time. If it matches more, their rows are
/// so frequent that walking back in time soon finds some.
const FEW: i64 = 16;

/// A row of the audit with the names of the people in it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Named {
    /// The row.
    #[sqlx(flatten)]
    pub stored: Stored,
    /// The actor's name, or the app's if an app read.
    pub actor_name: Option<String>,
    /// The patient's name.
    pub patient_name: Option<String>,
    /// The actor's profession, if they are a practitioner.
    pub profession: Option<String>,
    /// For an appointment that staff booked or cancelled: why they overrode rules.
    pub reason: Option<String>,
}

/// The filter of a search.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Prefixes of words in the actor's name; empty for anyone.
    pub actor: String,
    /// The same for the patient's name; empty for anyone.
    pub patient: String,
    /// Only deeds of this area of work.
    pub area: Option<Area>,
    /// Only in this patient's record.
    pub of: Option<PatientId>,
    /// Only rows about the record itself, not about appointments, which have pages of their own.
    pub of_record: bool,
    /// Only refusals.
    pub refused: bool,
    /// The start of the period.
    pub from: Timestamp,
    /// The end of the period, exclusive.
    pub until: Timestamp,
    /// Whether the oldest come first, instead of the latest.
    pub oldest_first: bool,
    /// Where the page begins or ends: at a row, given by its place in the chain.
    pub edge: Edge<i64>,
    /// The maximum number.
    pub limit: i64,
}

/// The index by which rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those in one patient's record.
    Patient,
    /// Those of one actor.
    Actor,
    /// Refusals.
    Refused,
    /// All rows, by time.
    Time,
}

/// The columns and joins of a [`Named`] row, before its conditions; with the parameters that name three deeds: an overbooking, a
/// cancellation, and an app's reading.
macro_rules! select_named {
    ($overbook:literal, $cancel:literal, $app:literal) => {
        concat!(
            "
        select seq, audit_event.at, audit_event.actor_id, action, entity, entity_id, audit_event.patient_id, part, basis, outcome, prev_hash, hash, times, version,
        case when action = ",
            $app,
            " then app.name else actor.full_name end as actor_name, patient.full_name as patient_name, practitioner.profession,
        given.reason
        from audit_event
        left join account actor on actor.id = audit_event.actor_id
        left join account patient on patient.id = audit_event.patient_id
        left join practitioner on practitioner.id = audit_event.actor_id
        left join app on entity = 'app' and app.id = audit_event.entity_id
        left join appointment_event given on given.appointment_id = audit_event.entity_id
        and outcome = 'done'
        and basis <> 'proxy'
        and given.actor_id = audit_event.actor_id
        and given.actor_id <> audit_event.patient_id
        and (
            (action = ",
            $overbook,
            " and given.from_status is null)
            or (action = ",
            $cancel,
            " and given.to_status = 'cancelled')
        )"
        )
    };
}

/// Forwards and backwards in time, beyond the second `$7` and the place `$8`, up to the second `$6`.
macro_rules! rows_by {
    ($key:literal) => {
        [rows_by!($key, "<", ">", ""), rows_by!($key, ">=", "<", " desc")]
    };
    ($key:literal, $until:literal, $beyond:literal, $way:literal) => {
        concat!(
            select_named!("$11", "$12", "$13"),
            "
        where ",
            $key,
            and_has_words!("name_word", "audit_event.actor_id", "$2".."$14", "$15".."$16", "$17".."$18"),
            and_has_words!("name_word", "audit_event.patient_id", "$3".."$19", "$20".."$21", "$22".."$23"),
            "
        and ($4 = '' or $4 like '% ' || action || ' %')
        and (not $5 or outcome in ('refused', 'not found', 'forbidden', 'not justified'))
        and audit_event.at ",
            $until,
            " $6
        and (audit_event.at, seq) ",
            $beyond,
            " ($7, $8)
        and (not $10 or outcome <> 'done' or action like '%.read' or action not like 'appointment.%')
        order by audit_event.at",
            $way,
            ", seq",
            $way,
            "
        limit $9"
        )
    };
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Patient, Self::Actor, Self::Refused, Self::Time];

    /// The SQL, forwards and backwards in time; the first argument is the person whose rows are wanted, or 0.
    #[must_use]
    pub fn sql(self) -> [&'static str; 2] {
        match self {
            Self::Patient => rows_by!("audit_event.patient_id = $1"),
            Self::Actor => rows_by!("audit_event.actor_id = $1"),
            Self::Refused => {
                rows_by!("outcome in ('refused', 'not found', 'forbidden', 'not justified') and cast($1 as bigint) = 0")
            }
            Self::Time => rows_by!("cast($1 as bigint) = 0"),
        }
    }
}

/// Matching rows in the order of the filter; within one second, in the order of the chain. A page that ends before a row is read
/// backwards from there, and returned in that order.
pub async fn search(conn: &mut Conn, filter: &AuditFilter) -> StorageResult<Vec<Named>> {
    let ascending = filter.oldest_first != filter.edge.is_backwards();
    let limits = limits(conn, filter, ascending).await?;
    let mut found = Vec::new();
    for (way, whose) in ways(conn, filter).await? {
        found.extend(by(conn, (way, whose), filter, ascending, limits).await?);
        found.sort_unstable_by_key(|row: &Named| (row.stored.written.at, row.stored.seq));
        if !ascending {
            found.reverse();
        }
        found.truncate(usize::try_from(filter.limit).unwrap_or_default());
    }
    Ok(found)
}

/// Finds a row by its place in the chain.
pub async fn find(conn: &mut Conn, seq: i64) -> StorageResult<Option<Named>> {
    const SQL: &str = concat!(
        select_named!("$2", "$3", "$4"),
        "
        where seq = $1"
    );
    Ok(on!(conn, c => sqlx::query_as(SQL)
        .bind(seq)
        .bind(Deed::AppointmentOverbook.as_str())
        .bind(Deed::AppointmentCancel.as_str())
        .bind(Deed::AppRead.as_str())
        .fetch_optional(c)
        .await)?)
}

/// The second up to which rows are wanted, and the second and place beyond which.
async fn limits(conn: &mut Conn, filter: &AuditFilter, ascending: bool) -> StorageResult<(i64, (i64, i64))> {
    const SQL: &str = "
        select at, seq
        from audit_event
        where seq = $1";
    let row: Option<(i64, i64)> = match filter.edge.row() {
        Some(seq) => on!(conn, c => sqlx::query_as(SQL).bind(seq).fetch_optional(c).await)?,
        None => None,
    };
    let (from, until) = (filter.from.as_second(), filter.until.as_second());
    Ok(if ascending {
        let first = (from.saturating_sub(1), i64::MAX);
        (until, row.map_or(first, |row| row.max(first)))
    } else {
        let last = (until, 0);
        (from, row.map_or(last, |row| row.min(last)))
    })
}

/// The index to use, and the people whose rows to find; empty if a name matches no one.
async fn ways(conn: &mut Conn, filter: &AuditFilter) -> StorageResult<Vec<(Way, i64)>> {
    if let Some(patient) = filter.of {
        // A record that was merged into this one has its own rows.
        let parts = parts(conn, patient).await?;
        return Ok([patient].into_iter().chain(parts).map(|patient| (Way::Patient, patient.0)).collect());
    }
    for (way, typed) in [(Way::Patient, &filter.patient), (Way::Actor, &filter.actor)] {
        if let Some(few) = few_named(conn, typed).await? {
            return Ok(few.into_iter().map(|id| (way, id.0)).collect());
        }
    }
    Ok(vec![(if filter.refused { Way::Refused } else { Way::Time }, 0)])
}

/// The accounts that match a typed name; `None` if nothing was typed or they are many.
async fn few_named(conn: &mut Conn, typed: &str) -> StorageResult<Option<Vec<AccountId>>> {
    if Prefixes::of(typed).is_none() {
        return Ok(None);
    }
    let ids = name::find(conn, typed, FEW + 1).await?;
    let are_few = i64::try_from(ids.len()).is_ok_and(|count| count <= FEW);
    Ok(are_few.then_some(ids))
}

async fn by(
    conn: &mut Conn,
    (way, whose): (Way, i64),
    filter: &AuditFilter,
    ascending: bool,
    (until, (beyond_at, beyond_seq)): (i64, (i64, i64)),
) -> StorageResult<Vec<Named>> {
    // The index has already selected the person.
    let typed = |of: Way, typed| name::bounds(if way == of { "" } else { typed });
    let [actor, actor_end, actor_second, actor_second_end, actor_third, actor_third_end] =
        typed(Way::Actor, &filter.actor);
    let [patient, patient_end, patient_second, patient_second_end, patient_third, patient_third_end] =
        typed(Way::Patient, &filter.patient);
    let [forwards, backwards] = way.sql();
    let sql = if ascending { forwards } else { backwards };
    Ok(on!(conn, c => sqlx::query_as(sql)
        .bind(whose)
        .bind(actor)
        .bind(patient)
        .bind(words(filter.area))
        .bind(filter.refused)
        .bind(until)
        .bind(beyond_at)
        .bind(beyond_seq)
        .bind(filter.limit)
        .bind(filter.of_record)
        .bind(Deed::AppointmentOverbook.as_str())
        .bind(Deed::AppointmentCancel.as_str())
        .bind(Deed::AppRead.as_str())
        .bind(actor_end)
        .bind(actor_second)
        .bind(actor_second_end)
        .bind(actor_third)
        .bind(actor_third_end)
        .bind(patient_end)
        .bind(patient_second)
        .bind(patient_second_end)
        .bind(patient_third)
        .bind(patient_third_end)
        .fetch_all(c)
        .await)?)
}

/// Every stored word of an area's deeds, separated by spaces; empty for any area.
fn words(area: Option<Area>) -> String {
    area.map(|area| format!(" {} ", Deed::stored_words(area).join(" "))).unwrap_or_default()
}
