//! Parts of lists, as programs request them: from where another part ended, or, at other systems' addresses, by page number. The
//! end of a part is given by the sort values of its last row, so that the next one is found even if that row has changed since.
//! These may contain names, and are sealed for the reader of the list.

use serde::{Serialize, de::DeserializeOwned};

use super::Services;
use crate::domain::{
    account::Actor,
    ordering::{Edge, Page},
};

/// Rows per page.
pub const PAGE: i64 = 25;
const LAST_PAGE: i64 = 10_000;

/// Which part of a list is requested. A place is a row's sort values, with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<P> {
    /// The page with this number, from 1.
    Numbered(i64),
    /// From the start, after a place or before one.
    From(Edge<P>),
}

impl<P> Part<P> {
    /// The page number, if it has one.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Numbered(page) => Some((*page).clamp(1, LAST_PAGE)),
            Self::From(_) => None,
        }
    }

    /// The place that it follows, or, against the order of the list, precedes.
    #[must_use]
    pub fn place(&self) -> Option<&P> {
        match self {
            Self::From(Edge::After(place) | Edge::Before(place)) => Some(place),
            Self::From(Edge::Start) | Self::Numbered(_) => None,
        }
    }

    /// Whether its rows are read against the order of the list.
    #[must_use]
    pub fn is_backwards(&self) -> bool {
        matches!(self, Self::From(Edge::Before(_)))
    }

    /// The number of rows to request, and to skip: one more than a page shows whether there are more.
    #[must_use]
    pub fn window(&self) -> (i64, i64) {
        (PAGE + 1, self.number().map_or(0, |page| PAGE * (page - 1)))
    }

    /// The page made from the rows that were read for it.
    #[must_use]
    pub fn cut<T>(&self, read: Vec<T>) -> Page<T> {
        let edge = match self {
            Self::Numbered(page) if *page > 1 => Edge::After(()),
            Self::Numbered(_) | Self::From(Edge::Start) => Edge::Start,
            Self::From(Edge::After(_)) => Edge::After(()),
            Self::From(Edge::Before(_)) => Edge::Before(()),
        };
        Page::cut(read, PAGE, edge)
    }
}

impl<P: Ord> Part<P> {
    /// This part of all the rows, sorted by their places.
    #[must_use]
    pub fn of<T>(&self, mut all: Vec<T>, place: impl Fn(&T) -> P) -> Page<T> {
        all.sort_by_cached_key(&place);
        if self.is_backwards() {
            all.reverse();
        }
        let follows = |row: &T| match self {
            Self::From(Edge::After(start)) => place(row) > *start,
            Self::From(Edge::Before(end)) => place(row) < *end,
            Self::From(Edge::Start) | Self::Numbered(_) => true,
        };
        let (limit, offset) = self.window();
        let size = |rows: i64| usize::try_from(rows).unwrap_or_default();
        self.cut(all.into_iter().filter(follows).skip(size(offset)).take(size(limit)).collect())
    }
}

/// Seals a place in a list for its reader.
#[must_use]
pub fn seal(services: &Services, actor: &Actor, list: &str, place: &impl Serialize) -> Option<String> {
    let text = serde_json::to_string(place).ok()?;
    services.db.audit_key().seal_for_address(&text, &bound_to(actor, list)?)
}

/// Opens a sealed place; `None` if it was made for someone else or for another list.
#[must_use]
pub fn unseal<P: DeserializeOwned>(services: &Services, actor: &Actor, list: &str, sealed: &str) -> Option<P> {
    let text = services.db.audit_key().unseal_address(sealed, &bound_to(actor, list)?)?;
    serde_json::from_str(&text).ok()
}

fn bound_to(actor: &Actor, list: &str) -> Option<String> {
    Some(format!("where {} reads on in {list}", actor.id()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(page: Page<(String, i64)>) -> Vec<String> {
        page.rows.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_part_goes_on_where_another_ended_though_the_row_there_was_renamed() {
        let mut all: Vec<(String, i64)> = (0..60).map(|n| (format!("{n:02}"), n)).collect();
        let first = Part::From(Edge::Start).of(all.clone(), Clone::clone);
        let end = first.rows.last().cloned().expect("a row");
        "zz".clone_into(&mut all[24].0);

        let second = Part::From(Edge::After(end)).of(all.clone(), Clone::clone);
        let start = second.rows.first().cloned().expect("a row");
        let back = Part::From(Edge::Before(start)).of(all, Clone::clone);

        assert_eq!((first.has_previous, first.has_next), (false, true));
        assert_eq!((second.has_previous, second.has_next), (true, true));
        assert_eq!(second.rows.first().map(|row| row.1), Some(25));
        assert_eq!((back.has_previous, back.has_next), (false, true));
        let shown: Vec<String> = (0..24).map(|n| format!("{n:02}")).collect();
        assert_eq!(names(back), shown);
    }

    #[test]
    fn numbered_parts_are_counted_from_one() {
        let all: Vec<(String, i64)> = (0..30).map(|n| (String::new(), n)).collect();
        let of = |page| Part::Numbered(page).of(all.clone(), Clone::clone);

        assert_eq!((of(0).rows.len(), of(1).has_next, of(1).has_previous), (25, true, false));
        assert_eq!((of(2).rows.len(), of(2).has_next, of(2).has_previous), (5, false, true));
        assert_eq!(of(i64::MAX).rows.len(), 0);
    }
}
