//! Everything that patients wrote, hidden or not, page by page, each order by an index.

use super::{Rating, RatingRow, rating};
use crate::{
    domain::{
        ids::RatingId,
        ordering::{Edge, Order, ReviewColumn},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// Which reviews a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReviewFilter {
    /// How they are sorted.
    pub order: Order<ReviewColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<RatingId>,
    /// How many to return.
    pub limit: i64,
}

/// Forwards and backwards, from the row with the key `$1`, whose value is `$2`, or values `$2` and `$3`; with the key 0 from the first.
macro_rules! sorted_by {
    ($keys:literal, $from:literal, $down:literal, $limit:literal) => {
        [sorted_by!($keys, $from, ">", $keys, $limit), sorted_by!($keys, $from, "<", $down, $limit)]
    };
    ($keys:literal, $from:literal, $follows:literal, $order:literal, $limit:literal) => {
        concat!(
            "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where review <> ''
        and ($1 = 0 or (",
            $keys,
            ") ",
            $follows,
            " (",
            $from,
            "))
        order by ",
            $order,
            "
        limit ",
            $limit
        )
    };
}

/// The statements for a page, forwards and backwards.
#[must_use]
pub fn rows_by(by: ReviewColumn) -> [&'static str; 2] {
    match by {
        ReviewColumn::Written => sorted_by!("rated_at, id", "$2, $1", "rated_at desc, id desc", "$3"),
        ReviewColumn::Stars => {
            sorted_by!("stars, rated_at, id", "$2, $3, $1", "stars desc, rated_at desc, id desc", "$4")
        }
    }
}

/// A page of ratings with text on any subject, including hidden ones. One that ends before a row is read backwards from there, and is
/// in that order.
pub async fn written(conn: &mut Conn, filter: &ReviewFilter) -> StorageResult<Vec<Rating>> {
    const VALUES: &str = "select stars, rated_at from rating where id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let found: Option<(i64, i64)> = on!(&mut *conn, c => sqlx::query_as(VALUES).bind(row).fetch_optional(c).await)?;
    let row = if found.is_some() { row } else { 0 };
    let (stars, rated_at) = found.unwrap_or_default();
    let descending = filter.order.descending != filter.edge.is_backwards();
    let [forwards, backwards] = rows_by(filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let rows: Vec<RatingRow> = match filter.order.by {
        ReviewColumn::Written => on!(conn, c => sqlx::query_as(sql)
            .bind(row)
            .bind(rated_at)
            .bind(filter.limit)
            .fetch_all(c)
            .await)?,
        ReviewColumn::Stars => on!(conn, c => sqlx::query_as(sql)
            .bind(row)
            .bind(stars)
            .bind(rated_at)
            .bind(filter.limit)
            .fetch_all(c)
            .await)?,
    };
    rows.into_iter().map(rating).collect()
}
