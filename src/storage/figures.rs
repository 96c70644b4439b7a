//! The clinic's reports, counted by the database using indexes only.

use std::ops::Range;

use super::{
    cancellation::{cancelled_ahead, who_cancelled, why_cancelled},
    db::{Conn, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    cancellation::{Ahead, Who, Why},
    figures::{Scope, Weeks},
    visit_kind::VisitKind,
};

/// What became of the appointments with one key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// When they start, or the key of a practitioner, a centre or a service; `None` for the standard visit.
    pub key: Option<i64>,
    /// How many there are.
    pub booked: i64,
    /// How many took place.
    pub fulfilled: i64,
    /// How many were called off.
    pub cancelled: i64,
    /// How many were missed.
    pub missed: i64,
    /// Seconds that they take within working hours; a group counts once.
    pub taken: i64,
}

/// What appointments are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// When they start: weeks follow from that.
    Week,
    /// The practitioner.
    Practitioner,
    /// The centre.
    Centre,
    /// The kind of visit.
    Service,
}

/// Local time in seconds is UTC plus the offset of its interval, so weeks begin at midnight whatever the clocks do.
macro_rules! week {
    ($at:literal) => {
        concat!(
            "(",
            $at,
            " - $6 + case when ",
            $at,
            " < $7 then $8 when ",
            $at,
            " < $9 then $10 when ",
            $at,
            " < $11 then $12 else $13 end) / 604800"
        )
    };
}

/// Counts rows in the order of an index where there is one for the key, so that nothing is sorted.
macro_rules! counted_by {
    ($key:literal, $from:literal) => {
        concat!(
            "
        select ",
            $key,
            " as key, count(*) as booked,
            count(*) filter (where a.status = 'fulfilled') as fulfilled,
            count(*) filter (where a.status = 'cancelled') as cancelled,
            count(*) filter (where a.status = 'noshow') as missed,
            cast(coalesce(sum(a.ends_at - a.starts_at) filter (
                where a.status <> 'cancelled'
                and a.session_id is null
                and not a.overbooked
            ), 0) as bigint) as taken
        from ",
            $from,
            "
        and a.starts_at >= $1
        and a.starts_at < $2
        and a.status <> 'entered-in-error'
        and ($3 = 0 or a.practitioner_id = $3)
        and ($4 = 0 or a.centre_id = $4)
        and ($5 = 0 or coalesce(a.service_id, -1) = $5)
        group by 1"
        )
    };
}

macro_rules! groups_by {
    ($key:literal) => {
        concat!(
            "
        select ",
            $key,
            " as key, cast(coalesce(sum(g.ends_at - g.starts_at), 0) as bigint) as taken
        from (
            select distinct a.session_id, a.starts_at, a.ends_at, a.practitioner_id, a.centre_id, a.service_id
            from appointment a
            where a.starts_at >= $1
            and a.starts_at < $2
            and a.session_id is not null
            and not a.overbooked
            and a.status not in ('cancelled', 'entered-in-error')
            and ($3 = 0 or a.practitioner_id = $3)
            and ($4 = 0 or a.centre_id = $4)
            and ($5 = 0 or coalesce(a.service_id, -1) = $5)
        ) as g
        group by 1"
        )
    };
}

/// The arguments common to all statements.
macro_rules! of_part {
    ($query:expr, $period:expr, $scope:ident) => {
        $query
            .bind($period.start)
            .bind($period.end)
            .bind($scope.practitioner.map_or(0, |id| id.0))
            .bind($scope.centre.map_or(0, |id| id.0))
            .bind($scope.service.map_or(0, VisitKind::code))
    };
}

/// The arguments of a statement that counts by week.
macro_rules! bound {
    ($query:expr, $weeks:ident, $scope:ident) => {{
        let [first, second, third, last] = $weeks.stretches();
        of_part!($query, ($weeks.from()..$weeks.until()), $scope)
            .bind($weeks.first_midnight())
            .bind(first.0)
            .bind(first.1)
            .bind(second.0)
            .bind(second.1)
            .bind(third.0)
            .bind(third.1)
            .bind(last.1)
    }};
}

