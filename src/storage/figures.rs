//! The clinic's reports, counted by the database using indexes only.

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

/// A statement for whichever part of the clinic is asked for, each by its own index.
macro_rules! in_part {
    ($part:expr, $sql:ident $(, $key:literal)?) => {
        match $part {
            Part::All => $sql!($($key,)? "appointment a where true"),
            Part::Practitioner => $sql!($($key,)? "appointment a where a.practitioner_id = $3"),
            Part::Centre => $sql!($($key,)? "appointment a where a.centre_id = $4 and a.centre_id > 0"),
            Part::Service => $sql!($($key,)? "appointment a where a.service_id = $5 and a.service_id > 0"),
            Part::Standard => $sql!($($key,)? "appointment a where a.service_id is null"),
        }
    };
}

mod counted;

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    cancellation::{Ahead, Kind, Who, Why},
    figures::{Scope, Weeks},
    visit_kind::VisitKind,
};

pub use self::counted::{By, Counted, Part, counted};

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
pub const CANCELLED: &str = "
        select
            a.cancelled_how,
            count(*) filter (where a.starts_at >= $6),
            count(*) filter (where a.starts_at < $6)
        from appointment a
        where a.starts_at >= $1
        and a.starts_at < $2
        and a.status = 'cancelled'
        and a.cancelled_how is not null
        and ($3 = 0 or a.practitioner_id = $3)
        and ($4 = 0 or a.centre_id = $4)
        and ($5 = 0 or coalesce(a.service_id, -1) = $5)
        group by a.cancelled_how";

/// The cancelled appointments of the weeks and of a period that ends where they begin, by who cancelled them, how long before and why.
pub async fn cancelled(
    conn: &mut Conn,
    weeks: &Weeks,
    past: &Weeks,
    scope: Scope,
) -> StorageResult<[Vec<Cancelled>; 2]> {
    let period = past.from()..weeks.until();
    let rows: Vec<(String, i64, i64)> =
        on!(conn, c => of_part!(sqlx::query_as(CANCELLED), period, scope).bind(weeks.from()).fetch_all(c).await)?;
    let mut found = [Vec::new(), Vec::new()];
    for (how, recent, earlier) in rows {
        let Some(Kind { who: Some(who), ahead: Some(ahead), why: Some(why) }) = Kind::parse(&how) else {
            return Err(StorageError::inconsistent("appointment", "cancelled_how", 0)(how));
        };
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
macro_rules! first {
    ($from:literal) => {
        concat!(
            "
        select ",
            week!("n.starts_at"),
            " as week, count(*) as count
        from (
            select a.patient_id, min(a.starts_at) as starts_at
            from ",
            $from,
            "
            and a.starts_at >= $1
            and a.starts_at < $2
            and a.status not in ('cancelled', 'entered-in-error')
            and ($3 = 0 or a.practitioner_id = $3)
            and ($4 = 0 or a.centre_id = $4)
            and ($5 = 0 or coalesce(a.service_id, -1) = $5)
            group by a.patient_id
        ) as n
        where not exists (
            select 1
            from appointment b
            where b.patient_id = n.patient_id
            and b.starts_at < $1
            and b.status not in ('cancelled', 'entered-in-error')
            and ($3 = 0 or b.practitioner_id = $3)
            and ($4 = 0 or b.centre_id = $4)
            and ($5 = 0 or coalesce(b.service_id, -1) = $5)
        )
        group by 1"
        )
    };
}

/// The SQL that counts first visits in a part of the clinic by week.
#[must_use]
pub fn first_visits(part: Part) -> &'static str {
    in_part!(part, first)
}

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

/// The SQL that counts the clinic's new patients and ratings by week; public so that tests can check its query plans.
pub const BY_WEEK: [&str; 2] = [JOINED, RATED];

/// The number of new patients per week: for the whole clinic, those whose account was created then; for a part of it, those whose
/// first appointment there is then.
pub async fn new_patients(conn: &mut Conn, weeks: &Weeks, scope: Scope) -> StorageResult<Vec<(i64, i64)>> {
    let sql = if scope == Scope::default() { JOINED } else { first_visits(Part::of(scope)) };
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
