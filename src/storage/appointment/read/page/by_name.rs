//! Appointments sorted by name or status. If few match, they are read and sorted. If many match, a page is soon full: patients are
//! walked by the index of their names; practitioners, centres and statuses, of which there are few, are queried one after another.

use super::{
    by_time::{AppointmentFilter, EVER, MOST_COUNTED, Way, select, way},
    place::{Place, place_of},
};
use crate::{
    domain::{
        appointment::Status,
        ids::{CentreId, PractitionerId},
        ordering::AppointmentColumn,
        text::search_key,
        visit_kind::VisitKind,
    },
    storage::{
        account::{FoundBy, bounds, typed_words},
        appointment::read::row::{Appointment, AppointmentRow, convert},
        cancellation::{is_cancelled_like, pattern},
        db::{Conn, on},
        error::StorageResult,
        name::and_has_words,
    },
};

/// By patients' names, forwards and backwards. The tables are joined in the order written.
macro_rules! walked {
    ($words:literal, $bound:literal, $follows:literal, $way:literal) => {
        concat!(
            select_appointment!(""),
            "
        where a.id in (
            select a.id
            from account n
            cross join appointment a",
            matching!("a.patient_id = n.id", $words),
            "
            and n.search_name ",
            $bound,
            " $21
            and (n.search_name, n.id, a.starts_at, a.id) ",
            $follows,
            " ($21, $22, $18, $19)
            order by n.search_name",
            $way,
            ", n.id",
            $way,
            ", a.starts_at",
            $way,
            ", a.id",
            $way,
            "
            limit $20
        )
        order by p.search_name",
            $way,
            ", a.patient_id",
            $way,
            ", a.starts_at",
            $way,
            ", a.id",
            $way
        )
    };
}

/// The SQL for appointments by patients' names, forwards and backwards.
#[must_use]
pub fn by_patient(by: FoundBy) -> [&'static str; 2] {
    match by {
        FoundBy::Name => [walked!("name_word", ">=", ">", ""), walked!("name_word", "<=", "<", " desc")],
        FoundBy::Everything => [walked!("account_word", ">=", ">", ""), walked!("account_word", "<=", "<", " desc")],
    }
}

/// A page by name, after a place.
pub(super) async fn page(
    conn: &mut Conn,
    filter: &AppointmentFilter,
    start: Option<Place>,
    descending: bool,
) -> StorageResult<Vec<Appointment>> {
    let by = filter.by;
    let words = typed_words(&filter.patient);
    let shortest = way(conn, &words, filter).await?;
    let [soonest, ..] = shortest.sql(filter.found_by);
    let all = AppointmentFilter { limit: MOST_COUNTED + 1, ..filter.clone() };
    let matching = select(conn, soonest, &all, (-EVER, 0)).await?;
    let shown = usize::try_from(filter.limit).unwrap_or(0);
    if matching.len() <= usize::try_from(MOST_COUNTED).unwrap_or(0) {
        return Ok(sorted(matching, by, start.as_ref(), descending).into_iter().take(shown).collect());
    }
    match by {
        AppointmentColumn::Patient => patients(conn, filter, start, descending).await,
        _ => groups(conn, filter, start, descending).await,
    }
}

fn sorted(all: Vec<Appointment>, by: AppointmentColumn, start: Option<&Place>, descending: bool) -> Vec<Appointment> {
    let mut placed: Vec<(Place, Appointment)> = all.into_iter().map(|one| (Place::of(&one, by), one)).collect();
    placed.retain(|(place, _)| start.is_none_or(|start| place.follows(start, descending)));
    placed.sort_by(|(one, _), (other, _)| if descending { other.cmp(one) } else { one.cmp(other) });
    placed.into_iter().map(|(_, one)| one).collect()
}

