//! The list of applications, page by page, with an index for each order.

use super::{Application, Row, select_application};
use crate::{
    domain::{
        application::ApplicationStatus,
        ids::ApplicationId,
        ordering::{ApplicationColumn, Edge, Order},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        folded::patterns,
    },
};

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct ApplicationFilter {
    /// Prefixes of words in the applicant's name; empty for anyone.
    pub name: String,
    /// Their profession; empty for any.
    pub profession: String,
    /// Sent at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Sent before this instant.
    pub until: Option<i64>,
    /// Only with this status.
    pub status: Option<ApplicationStatus>,
    /// The sort order.
    pub order: Order<ApplicationColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<ApplicationId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<String>,
    /// How many to return.
    pub limit: i64,
}

/// Forwards and backwards, from the row with the key `$2`, whose value is `$3`; with the key 0, from the first. There are few
/// enough to walk them in order until a page is full, and the plus keeps the planner to that order's own index.
macro_rules! sorted_by {
    ($key:literal, $from:literal) => {
        [sorted_by!($key, $from, ">", ""), sorted_by!($key, $from, "<", " desc")]
    };
    ($key:literal, $from:literal, $follows:literal, $way:literal) => {
        concat!(
            select_application!(
                "
        where (a.status = $1 or $1 = '')"
            ),
            "
        and ($5 = '' or ' ' || a.search_name like $5)
        and ($6 = '' or ' ' || a.search_name like $6)
        and ($7 = '' or ' ' || a.search_name like $7)
        and ($8 = '' or a.profession = $8)
        and +a.created_at >= $9
        and +a.created_at < $10
        and ($2 = 0 or (",
            $key,
            ", a.id) ",
            $follows,
            " (",
            $from,
            ", $2))
        order by ",
            $key,
            $way,
            ", a.id",
            $way,
            "
        limit $4"
        )
    };
}

/// The SQL for a page, forwards and backwards.
#[must_use]
pub fn rows_by(by: ApplicationColumn) -> [&'static str; 2] {
    match by {
        ApplicationColumn::Changed => sorted_by!("a.changed_at", "cast($3 as bigint)"),
        ApplicationColumn::Sent => sorted_by!("a.created_at", "cast($3 as bigint)"),
        ApplicationColumn::Name => sorted_by!("lower(a.full_name)", "lower($3)"),
        ApplicationColumn::Profession => sorted_by!("lower(a.profession)", "lower($3)"),
    }
}

/// A page of applications. One that ends before a row is read backwards from there, and returned in that order.
pub async fn page(conn: &mut Conn, filter: &ApplicationFilter) -> StorageResult<Vec<Application>> {
    let value = match filter.order.by {
        ApplicationColumn::Changed => "select cast(changed_at as text) from application where id = $1",
        ApplicationColumn::Sent => "select cast(created_at as text) from application where id = $1",
        ApplicationColumn::Name => "select full_name from application where id = $1",
        ApplicationColumn::Profession => "select profession from application where id = $1",
    };
    let descending = filter.order.descending != filter.edge.is_backwards();
    let [forwards, backwards] = rows_by(filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let row = filter.edge.row().map_or(0, |id| id.0);
    let from: Option<String> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(&mut *conn, c => sqlx::query_scalar(value).bind(row).fetch_optional(c).await)?,
    };
    let (row, value) = from.map_or_else(|| (0, "0".to_owned()), |value| (row, value));
    let [first, second, third] = patterns(&filter.name);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(sql)
        .bind(filter.status.map_or("", ApplicationStatus::as_str))
        .bind(row)
        .bind(value)
        .bind(filter.limit)
        .bind(first)
        .bind(second)
        .bind(third)
        .bind(filter.profession.clone())
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Application::try_from).collect()
}

/// An application's sort key in a list with this order.
#[must_use]
pub fn place_of(one: &Application, by: ApplicationColumn) -> String {
    match by {
        ApplicationColumn::Changed => one.changed_at.as_second().to_string(),
        ApplicationColumn::Sent => one.created_at.as_second().to_string(),
        ApplicationColumn::Name => one.full_name.clone(),
        ApplicationColumn::Profession => one.profession.clone(),
    }
}