impl By {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Week, Self::Practitioner, Self::Centre, Self::Service];

    /// The SQL: all appointments, and the time of groups.
    #[must_use]
    pub fn sql(self) -> [&'static str; 2] {
        match self {
            Self::Week => [counted_by!("a.starts_at", "appointment a where true"), groups_by!("g.starts_at")],
            Self::Practitioner => [
                counted_by!(
                    "p.id",
                    "practitioner p
        cross join appointment a
        where ($3 = 0 or p.id = $3)
        and a.practitioner_id = p.id"
                ),
                groups_by!("g.practitioner_id"),
            ],
            Self::Centre => [counted_by!("a.centre_id", "appointment a where true"), groups_by!("g.centre_id")],
            Self::Service => [counted_by!("a.service_id", "appointment a where true"), groups_by!("g.service_id")],
        }
    }
}

/// Appointments that start within a period, except those entered in error. A key whose groups take time has a second row with that alone.
pub async fn counted(conn: &mut Conn, by: By, period: &Range<i64>, scope: Scope) -> StorageResult<Vec<Counted>> {
    let [all, groups] = by.sql();
    let mut rows: Vec<Counted> = on!(&mut *conn, c => of_part!(sqlx::query_as(all), period, scope).fetch_all(c).await)?;
    let groups: Vec<(Option<i64>, i64)> =
        on!(conn, c => of_part!(sqlx::query_as(groups), period, scope).fetch_all(c).await)?;
    rows.extend(groups.into_iter().map(|(key, taken)| Counted { key, taken, ..Counted::default() }));
    Ok(rows)
}

/// Cancellations of one kind, and their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// Who cancelled.
    pub who: Who,
    /// How long before the start.
    pub ahead: Ahead,
    /// The reason that was chosen.
    pub why: Why,
    /// The number of appointments.
    pub count: i64,
}

/// The SQL that counts cancellations; public so that tests can check its query plan.
pub const CANCELLED: &str = concat!(
    "
        select who, ahead, why, count(*) filter (where is_recent), count(*) filter (where not is_recent)
        from (
            select a.starts_at >= $6 as is_recent,",
    who_cancelled!(),
    " as who,",
    cancelled_ahead!(),
    " as ahead,",
    why_cancelled!(),
    " as why
            from appointment a
            join appointment_event e on e.appointment_id = a.id and e.to_status = 'cancelled'
            where a.starts_at >= $1
            and a.starts_at < $2
            and a.status = 'cancelled'
            and ($3 = 0 or a.practitioner_id = $3)
            and ($4 = 0 or a.centre_id = $4)
            and ($5 = 0 or coalesce(a.service_id, -1) = $5)
        ) as called_off
        group by who, ahead, why"
);

/// The cancelled appointments of the weeks and of a period that ends where they begin, by who cancelled them, how long before and why.
pub async fn cancelled(
    conn: &mut Conn,
    weeks: &Weeks,
    past: &Weeks,
    scope: Scope,
) -> StorageResult<[Vec<Cancelled>; 2]> {
    let period = past.from()..weeks.until();
    let rows: Vec<(String, String, String, i64, i64)> =
        on!(conn, c => of_part!(sqlx::query_as(CANCELLED), period, scope).bind(weeks.from()).fetch_all(c).await)?;
    let mut found = [Vec::new(), Vec::new()];
    for (who, ahead, why, recent, earlier) in rows {
        let who = who.parse().map_err(StorageError::inconsistent("appointment_event", "actor_id", 0))?;
        let ahead = ahead.parse().map_err(StorageError::inconsistent("appointment_event", "at", 0))?;
        let why = why.parse().map_err(StorageError::inconsistent("appointment_event", "reason", 0))?;
        for (of, count) in found.iter_mut().zip([recent, earlier]) {
            if count > 0 {
                of.push(Cancelled { who, ahead, why, count });
            }
        }
    }
    Ok(found)
}

