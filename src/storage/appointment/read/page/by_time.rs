//! Appointments sorted by time. Each query uses the index that leads to the fewest rows in that order.

use super::place::Place;
use crate::{
    domain::{
        appointment::Status,
        cancellation::Kind,
        figures::Scope,
        ids::{AppointmentId, CentreId, PractitionerId},
        ordering::{AppointmentColumn, Edge},
        visit_kind::VisitKind,
    },
    storage::{
        account::{FoundBy, bounds, few_with, typed_words},
        appointment::read::row::{Appointment, AppointmentRow, convert},
        cancellation::{is_cancelled_like, pattern},
        db::{Conn, on},
        error::StorageResult,
        name::and_has_words,
    },
};

/// If the typed name matches at most this many people, their appointments are looked up and sorted.
const FEW: i64 = 200;

/// How many matches are counted; above it, only the fact that there are more is known.
pub const MOST_COUNTED: i64 = 1_000;

/// Before and after any appointment, in UTC seconds.
pub(super) const EVER: i64 = 1 << 60;

/// Which appointments a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppointmentFilter {
    /// Only those that start at or after this (UTC seconds).
    pub from: Option<i64>,
    /// Only those that start before this.
    pub until: Option<i64>,
    /// Only with this status; without one, all but those entered in error.
    pub status: Option<Status>,
    /// Only here.
    pub centre: Option<CentreId>,
    /// Only with them.
    pub practitioner: Option<PractitionerId>,
    /// Only these visits.
    pub service: Option<VisitKind>,
    /// Only those cancelled in this way.
    pub cancelled: Option<Kind>,
    /// Only each patient's first one in this part of the clinic that was not cancelled.
    pub first: Option<Scope>,
    /// Prefixes of words that find the patient; empty for all.
    pub patient: String,
    /// The words by which patients are found.
    pub found_by: FoundBy,
    /// The sort column.
    pub by: AppointmentColumn,
    /// Whether the order is descending.
    pub latest_first: bool,
    /// Where the page begins or ends.
    pub edge: Edge<AppointmentId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<Place>,
    /// How many to return.
    pub limit: i64,
}

/// The index by which rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those of a few patients.
    Patient,
    /// Those of a practitioner.
    Practitioner,
    /// Those of a service.
    Service,
    /// Standard visits.
    Standard,
    /// By a status that few appointments have.
    Status,
    /// Those at a centre.
    Centre,
    /// Cancelled ones.
    Cancelled,
    /// Each patient's first one that was not cancelled.
    First,
    /// All, by time.
    Time,
}

/// Three statements: earliest first, latest first, and the count.
macro_rules! by {
    ($words:literal, $key:expr) => {
        [
            concat!(
                select_appointment!(""),
                matching!($key, $words),
                "
        and (a.starts_at, a.id) > ($18, $19)
        order by a.starts_at, a.id
        limit $20"
            ),
            concat!(
                select_appointment!(""),
                matching!($key, $words),
                "
        and (a.starts_at, a.id) < ($18, $19)
        order by a.starts_at desc, a.id desc
        limit $20"
            ),
            concat!(
                "
        select count(*)
        from (
            select a.id
            from appointment a",
                matching!($key, $words),
                "
            limit $18
        ) as found"
            ),
        ]
    };
}

/// The keys of each patient's first appointments. Of several at the same time, the filter keeps one. The plus signs keep SQLite from
/// walking a patient's whole period instead of going straight to that time.
macro_rules! firsts {
    ($words:literal) => {
        concat!(
            "
            select a.id
            from patient q
            cross join appointment a
            where a.patient_id = q.id
            and a.status not in ('cancelled', 'entered-in-error')
            and a.starts_at = (
                select b.starts_at
                from appointment b
                where b.patient_id = q.id
                and b.status not in ('cancelled', 'entered-in-error')
                order by b.starts_at
                limit 1
            )
            and +a.starts_at >= $1
            and +a.starts_at < $2",
            matching_besides!($words)
        )
    };
}

