//! Everyone who matches, some at a time: which of them an address asks for, and how the next ones are chosen.

use serde::{Serialize, de::DeserializeOwned};

use super::{admin::counted, listing};
use crate::{
    domain::{
        address::{as_left, query},
        bulk::Lot,
        ordering::{Columns, Order},
    },
    error::AppError,
    service::account::MOST_COUNTED,
    views::{bulk::LotView, listing::PlaceQuery},
    words::{Key, filled, number, said},
};

/// The place that an address names.
pub fn place(after: &str) -> PlaceQuery {
    PlaceQuery { after: after.to_owned(), ..PlaceQuery::default() }
}

/// Where the previous ones ended; nothing for the first. An address that does not say it as the reader was told is refused: the same ones
/// would be taken again.
pub fn stood<C: Columns, P: DeserializeOwned>(
    reader: listing::Reader<'_>,
    place: &PlaceQuery,
    order: Order<C>,
) -> Result<Option<P>, AppError> {
    if place.after.is_empty() {
        return Ok(None);
    }
    listing::stood(reader, place, order).map(Some).ok_or(AppError::BadRequest)
}

/// The query that chooses the next ones as these were; nothing if there are none.
pub fn next<'a, C: Columns, Id, P: Serialize>(
    reader: listing::Reader<'_>,
    order: Order<C>,
    lot: &Lot<Id, P>,
    criteria: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> Option<String> {
    let last = lot.last.as_ref().map(|(key, place)| (*key, place));
    let after = listing::between(reader, order, [None, last], [false, true]).next?;
    let criteria = criteria.into_iter().map(|(name, value)| (name, value.to_owned()));
    Some(query(criteria.chain([("every", "1".to_owned()), ("after", after)])))
}

/// What a page says of them; nothing if they are all. `words` are those that begin, and those that count.
pub fn view<Id, P>(
    place: &PlaceQuery,
    lot: &Lot<Id, P>,
    next: Option<String>,
    (first, count): (Key, [Key; 2]),
) -> Option<LotView> {
    let is_first = place.after.is_empty();
    if is_first && next.is_none() {
        return None;
    }
    let (matching, shown) = (counted(lot.total, MOST_COUNTED, count), number(lot.ids.len()));
    let words = said(if is_first { first } else { Key::PeopleNextOf });
    Some(LotView { text: filled(words, &[("matching", &matching), ("shown", &shown)]), next })
}

/// Where a run that was begun is shown, which also leads to the next ones.
pub fn run_address(id: &str, next: &str) -> String {
    as_left(&format!("/admin/bulk/{id}"), &query([("next", next)]))
}

/// The words about users.
pub const PEOPLE: (Key, [Key; 2]) = (Key::PeopleFirstOf, [Key::PeopleCount, Key::PeopleMoreThan]);
/// The words about appointments.
pub const VISITS: (Key, [Key; 2]) = (Key::ClinicFirstOf, [Key::ClinicAppointmentCount, Key::ClinicMoreAppointments]);
