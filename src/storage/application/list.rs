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
        name::and_has_words,
        word,
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

/// Which index leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// That of all applications, in order.
    All,
    /// That of words of names. Those that it leads to are few, and sorted.
    Name,
}

/// Forwards and backwards, from the row with the key `$2`, whose value is `$3`; with the key 0 from the first. The plus keeps the index
/// of the order, or of the way, the only one.
macro_rules! sorted_by {
    ($lead:literal, $key:literal, $from:literal) => {
        [sorted_by!($lead, $key, $from, ">", ""), sorted_by!($lead, $key, $from, "<", " desc")]
    };
    ($lead:literal, $key:literal, $from:literal, $follows:literal, $way:literal) => {
        concat!(
            select_application!(
                "
        where (a.status = $1 or $1 = '')"
            ),
            $lead,
            and_has_words!("application_word", "application_id" = "a.id", "$5".."$6", "$7".."$8", "$9".."$10"),
            "
        and ($11 = '' or a.profession = $11)
        and +a.created_at >= $12
        and +a.created_at < $13
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

/// The statements for a page, forwards and backwards. The sum, or the empty text, beside a column says that what was found is sorted.
#[must_use]
pub fn rows_by(way: Way, by: ApplicationColumn) -> [&'static str; 2] {
    macro_rules! named {
        ($key:literal, $from:literal) => {
            sorted_by!(
                "
        and a.id in (select n.application_id from application_word n where n.word >= $5 and n.word < $6)",
                $key,
                $from
            )
        };
    }
    match (way, by) {
        (Way::All, ApplicationColumn::Changed) => sorted_by!("", "a.changed_at", "cast($3 as bigint)"),
        (Way::All, ApplicationColumn::Sent) => sorted_by!("", "a.created_at", "cast($3 as bigint)"),
        (Way::All, ApplicationColumn::Name) => sorted_by!("", "lower(a.full_name)", "lower($3)"),
        (Way::All, ApplicationColumn::Profession) => sorted_by!("", "lower(a.profession)", "lower($3)"),
        (Way::Name, ApplicationColumn::Changed) => named!("a.changed_at + 0", "cast($3 as bigint)"),
        (Way::Name, ApplicationColumn::Sent) => named!("a.created_at + 0", "cast($3 as bigint)"),
        (Way::Name, ApplicationColumn::Name) => named!("lower(a.full_name) || ''", "lower($3)"),
        (Way::Name, ApplicationColumn::Profession) => named!("lower(a.profession) || ''", "lower($3)"),
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
    let bounds = word::bounds(&filter.name);
    let is_found = word::leads_to_few(&mut *conn, &word::APPLICATIONS, &bounds).await?;
    let descending = filter.order.descending != filter.edge.is_backwards();
    let [forwards, backwards] = rows_by(if is_found { Way::Name } else { Way::All }, filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let row = filter.edge.row().map_or(0, |id| id.0);
    let from: Option<String> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(&mut *conn, c => sqlx::query_scalar(value).bind(row).fetch_optional(c).await)?,
    };
    let (row, value) = from.map_or_else(|| (0, "0".to_owned()), |value| (row, value));
    let rows: Vec<Row> = on!(conn, c => {
        let page = sqlx::query_as(sql)
            .bind(filter.status.map_or("", ApplicationStatus::as_str))
            .bind(row)
            .bind(value)
            .bind(filter.limit);
        let page = bounds.into_iter().fold(page, |page, bound| page.bind(bound));
        page.bind(filter.profession.clone())
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .fetch_all(c)
            .await
    })?;
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
