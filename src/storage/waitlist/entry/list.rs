//! The list of everyone who is waiting, page by page. There are few enough to be sorted: those with an index of their own who still wait.

use super::{Entry, EntryRow, convert};
use crate::{
    domain::{
        ids::WaitlistEntryId,
        ordering::{Edge, Order, WaiterColumn},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct WaiterFilter {
    /// How they are sorted.
    pub order: Order<WaiterColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<WaitlistEntryId>,
    /// How many to return.
    pub limit: i64,
}

/// Forwards and backwards, from the row with the key `$1`, whose values are `$2` and `$3`; with the key 0 from the first. Of two that
/// are equally urgent, who asked first is the later one: the list is usually read backwards.
macro_rules! sorted_by {
    ($first:literal, $second:literal, $last:literal, $from:literal) => {
        [sorted_by!($first, $second, $last, $from, ">", ""), sorted_by!($first, $second, $last, $from, "<", " desc")]
    };
    ($first:literal, $second:literal, $last:literal, $from:literal, $follows:literal, $way:literal) => {
        concat!(
            select_entry!(
                "
        where e.status = 'waiting'"
            ),
            "
        and ($1 = 0 or (",
            $first,
            ", ",
            $second,
            ", ",
            $last,
            ") ",
            $follows,
            " ($2, $3, ",
            $from,
            "))
        order by ",
            $first,
            $way,
            ", ",
            $second,
            $way,
            ", ",
            $last,
            $way,
            "
        limit $4"
        )
    };
}

/// A page of the requests that wait. One that ends before a row is read backwards from there, and is in that order.
pub async fn waiting(conn: &mut Conn, filter: &WaiterFilter) -> StorageResult<Vec<Entry>> {
    const VALUES: &str = "
        select p.search_name, e.urgency, e.created_at
        from waitlist_entry e
        join account p on p.id = e.patient_id
        where e.id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let found: Option<(String, i64, i64)> =
        on!(&mut *conn, c => sqlx::query_as(VALUES).bind(row).fetch_optional(c).await)?;
    let row = if found.is_some() { row } else { 0 };
    let (name, urgency, asked) = found.unwrap_or_default();
    let ([forwards, backwards], first, second) = match filter.order.by {
        WaiterColumn::Urgency => {
            (sorted_by!("cast(e.urgency as text)", "-e.created_at", "-e.id", "-$1"), urgency.to_string(), -asked)
        }
        WaiterColumn::Patient => (sorted_by!("p.search_name", "e.created_at", "e.id", "$1"), name, asked),
        WaiterColumn::Asked => (sorted_by!("e.status", "e.created_at", "e.id", "$1"), "waiting".to_owned(), asked),
    };
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let rows: Vec<EntryRow> = on!(conn, c => sqlx::query_as(sql)
        .bind(row)
        .bind(first)
        .bind(second)
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    convert(rows)
}

/// How many wait.
pub async fn count(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from waitlist_entry e
        where e.status = 'waiting'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}
