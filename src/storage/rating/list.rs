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
        word,
    },
};

/// Which reviews a list shows.
#[derive(Clone, Debug, Default)]
pub struct ReviewFilter {
    /// The beginnings of words of what was written, or of the practitioner's or the centre's name; empty for all.
    pub text: String,
    /// Whom they are about.
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
    /// That of words.
    Word,
}

impl Way {
    /// The ways that lead to the rows in their order. Those that words lead to are few, and sorted.
    pub const WALKED: [Self; 4] = [Self::All, Self::Practitioner, Self::Centre, Self::Status];

    fn of(filter: &ReviewFilter) -> Self {
        match filter {
            ReviewFilter { practitioner: Some(_), .. } => Self::Practitioner,
            ReviewFilter { centre: Some(_), .. } => Self::Centre,
            ReviewFilter { status: Some(_), .. } => Self::Status,
            _ => Self::All,
        }
    }
}

/// That a word of the review, or of the name of whom or what it is about, begins like one that was typed.
macro_rules! and_says {
    ($($from:literal .. $until:literal),+) => {
        concat!($("
        and (", $from, " = '' or exists (
            select 1
            from rating_word w
            where w.rating_id = rating.id
            and w.word >= ", $from, "
            and w.word < ", $until, "
        ) or exists (
            select 1
            from name_word n
            where n.account_id = rating.practitioner_id
            and n.word >= ", $from, "
            and n.word < ", $until, "
        ) or exists (
            select 1
            from centre_word c
            where c.centre_id = rating.centre_id
            and c.word >= ", $from, "
            and c.word < ", $until, "
        ))"),+)
    };
}

/// Forwards and backwards, from the row with the key `$1`, whose values are `$2` and `$15`; with the key 0 from the first. The plus keeps
/// the order's own index the only one that can be walked, and what a way asks for is asked without its alternative. An index has the same
/// words for where a review stands.
macro_rules! sorted_by {
    ($by:expr, $any_status:literal, $any_practitioner:literal, $any_centre:literal) => {
        match $by {
            ReviewColumn::Written => {
                sorted_by!("", $any_status, $any_practitioner, $any_centre, "rated_at", "", "rated_at, id", "$2, $1", [
                    "rated_at, id",
                    "rated_at desc, id desc"
                ])
            }
            ReviewColumn::Stars => sorted_by!(
                "",
                $any_status,
                $any_practitioner,
                $any_centre,
                "+rated_at",
                "
        and stars >= $16
        and stars <= $17",
                "stars, rated_at, id",
                "$15, $2, $1",
                ["stars, rated_at, id", "stars desc, rated_at desc, id desc"]
            ),
        }
    };
    (
        $lead:literal, $any_status:literal, $any_practitioner:literal, $any_centre:literal,
        $rated_at:literal, $stars:literal, $keys:literal, $from:literal, [$up:literal, $down:literal]
    ) => {
        [
            sorted_by!(
                $lead, $any_status, $any_practitioner, $any_centre, $rated_at, $stars, $keys, ">", $from, $up
            ),
            sorted_by!(
                $lead, $any_status, $any_practitioner, $any_centre, $rated_at, $stars, $keys, "<", $from, $down
            ),
        ]
    };
    (
        $lead:literal, $any_status:literal, $any_practitioner:literal, $any_centre:literal,
        $rated_at:literal, $stars:literal, $keys:literal, $follows:literal, $from:literal, $order:literal
    ) => {
        concat!(
            "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where review <> ''",
            $lead,
            "
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
            and_says!("$9".."$10", "$11".."$12", "$13".."$14"),
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

/// Those that a word leads to, sorted: the sum beside a column says that they are.
macro_rules! worded {
    ($stars:literal, $keys:literal, $from:literal, $order:tt) => {
        sorted_by!(
            "
        and id in (
            select w.rating_id
            from rating_word w
            where w.word >= $9
            and w.word < $10
            union all
            select r.id
            from name_word n
            join rating r on r.practitioner_id = n.account_id
            where n.word >= $9
            and n.word < $10
            union all
            select r.id
            from centre_word c
            join rating r on r.centre_id = c.centre_id
            where c.word >= $9
            and c.word < $10
        )",
            "$5 = '' or ",
            "$6 = 0 or ",
            "$7 = 0 or ",
            "+rated_at",
            $stars,
            $keys,
            $from,
            $order
        )
    };
}

/// The statements for a page, forwards and backwards.
#[must_use]
pub fn rows_by(way: Way, by: ReviewColumn) -> [&'static str; 2] {
    match (way, by) {
        (Way::All, _) => sorted_by!(by, "$5 = '' or ", "$6 = 0 or ", "$7 = 0 or "),
        (Way::Practitioner, _) => sorted_by!(by, "$5 = '' or ", "", "$7 = 0 or "),
        (Way::Centre, _) => sorted_by!(by, "$5 = '' or ", "$6 = 0 or ", ""),
        (Way::Status, _) => sorted_by!(by, "", "$6 = 0 or ", "$7 = 0 or "),
        (Way::Word, ReviewColumn::Written) => {
            worded!("", "rated_at + 0, id", "$2, $1", ["rated_at + 0, id", "rated_at + 0 desc, id desc"])
        }
        (Way::Word, ReviewColumn::Stars) => worded!(
            "
        and +stars >= $16
        and +stars <= $17",
            "stars + 0, rated_at, id",
            "$15, $2, $1",
            ["stars + 0, rated_at, id", "stars + 0 desc, rated_at desc, id desc"]
        ),
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
    let bounds = word::bounds(&filter.text);
    let is_found = word::leads_to_few(&mut *conn, &word::REVIEWS, &bounds).await?;
    let way = if is_found { Way::Word } else { Way::of(filter) };
    let [forwards, backwards] = rows_by(way, by);
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
        let page = bounds.into_iter().fold(page, |page, bound| page.bind(bound));
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
