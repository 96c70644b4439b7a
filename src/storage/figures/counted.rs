//! Appointments of a period, counted by week or by parts of the clinic.

use std::ops::Range;

use crate::{
    domain::{figures::Scope, visit_kind::VisitKind},
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
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

/// The part of the clinic whose index leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// A practitioner's.
    Practitioner,
    /// A centre's.
    Centre,
    /// A service's.
    Service,
    /// Standard visits.
    Standard,
}

impl Part {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::All, Self::Practitioner, Self::Centre, Self::Service, Self::Standard];

    /// The one with the fewest rows.
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        match scope {
            Scope { practitioner: Some(_), .. } => Self::Practitioner,
            Scope { centre: Some(_), .. } => Self::Centre,
            Scope { service: Some(VisitKind::Service(_)), .. } => Self::Service,
            Scope { service: Some(VisitKind::Standard), .. } => Self::Standard,
            Scope { .. } => Self::All,
        }
    }
}

impl By {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Week, Self::Practitioner, Self::Centre, Self::Service];

    /// The SQL for all appointments of a part.
    #[must_use]
    pub fn sql(self, part: Part) -> Vec<&'static str> {
        match (self, part) {
            (Self::Practitioner, Part::All) => {
                vec![counted_by!("p.id", "practitioner p cross join appointment a where a.practitioner_id = p.id")]
            }
            (Self::Centre, Part::All) => vec![counted_by!(
                "c.id",
                "centre c cross join appointment a where a.centre_id = c.id and a.centre_id > 0"
            )],
            (Self::Service, Part::All) => vec![
                counted_by!(
                    "s.id",
                    "healthcare_service s cross join appointment a where a.service_id = s.id and a.service_id > 0"
                ),
                counted_by!("a.service_id", "appointment a where a.service_id is null"),
            ],
            (Self::Week, _) => vec![in_part!(part, counted_by, "a.starts_at")],
            (Self::Practitioner, _) => vec![in_part!(part, counted_by, "a.practitioner_id")],
            (Self::Centre, _) => vec![in_part!(part, counted_by, "a.centre_id")],
            (Self::Service, _) => vec![in_part!(part, counted_by, "a.service_id")],
        }
    }

    /// The SQL for the time that groups take.
    #[must_use]
    pub fn groups(self) -> &'static str {
        match self {
            Self::Week => groups_by!("g.starts_at"),
            Self::Practitioner => groups_by!("g.practitioner_id"),
            Self::Centre => groups_by!("g.centre_id"),
            Self::Service => groups_by!("g.service_id"),
        }
    }
}

/// Appointments that start within a period, except those entered in error. A key whose groups take time has a second row with that alone.
pub async fn counted(conn: &mut Conn, by: By, period: &Range<i64>, scope: Scope) -> StorageResult<Vec<Counted>> {
    let mut rows: Vec<Counted> = Vec::new();
    for sql in by.sql(Part::of(scope)) {
        let found: Vec<Counted> =
            on!(&mut *conn, c => of_part!(sqlx::query_as(sql), period, scope).fetch_all(c).await)?;
        rows.extend(found);
    }
    let groups: Vec<(Option<i64>, i64)> =
        on!(conn, c => of_part!(sqlx::query_as(by.groups()), period, scope).fetch_all(c).await)?;
    rows.extend(groups.into_iter().map(|(key, taken)| Counted { key, taken, ..Counted::default() }));
    Ok(rows)
}
