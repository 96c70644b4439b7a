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

/// Who reads a list: where its rows stand is sealed for them.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a Services, pub &'a Actor);

/// The order that an address asks for, or else the usual one.
pub fn order<C: Columns>(query: &PlaceQuery, usual: Order<C>) -> Order<C> {
    Order::parse(&query.sort).unwrap_or(usual)
}

/// The row from which an address wants the list.
pub fn edge<I: FromStr + Copy>(query: &PlaceQuery) -> Edge<I> {
    let key = |written: &str| written.split(SEALED).next().unwrap_or_default().to_owned();
    Edge::parse(&key(&query.after), &key(&query.before))
}

/// Where that row stood when the reader was shown it in this order; nothing if the address does not say.
pub fn stood<C: Columns, P: DeserializeOwned>(reader: Reader<'_>, query: &PlaceQuery, order: Order<C>) -> Option<P> {
    let Reader(services, actor) = reader;
    let written = if query.after.is_empty() { &query.before } else { &query.after };
    let (_, sealed) = written.split_once(SEALED)?;
    let (sort, place): (String, P) = part::unseal(services, actor, C::LIST, sealed)?;
    (sort == order.word()).then_some(place)
}

/// From the beginning of one typed day until the end of another, by a clock, in UTC seconds; nothing for what is no day.
pub fn days(from: &str, until: &str, zone: &Zone) -> (Option<i64>, Option<i64>) {
    let day = |text: &str| text.trim().parse().ok().map(|date| day_bounds(zone, date));
    (day(from).map(|day| day.start.as_second()), day(until).map(|day| day.end.as_second()))
}

/// What the page says: in which order its rows are, and what there is before and after them. `stands` is a row's key, and where it stands.
pub fn place<C: Columns, T, P: Serialize>(
    reader: Reader<'_>,
    order: Order<C>,
    page: &Page<T>,
    stands: impl Fn(&T) -> (i64, P),
) -> PlaceView {
    let ends = [page.rows.first(), page.rows.last()].map(|row| row.map(&stands));
    between(reader, order, ends, [page.has_previous, page.has_next])
}

/// The same of rows that stay where they are: their keys alone find them again.
pub fn lasting<C: Columns, T>(order: Order<C>, page: &Page<T>, key: impl Fn(&T) -> i64) -> PlaceView {
    let edge = |row: &T| key(row).to_string();
    PlaceView {
        sort: order.word(),
        previous: page.rows.first().filter(|_| page.has_previous).map(edge),
        next: page.rows.last().filter(|_| page.has_next).map(edge),
    }
}

/// The same of rows that a use case has counted out, between these two.
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
