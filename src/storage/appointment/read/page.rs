//! All appointments, filtered, page by page. Each query uses the index that leads to the fewest rows in the required order.

/// The conditions of a filter.
macro_rules! matching {
    ($key:expr, $words:literal) => {
        concat!(
            "
        where ",
            $key,
            "
        and a.starts_at >= $1
        and a.starts_at < $2",
            matching_besides!($words)
        )
    };
}

/// All of them but the key and the period.
macro_rules! matching_besides {
    ($words:literal) => {
        concat!(
            "
        and (a.status = $3 or ($3 = '' and a.status <> 'entered-in-error'))
        and ($4 = 0 or a.centre_id = $4)
        and ($5 = 0 or a.practitioner_id = $5)
        and ($6 = 0 or coalesce(a.service_id, -1) = $6)",
            and_has_words!($words, "a.patient_id", "$7".."$8", "$9".."$10", "$11".."$12"),
            is_cancelled_like!("$13"),
            "
        and ($14 = 0 or (a.status not in ('cancelled', 'entered-in-error') and not exists (
            select 1
            from appointment b
            where b.patient_id = a.patient_id
            and (b.starts_at, b.id) < (a.starts_at, a.id)
            and b.status not in ('cancelled', 'entered-in-error')
            and ($15 = 0 or b.practitioner_id = $15)
            and ($16 = 0 or b.centre_id = $16)
            and ($17 = 0 or coalesce(b.service_id, -1) = $17)
        )))"
        )
    };
}

/// The arguments common to all three statements.
macro_rules! bound {
    ($sql:expr, $query:ident, $filter:ident, $words:ident) => {{
        let [first, second, third] = bounds(&$words);
        let here = $filter.first.unwrap_or_default();
        sqlx::$query($sql)
            .bind($filter.from.unwrap_or(-EVER))
            .bind($filter.until.unwrap_or(EVER))
            .bind($filter.status.map_or("", Status::as_str))
            .bind($filter.centre.map_or(0, |id| id.0))
            .bind($filter.practitioner.map_or(0, |id| id.0))
            .bind($filter.service.map_or(0, VisitKind::code))
            .bind(first.0)
            .bind(first.1)
            .bind(second.0)
            .bind(second.1)
            .bind(third.0)
            .bind(third.1)
            .bind(pattern($filter.cancelled))
            .bind(i64::from($filter.first.is_some()))
            .bind(here.practitioner.map_or(0, |id| id.0))
            .bind(here.centre.map_or(0, |id| id.0))
            .bind(here.service.map_or(0, VisitKind::code))
    }};
}

mod by_name;
mod by_time;
mod place;

use self::by_time::{EVER, select, way};
pub use self::{
    by_name::by_patient,
    by_time::{AppointmentFilter, MOST_COUNTED, Way, count},
    place::Place,
};
use super::row::{Appointment, AppointmentRow, convert};
use crate::{
    domain::ordering::AppointmentColumn,
    storage::{
        account::typed_words,
        db::{Conn, on},
        error::StorageResult,
    },
};

/// A page of appointments. One that ends before a row is read backwards from there, and returned in that order.
pub async fn page(conn: &mut Conn, filter: &AppointmentFilter) -> StorageResult<Vec<Appointment>> {
    let descending = filter.latest_first != filter.edge.is_backwards();
    let start = start(conn, filter).await?;
    if filter.by != AppointmentColumn::When {
        return by_name::page(conn, filter, start, descending).await;
    }
    let words = typed_words(&filter.patient);
    let [soonest, latest, _] = way(conn, &words, filter).await?.sql(filter.found_by);
    let sql = if descending { latest } else { soonest };
    let first = if descending { (EVER, 0) } else { (-EVER, 0) };
    select(conn, sql, filter, start.map_or(first, |place| (place.at, place.id))).await
}

/// What the page follows; `None` if it begins with the first row.
async fn start(conn: &mut Conn, filter: &AppointmentFilter) -> StorageResult<Option<Place>> {
    const SQL: &str = select_appointment!(
        "
        where a.id = $1"
    );
    if filter.place.is_some() {
        return Ok(filter.place.clone());
    }
    let Some(row) = filter.edge.row() else { return Ok(None) };
    let found: Vec<AppointmentRow> = on!(conn, c => sqlx::query_as(SQL).bind(row.0).fetch_all(c).await)?;
    Ok(convert(found)?.first().map(|one| Place::of(one, filter.by)))
}
