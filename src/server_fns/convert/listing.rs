//! How a long list is sorted, and which part of it a page shows.

use std::str::FromStr;

use crate::{
    domain::{
        calendar_view::day_bounds,
        ordering::{Columns, Edge, Order, Page},
        time::Zone,
    },
    views::listing::{PlaceQuery, PlaceView},
};

/// The order that an address asks for, or else the usual one.
pub fn order<C: Columns>(query: &PlaceQuery, usual: Order<C>) -> Order<C> {
    Order::parse(&query.sort).unwrap_or(usual)
}

/// The row from which an address wants the list.
pub fn edge<I: FromStr + Copy>(query: &PlaceQuery) -> Edge<I> {
    Edge::parse(&query.after, &query.before)
}

/// From the beginning of one typed day until the end of another, by a clock, in UTC seconds; nothing for what is no day.
pub fn days(from: &str, until: &str, zone: &Zone) -> (Option<i64>, Option<i64>) {
    let day = |text: &str| text.trim().parse().ok().map(|date| day_bounds(zone, date));
    (day(from).map(|day| day.start.as_second()), day(until).map(|day| day.end.as_second()))
}

/// What the page says: in which order its rows are, and what there is before and after them.
pub fn place<C: Columns, T>(order: Order<C>, page: &Page<T>, key: impl Fn(&T) -> i64) -> PlaceView {
    PlaceView {
        sort: order.word(),
        previous: page.rows.first().filter(|_| page.has_previous).map(&key),
        next: page.rows.last().filter(|_| page.has_next).map(&key),
    }
}

/// The same of rows that a use case has counted out.
pub fn between<C: Columns>(order: Order<C>, keys: [Option<i64>; 2], [earlier, more]: [bool; 2]) -> PlaceView {
    let [first, last] = keys;
    PlaceView { sort: order.word(), previous: first.filter(|_| earlier), next: last.filter(|_| more) }
}
