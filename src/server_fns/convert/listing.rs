//! How a long list is sorted, and which part of it a page shows.

use std::str::FromStr;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::{
        account::Actor,
        address::SEALED,
        calendar_view::day_bounds,
        ordering::{Columns, Edge, Order, Page},
        time::Zone,
    },
    service::{Services, part},
    views::listing::{PlaceQuery, PlaceView},
};

/// The reader of a list: the places of its rows are sealed for them.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a Services, pub &'a Actor);

/// The order requested by an address, or else the default one.
pub fn order<C: Columns>(query: &PlaceQuery, usual: Order<C>) -> Order<C> {
    Order::parse(&query.sort).unwrap_or(usual)
}

/// The row from which an address continues the list.
pub fn edge<I: FromStr + Copy>(query: &PlaceQuery) -> Edge<I> {
    let key = |written: &str| written.split(SEALED).next().unwrap_or_default().to_owned();
    Edge::parse(&key(&query.after), &key(&query.before))
}

/// The place of that row when the reader saw it in this order; `None` if the address does not say.
pub fn stood<C: Columns, P: DeserializeOwned>(reader: Reader<'_>, query: &PlaceQuery, order: Order<C>) -> Option<P> {
    let Reader(services, actor) = reader;
    let written = if query.after.is_empty() { &query.before } else { &query.after };
    let (_, sealed) = written.split_once(SEALED)?;
    let (sort, place): (String, P) = part::unseal(services, actor, C::LIST, sealed)?;
    (sort == order.word()).then_some(place)
}

/// From the beginning of one typed day until the end of another, in a time zone, in UTC seconds; `None` for an invalid day.
pub fn days(from: &str, until: &str, zone: &Zone) -> (Option<i64>, Option<i64>) {
    let day = |text: &str| text.trim().parse().ok().map(|date| day_bounds(zone, date));
    (day(from).map(|day| day.start.as_second()), day(until).map(|day| day.end.as_second()))
}

/// The page's order, and whether there are rows before and after. `stands` returns a row's key and place.
pub fn place<C: Columns, T, P: Serialize>(
    reader: Reader<'_>,
    order: Order<C>,
    page: &Page<T>,
    stands: impl Fn(&T) -> (i64, P),
) -> PlaceView {
    let ends = [page.rows.first(), page.rows.last()].map(|row| row.map(&stands));
    between(reader, order, ends, [page.has_previous, page.has_next])
}

/// Like `place`, for rows whose position never changes: their keys alone find them again.
pub fn lasting<C: Columns, T>(order: Order<C>, page: &Page<T>, key: impl Fn(&T) -> i64) -> PlaceView {
    let edge = |row: &T| key(row).to_string();
    PlaceView {
        sort: order.word(),
        previous: page.rows.first().filter(|_| page.has_previous).map(edge),
        next: page.rows.last().filter(|_| page.has_next).map(edge),
    }
}

/// Like `place`, for a page that a use case has selected, between these two.
pub fn between<C: Columns, P: Serialize>(
    Reader(services, actor): Reader<'_>,
    order: Order<C>,
    [first, last]: [Option<(i64, P)>; 2],
    [earlier, more]: [bool; 2],
) -> PlaceView {
    let edge = |(key, place): (i64, P)| {
        let sealed = part::seal(services, actor, C::LIST, &(order.word(), place));
        sealed.map_or_else(|| key.to_string(), |sealed| format!("{key}{SEALED}{sealed}"))
    };
    PlaceView {
        sort: order.word(),
        previous: first.filter(|_| earlier).map(edge),
        next: last.filter(|_| more).map(edge),
    }
}
