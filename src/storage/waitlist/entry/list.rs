//! The list of all waiting requests, page by page. There are few enough to sort, and they have an index of their own.

use super::{Entry, EntryRow, convert};
use crate::{
    domain::{
        ids::{CentreId, PractitionerId, ServiceId, WaitlistEntryId},
        ordering::{Edge, Order, WaiterColumn},
        text::search_key,
        waitlist::Urgency,
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        name::{self, Prefixes, and_has_words},
    },
};

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct WaiterFilter {
    /// Prefixes of words in the patient's name; empty for anyone.
    pub patient: String,
    /// The practitioner that they name.
    pub practitioner: Option<PractitionerId>,
    /// The centre that they name.
    pub centre: Option<CentreId>,
    /// The kind of visit that they name.
    pub service: Option<ServiceId>,
    /// How urgent they are.
    pub urgency: Option<Urgency>,
    /// Made at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Made before this instant.
    pub until: Option<i64>,
    /// The sort order.
    pub order: Order<WaiterColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<WaitlistEntryId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<(String, i64, i64)>,
    /// How many to return.
    pub limit: i64,
}

/// Those of whoever is found by the first of the words.
macro_rules! of_someone {
    () => {
        "
        and e.patient_id in (select n.account_id from name_word n where n.word >= $7 and n.word < $8)"
    };
}

/// Which requests match.
macro_rules! matching {
    ($way:expr) => {
        concat!(
            "
        where e.status = 'waiting'",
            $way,
            "
        and ($1 = 0 or e.practitioner_id = $1)
        and ($2 = 0 or e.centre_id = $2)
        and ($3 = 0 or e.service_id = $3)
        and ($4 = -1 or e.urgency = $4)
        and e.created_at >= $5
        and e.created_at < $6",
            and_has_words!("name_word", "e.patient_id", "$7".."$8", "$9".."$10", "$11".."$12")
        )
    };
}

/// Forwards and backwards, from the row with the key `$13`, whose values are `$14` and `$15`; with the key 0, from the first. Of
/// two that are equally urgent, the one made first counts as the later: the list is usually read backwards.
macro_rules! sorted_by {
    ($whose:expr, $first:literal, $second:literal, $last:literal, $from:literal) => {
        [
            sorted_by!($whose, $first, $second, $last, $from, ">", ""),
            sorted_by!($whose, $first, $second, $last, $from, "<", " desc"),
        ]
    };
    (
        $whose:expr, $first:literal, $second:literal, $last:literal, $from:literal, $follows:literal, $way:literal
    ) => {
        concat!(
            select_entry!(""),
            matching!($whose),
            "
        and ($13 = 0 or (",
            $first,
            ", ",
            $second,
            ", ",
            $last,
            ") ",
            $follows,
            " ($14, $15, ",
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
        limit $16"
        )
    };
}

macro_rules! rows_by {
    ($by:expr, $whose:expr) => {
        match $by {
            WaiterColumn::Urgency => {
                sorted_by!($whose, "cast(e.urgency as text)", "-e.created_at", "-e.id", "-$13")
            }
            WaiterColumn::Patient => sorted_by!($whose, "p.search_name", "e.created_at", "e.id", "$13"),
            WaiterColumn::Asked => sorted_by!($whose, "e.status", "e.created_at", "e.id", "$13"),
        }
    };
}

macro_rules! count_by {
    ($whose:expr) => {
        concat!(
            "
        select count(*)
        from waitlist_entry e",
            matching!($whose)
        )
    };
}

/// Which index leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// That of all who wait.
    All,
    /// That of someone's requests, who is found by a word of their name.
    Person,
}

impl Way {
    fn of(filter: &WaiterFilter) -> Self {
        if Prefixes::of(&filter.patient).is_some() { Self::Person } else { Self::All }
    }

    /// The statements for a page, forwards and backwards.
    #[must_use]
    pub fn rows(self, by: WaiterColumn) -> [&'static str; 2] {
        match self {
            Self::All => rows_by!(by, ""),
            Self::Person => rows_by!(by, of_someone!()),
        }
    }

    /// The statement that counts them.
    #[must_use]
    pub fn count(self) -> &'static str {
        match self {
            Self::All => count_by!(""),
            Self::Person => count_by!(of_someone!()),
        }
    }
}

/// A page of the requests that wait. One that ends before a row is read backwards from there, and is in that order.
pub async fn waiting(conn: &mut Conn, filter: &WaiterFilter) -> StorageResult<Vec<Entry>> {
    const VALUES: &str = "
        select p.search_name, e.urgency, e.created_at
        from waitlist_entry e
        join account p on p.id = e.patient_id
        where e.id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let found: Option<(String, i64, i64)> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(&mut *conn, c => sqlx::query_as(VALUES).bind(row).fetch_optional(c).await)?,
    };
    let row = if found.is_some() { row } else { 0 };
    let (name, urgency, asked) = found.unwrap_or_default();
    let (value, next) = match filter.order.by {
        WaiterColumn::Urgency => (urgency.to_string(), -asked),
        WaiterColumn::Patient => (name, asked),
        WaiterColumn::Asked => ("waiting".to_owned(), asked),
    };
    let [forwards, backwards] = Way::of(filter).rows(filter.order.by);
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&filter.patient);
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let rows: Vec<EntryRow> = on!(conn, c => sqlx::query_as(sql)
        .bind(filter.practitioner.map_or(0, |id| id.0))
        .bind(filter.centre.map_or(0, |id| id.0))
        .bind(filter.service.map_or(0, |id| id.0))
        .bind(filter.urgency.map_or(-1, Urgency::number))
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .bind(first)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .bind(row)
        .bind(value)
        .bind(next)
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    convert(rows)
}

/// A request's sort key: the patient's name, its urgency, and when it was made.
#[must_use]
pub fn place_of(one: &Entry) -> (String, i64, i64) {
    (search_key(&one.patient_name), one.urgency.number(), one.created_at.as_second())
}

/// How many match.
pub async fn count(conn: &mut Conn, filter: &WaiterFilter) -> StorageResult<i64> {
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&filter.patient);
    Ok(on!(conn, c => sqlx::query_scalar(Way::of(filter).count())
        .bind(filter.practitioner.map_or(0, |id| id.0))
        .bind(filter.centre.map_or(0, |id| id.0))
        .bind(filter.service.map_or(0, |id| id.0))
        .bind(filter.urgency.map_or(-1, Urgency::number))
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .bind(first)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .fetch_one(c)
        .await)?)
}
