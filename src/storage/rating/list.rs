//! All reviews, hidden or not, page by page, with an index for each filter and each order.

use super::{Rating, RatingRow, rating};
use crate::{
    domain::{
        ids::{CentreId, PractitionerId, RatingId},
        ordering::{Edge, Order, ReviewColumn},
        rating::{ReviewStatus, Stars},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// The filter of the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReviewFilter {
    /// The practitioner they are about.
    pub practitioner: Option<PractitionerId>,
    /// The centre they are about.
    pub centre: Option<CentreId>,
    /// How many stars they give.
    pub stars: Option<Stars>,
    /// Where they stand.
    pub status: Option<ReviewStatus>,
    /// Written at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Written before this instant.
    pub until: Option<i64>,
    /// The sort order.
    pub order: Order<ReviewColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<RatingId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<(i64, i64)>,
    /// How many to return.
    pub limit: i64,
}

/// The index that leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The index of all reviews.
    All,
    /// The index by practitioner.
    Practitioner,
    /// The index by centre.
    Centre,
    /// The index by state.
    Status,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::All, Self::Practitioner, Self::Centre, Self::Status];

    fn of(filter: &ReviewFilter) -> Self {
        match filter {
            ReviewFilter { practitioner: Some(_), .. } => Self::Practitioner,
            ReviewFilter { centre: Some(_), .. } => Self::Centre,
            ReviewFilter { status: Some(_), .. } => Self::Status,
            _ => Self::All,
        }
    }
}

/// Forwards and backwards, from the row with the key `$1`, whose values are `$2` and `$9`; with the key 0, from the first. The plus
/// keeps the planner to the order's own index, and the filter that an index serves is written without its alternative. Each index
/// has the same expression for the state of a review.
macro_rules! sorted_by {
    ($by:expr, $any_status:literal, $any_practitioner:literal, $any_centre:literal) => {
        match $by {
            ReviewColumn::Written => [
                sorted_by!(
                    $any_status, $any_practitioner, $any_centre,
                    "rated_at", "", "rated_at, id", ">", "$2, $1", "rated_at, id"
                ),
                sorted_by!(
                    $any_status, $any_practitioner, $any_centre,
                    "rated_at", "", "rated_at, id", "<", "$2, $1", "rated_at desc, id desc"
                ),
            ],
            ReviewColumn::Stars => [
                sorted_by!(
                    $any_status, $any_practitioner, $any_centre,
                    "+rated_at", "
        and stars >= $10
        and stars <= $11", "stars, rated_at, id", ">", "$9, $2, $1", "stars, rated_at, id"
                ),
                sorted_by!(
                    $any_status, $any_practitioner, $any_centre,
                    "+rated_at", "
        and stars >= $10
        and stars <= $11", "stars, rated_at, id", "<", "$9, $2, $1", "stars desc, rated_at desc, id desc"
                ),
            ],
        }
    };
    (
        $any_status:literal, $any_practitioner:literal, $any_centre:literal,
        $rated_at:literal, $stars:literal, $keys:literal, $follows:literal, $from:literal, $order:literal
    ) => {
        concat!(
            "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where review <> ''
        and ",
            $rated_at,
            " >= $3
        and ",
            $rated_at,
            " < $4
        and (",
            $any_status,
            "case
            when hidden_at is not null then 'hidden'
            when answered_at is not null then 'answered'
            else 'unanswered'
        end = $5)
        and (",
            $any_practitioner,
            "practitioner_id = $6)
        and (",
            $any_centre,
            "centre_id = $7)",
            $stars,
            "
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
        limit $8"
        )
    };
}

/// The SQL for a page, forwards and backwards.
#[must_use]
pub fn rows_by(way: Way, by: ReviewColumn) -> [&'static str; 2] {
    match way {
        Way::All => sorted_by!(by, "$5 = '' or ", "$6 = 0 or ", "$7 = 0 or "),
        Way::Practitioner => sorted_by!(by, "$5 = '' or ", "", "$7 = 0 or "),
        Way::Centre => sorted_by!(by, "$5 = '' or ", "$6 = 0 or ", ""),
        Way::Status => sorted_by!(by, "", "$6 = 0 or ", "$7 = 0 or "),
    }
}

/// A page of reviews, including hidden ones. One that ends before a row is read backwards from there, and returned in that order.
pub async fn written(conn: &mut Conn, filter: &ReviewFilter) -> StorageResult<Vec<Rating>> {
    const VALUES: &str = "select stars, rated_at from rating where id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let found: Option<(i64, i64)> = match filter.place {
        Some(place) => Some(place),
        None => on!(&mut *conn, c => sqlx::query_as(VALUES).bind(row).fetch_optional(c).await)?,
    };
    let row = if found.is_some() { row } else { 0 };
    let (stars, rated_at) = found.unwrap_or_default();
    let descending = filter.order.descending != filter.edge.is_backwards();
    // Within the order by stars, those with equal stars are sorted by time.
    let by = if filter.stars.is_some() { ReviewColumn::Stars } else { filter.order.by };
    let [forwards, backwards] = rows_by(Way::of(filter), by);
    let sql = if descending { backwards } else { forwards };
    let [least, most] = filter.stars.map_or([1, 5], |stars| [i64::from(stars.count()); 2]);
    let rows: Vec<RatingRow> = on!(conn, c => {
        let page = sqlx::query_as(sql)
            .bind(row)
            .bind(rated_at)
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .bind(filter.status.map_or("", ReviewStatus::as_str))
            .bind(filter.practitioner.map_or(0, |id| id.0))
            .bind(filter.centre.map_or(0, |id| id.0))
            .bind(filter.limit);
        let page = match by {
            ReviewColumn::Written => page,
            ReviewColumn::Stars => page.bind(stars).bind(least).bind(most),
        };
        page.fetch_all(c).await
    })?;
    rows.into_iter().map(rating).collect()
}

/// A review's sort key: its stars, and when it was written.
#[must_use]
pub fn place_of(one: &Rating) -> (i64, i64) {
    (one.stars.count().into(), one.rated_at.as_second())
}
