//! The definition of a list: its address, filters and columns; and the checking of a query against it.

use super::asks::{Asks, Gone};
use crate::domain::{
    address::{self, escape, named, unescape},
    form::{self, Field, FieldError},
};

/// The maximum length of a view's query: together with its list's address it has to fit into a redirect.
pub const LONGEST_QUERY: usize = 400;

/// Other parameters that a list's address may have: the place in the list, what is chosen of it, what has just been done there, the search
/// in a box beside it, and a form that was refused.
const BESIDES: [&str; 24] = [
    "__err",
    "__path",
    "account",
    "added",
    "after",
    "all",
    "appointment",
    "asked",
    "before",
    "booked",
    "cancelled",
    "chosen",
    "code",
    "edited",
    "find_practitioner",
    "kept",
    "moderated",
    "only",
    "saved",
    "undone",
    "view",
    "view_removed",
    "view_saved",
    "zone",
];

/// A column. The first of a list is its name, which is always shown.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The word for it in an address.
    pub key: &'static str,
    /// Whether the list can be sorted by it, in either direction.
    pub sorts: bool,
}

/// A filter of a list.
#[derive(Clone, Copy, Debug)]
pub struct Criterion {
    /// The parameter in its address.
    pub name: &'static str,
    /// The type of its value.
    pub asks: Asks,
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The key under which its views are saved.
    pub key: &'static str,
    /// The path of its page.
    pub path: &'static str,
    /// The list's filters.
    pub criteria: &'static [Criterion],
    /// Its columns.
    pub columns: &'static [Column],
    /// Whether an order is one of the list's.
    pub(super) knows: fn(&str) -> bool,
}

impl List {
    /// The filters in a query that can no longer be applied; empty if the view still shows what it was made to show. `exists` says
    /// whether a person, centre, practitioner or kind of visit still does.
    #[must_use]
    pub fn gone(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> Vec<Gone> {
        let mut gone: Vec<Gone> =
            pairs(query).filter_map(|(name, value)| self.why_not(&name, &value, &exists)).collect();
        gone.dedup();
        gone
    }

    /// A query without the filters that can no longer be applied.
    #[must_use]
    pub fn repaired(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> String {
        address::query(pairs(query).filter(|(name, value)| self.why_not(name, value, &exists).is_none()))
    }

    fn why_not(&self, name: &str, value: &str, exists: impl Fn(Asks, i64) -> bool) -> Option<Gone> {
        let wrong = match name {
            "sort" => (!(self.knows)(value)).then_some(Gone::Order),
            "col" => (!self.columns.iter().any(|column| column.key == value)).then_some(Gone::Column),
            _ => match self.criteria.iter().find(|known| known.name == name) {
                None => Some(Gone::Filter),
                Some(known) => known.asks.why_not(value, exists),
            },
        };
        wrong.filter(|_| !value.is_empty())
    }

    /// A query as it is saved: without empty parts and without a place in the list.
    ///
    /// # Errors
    /// It is too long, or not one of the list's.
    pub fn query(&self, typed: &str) -> Result<String, FieldError> {
        let query = address::query(pairs(typed.trim_start_matches('?')).filter(|(name, _)| self.keeps(name)));
        form::text(Field::ViewQuery, &query, 0, LONGEST_QUERY)
    }

    /// A query with its names rewritten by `write`.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn with_names<E>(&self, query: &str, write: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
        let is_name = |name: &str| self.criteria.iter().any(|known| known.name == name && known.asks == Asks::Name);
        let parts = pairs(query.trim_start_matches('?')).map(|(name, value)| {
            let value = if is_name(&name) { write(&value)? } else { value };
            Ok(format!("{}={}", escape(&name), escape(&value)))
        });
        Ok(parts.collect::<Result<Vec<_>, E>>()?.join("&"))
    }

    /// Whether a parameter is one of the list's filters, or one that its page knows besides.
    #[must_use]
    pub fn understands(&self, name: &str, value: &str) -> bool {
        match (name, self.criteria.iter().find(|known| known.name == name)) {
            ("sort" | "col", _) if value.is_empty() => true,
            ("sort", _) => (self.knows)(value),
            ("col", _) => self.columns.iter().any(|column| column.key == value),
            (_, Some(known)) => !known.asks.is_meaningless(value),
            (_, None) => BESIDES.contains(&name),
        }
    }

    /// What of an address means nothing to the list: names that it does not know, values that such a name does not have, and those that
    /// a later one of the same name takes the place of.
    #[must_use]
    pub fn not_understood<'a>(&self, asked: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
        let asked: Vec<_> = asked.collect();
        let is_replaced = |place: usize, name: &str, value: &str| {
            let is_other = |(later, other): &(&str, &str)| *later == name && *other != value;
            name != "col" && self.keeps(name) && !value.is_empty() && asked.iter().skip(place + 1).any(is_other)
        };
        let wrong = asked
            .iter()
            .enumerate()
            .filter(|(place, (name, value))| !self.understands(name, value) || is_replaced(*place, name, value));
        let wrong = wrong.map(|(_, (name, value))| match self.keeps(name) {
            true => format!("{name}={value}"),
            false => (*name).to_owned(),
        });
        named(wrong)
    }

    fn keeps(&self, name: &str) -> bool {
        matches!(name, "sort" | "col") || self.criteria.iter().any(|known| known.name == name)
    }
}

/// The parameters of a query.
pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|part| part.split_once('=')).map(|(name, value)| (unescape(name), unescape(value)))
}