/// A page of them: only its own rows are read.
macro_rules! first_page {
    ($words:literal, $follows:literal, $way:literal) => {
        concat!(
            select_appointment!(""),
            "
        where a.id in (",
            firsts!($words),
            "
            and (+a.starts_at, a.id) ",
            $follows,
            " ($18, $19)
            order by a.starts_at",
            $way,
            ", a.id",
            $way,
            "
            limit $20
        )
        order by a.starts_at",
            $way,
            ", a.id",
            $way
        )
    };
}

/// The statements for one way of finding rows, with the table of patients' words.
macro_rules! statements {
    ($way:ident, $words:literal) => {
        match $way {
            Self::Patient => by!(
                $words,
                concat!("a.patient_id in (select d.account_id from ", $words, " d where d.word >= $7 and d.word < $8)")
            ),
            Self::Practitioner => by!($words, "a.practitioner_id = $5"),
            Self::Service => by!($words, "a.service_id = $6 and a.service_id > 0"),
            Self::Standard => by!($words, "a.service_id is null"),
            Self::Status => by!(
                $words,
                "a.status in ('pending', 'arrived', 'checked-in', 'noshow', 'entered-in-error') and a.status = $3"
            ),
            Self::Centre => by!($words, "a.centre_id = $4 and a.centre_id > 0"),
            Self::Cancelled => by!($words, "a.status = 'cancelled'"),
            Self::First => [
                first_page!($words, ">", ""),
                first_page!($words, "<", " desc"),
                concat!(
                    "
        select count(*)
        from (",
                    firsts!($words),
                    "
            limit $18
        ) as found"
                ),
            ],
            Self::Time => by!($words, "a.id > 0"),
        }
    };
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 9] = [
        Self::Patient,
        Self::Practitioner,
        Self::Service,
        Self::Standard,
        Self::Status,
        Self::Centre,
        Self::Cancelled,
        Self::First,
        Self::Time,
    ];

    /// The SQL: earliest first, latest first, and the count. Each index's own condition is repeated beside its key.
    #[must_use]
    pub fn sql(self, by: FoundBy) -> [&'static str; 3] {
        match by {
            FoundBy::Name => statements!(self, "name_word"),
            FoundBy::Everything => statements!(self, "account_word"),
        }
    }
}

/// The appointments that follow a start and a key.
pub(super) async fn select(
    conn: &mut Conn,
    sql: &'static str,
    filter: &AppointmentFilter,
    (at, id): (i64, i64),
) -> StorageResult<Vec<Appointment>> {
    let words = typed_words(&filter.patient);
    let rows: Vec<AppointmentRow> = on!(conn, c => bound!(sql, query_as, filter, words)
        .bind(at)
        .bind(id)
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    convert(rows)
}

/// The number of matches, counted up to [`MOST_COUNTED`].
pub async fn count(conn: &mut Conn, filter: &AppointmentFilter) -> StorageResult<i64> {
    let words = typed_words(&filter.patient);
    let [.., sql] = way(conn, &words, filter).await?.sql(filter.found_by);
    Ok(on!(conn, c => bound!(sql, query_scalar, filter, words).bind(MOST_COUNTED + 1).fetch_one(c).await)?)
}

pub(super) async fn way(conn: &mut Conn, words: &[String], filter: &AppointmentFilter) -> StorageResult<Way> {
    if let Some(word) = words.first()
        && few_with(conn, filter.found_by, word, FEW).await?
    {
        return Ok(Way::Patient);
    }
    let is_rare = |status| !matches!(status, Status::Booked | Status::Fulfilled | Status::Cancelled);
    Ok(match filter {
        AppointmentFilter { practitioner: Some(_), .. } => Way::Practitioner,
        AppointmentFilter { status: Some(status), .. } if is_rare(*status) => Way::Status,
        AppointmentFilter { service: Some(VisitKind::Service(_)), .. } => Way::Service,
        AppointmentFilter { service: Some(VisitKind::Standard), .. } => Way::Standard,
        AppointmentFilter { centre: Some(_), .. } => Way::Centre,
        AppointmentFilter { status: Some(Status::Cancelled), .. } | AppointmentFilter { cancelled: Some(_), .. } => {
            Way::Cancelled
        }
        AppointmentFilter { first: Some(part), .. } if *part == Scope::default() => Way::First,
        _ => Way::Time,
    })
}