async fn patients(
    conn: &mut Conn,
    filter: &AppointmentFilter,
    start: Option<Place>,
    descending: bool,
) -> StorageResult<Vec<Appointment>> {
    const LAST: &str = "select coalesce(max(search_name), '') from account";
    let words = typed_words(&filter.patient);
    let [forwards, backwards] = by_patient(filter.found_by);
    let sql = if descending { backwards } else { forwards };
    let start = match start {
        Some(start) => start,
        None if descending => {
            let name: String = on!(&mut *conn, c => sqlx::query_scalar(LAST).fetch_one(c).await)?;
            Place { name, of: i64::MAX, at: EVER, id: 0 }
        }
        None => Place { at: -EVER, ..Place::default() },
    };
    let rows: Vec<AppointmentRow> = on!(conn, c => bound!(sql, query_as, filter, words)
        .bind(start.at)
        .bind(start.id)
        .bind(filter.limit)
        .bind(start.name)
        .bind(start.of)
        .fetch_all(c)
        .await)?;
    convert(rows)
}

/// Reads one practitioner, centre or status after another.
async fn groups(
    conn: &mut Conn,
    filter: &AppointmentFilter,
    start: Option<Place>,
    descending: bool,
) -> StorageResult<Vec<Appointment>> {
    let words = typed_words(&filter.patient);
    let first = if descending { (EVER, 0) } else { (-EVER, 0) };
    let mut all = match filter.by {
        AppointmentColumn::Status => statuses(filter),
        _ => names(conn, filter).await?,
    };
    all.sort_unstable();
    if descending {
        all.reverse();
    }
    let mut found: Vec<Appointment> = Vec::new();
    for (name, id) in all {
        let mut from = first;
        if let Some(start) = &start {
            let (here, there) = ((name.as_str(), id), (start.name.as_str(), start.of));
            let is_over = if descending { here > there } else { here < there };
            if is_over {
                continue;
            }
            if here == there {
                from = (start.at, start.id);
            }
        }
        let limit = filter.limit - i64::try_from(found.len()).unwrap_or(filter.limit);
        if limit <= 0 {
            break;
        }
        let mut group = AppointmentFilter { limit, ..filter.clone() };
        let group_way = match filter.by {
            AppointmentColumn::Status => {
                group.status = Status::ALL.into_iter().find(|status| place_of(*status) == id);
                way(conn, &words, &group).await?
            }
            AppointmentColumn::Centre => {
                group.centre = Some(CentreId(id));
                Way::Centre
            }
            _ => {
                group.practitioner = Some(PractitionerId(id));
                Way::Practitioner
            }
        };
        let [soonest, latest, _] = group_way.sql(filter.found_by);
        let sql = if descending { latest } else { soonest };
        found.extend(select(conn, sql, &group, from).await?);
    }
    Ok(found)
}

/// The statuses that the filter admits, without names.
fn statuses(filter: &AppointmentFilter) -> Vec<(String, i64)> {
    let is_admitted = |status: &Status| match filter.status {
        Some(asked) => *status == asked,
        None => *status != Status::EnteredInError,
    };
    Status::ALL.into_iter().filter(is_admitted).map(|status| (String::new(), place_of(status))).collect()
}

/// The practitioners or centres that the filter admits: search names and keys.
async fn names(conn: &mut Conn, filter: &AppointmentFilter) -> StorageResult<Vec<(String, i64)>> {
    const PRACTITIONERS: &str = "
        select n.full_name, n.id
        from practitioner r
        join account n on n.id = r.id
        where ($1 = 0 or r.id = $1)";
    const CENTRES: &str = "
        select c.name, c.id
        from centre c
        where ($1 = 0 or c.id = $1)";
    let (sql, one) = match filter.by {
        AppointmentColumn::Centre => (CENTRES, filter.centre.map_or(0, |id| id.0)),
        _ => (PRACTITIONERS, filter.practitioner.map_or(0, |id| id.0)),
    };
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(sql).bind(one).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(name, id)| (search_key(&name), id)).collect())
}