/// The whole clinic's new patients, by the week in which their account was created.
const JOINED: &str = concat!(
    "
        select ",
    week!("a.created_at"),
    " as week, count(*) as count
        from account a
        join patient p on p.id = a.id
        where a.created_at >= $1
        and a.created_at < $2
        and $3 + $4 + $5 is not null
        group by 1"
);

/// Patients whose first appointment in a part of the clinic is in the period, by week.
const FIRST: &str = concat!(
    "
        select ",
    week!("n.starts_at"),
    " as week, count(*) as count
        from (
            select min(a.starts_at) as starts_at
            from appointment a
            where a.starts_at >= $1
            and a.starts_at < $2
            and a.status not in ('cancelled', 'entered-in-error')
            and ($3 = 0 or a.practitioner_id = $3)
            and ($4 = 0 or a.centre_id = $4)
            and ($5 = 0 or coalesce(a.service_id, -1) = $5)
            and not exists (
                select 1
                from appointment b
                where b.patient_id = a.patient_id
                and b.starts_at < $1
                and b.status not in ('cancelled', 'entered-in-error')
                and ($3 = 0 or b.practitioner_id = $3)
                and ($4 = 0 or b.centre_id = $4)
                and ($5 = 0 or coalesce(b.service_id, -1) = $5)
            )
            group by a.patient_id
        ) as n
        group by 1"
);

/// Ratings and the sum of their stars, by week.
const RATED: &str = concat!(
    "
        select ",
    week!("r.rated_at"),
    " as week, count(*) as count, cast(sum(r.stars) as bigint) as stars
        from rating r
        where r.rated_at >= $1
        and r.rated_at < $2
        and ($3 = 0 or r.practitioner_id = $3)
        and ($4 = 0 or r.centre_id = $4)
        and $5 is not null
        group by 1"
);

/// The SQL that counts new patients and ratings by week; public so that tests can check its query plans.
pub const BY_WEEK: [&str; 3] = [JOINED, FIRST, RATED];

/// The number of new patients per week: for the whole clinic, those whose account was created then; for a part of it, those whose
/// first appointment there is then.
pub async fn new_patients(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> StorageResult<Vec<(i64, i64)>> {
    let sql = if scope == Scope::default() { JOINED } else { FIRST };
    Ok(on!(conn, c => bound!(sqlx::query_as(sql), weeks, scope).fetch_all(c).await)?)
}

/// The number of ratings and the sum of their stars per week, for one practitioner or centre if named.
pub async fn ratings(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> StorageResult<Vec<(i64, i64, i64)>> {
    Ok(on!(conn, c => bound!(sqlx::query_as(RATED), weeks, scope).fetch_all(c).await)?)
}

/// How many requests on the waiting list the named practitioner, centre or service could meet; all of them if none is named.
pub async fn waiting(conn: &mut Conn, scope: Scope) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from waitlist_entry
        where status = 'waiting'
        and ($1 = 0 or practitioner_id = $1)
        and ($2 = 0 or centre_id = $2)
        and ($3 = 0 or coalesce(service_id, -1) = $3)";
    Ok(on!(conn, c => sqlx::query_scalar(SQL)
        .bind(scope.practitioner.map_or(0, |id| id.0))
        .bind(scope.centre.map_or(0, |id| id.0))
        .bind(scope.service.map_or(0, VisitKind::code))
        .fetch_one(c)
        .await)?)
}

/// The names of practitioners, centres or services, by key.
pub async fn names(conn: &mut Conn, by: By) -> StorageResult<Vec<(i64, String)>> {
    const PRACTITIONERS: &str = "
        select a.id, a.full_name
        from practitioner p
        join account a on a.id = p.id";
    let sql = match by {
        By::Week => return Ok(Vec::new()),
        By::Practitioner => PRACTITIONERS,
        By::Centre => "select id, name from centre",
        By::Service => "select id, name from healthcare_service",
    };
    Ok(on!(conn, c => sqlx::query_as(sql).fetch_all(c).await)?)
}
