//! What a list is: where, what can be asked of it and its columns; what an address asks of it, and what of that it cannot be asked.

use super::asks::{Asks, Gone};
use crate::domain::{
    address::{escape, named, unescape},
    form::{self, Field, FieldError},
};

/// The most characters of a view's query: with its list's address it has to fit into a redirect.
pub const LONGEST_QUERY: usize = 400;

/// What else an address of a list may say: where in it the reader is, what has just been done there, whom they look for in a box beside it,
/// and a form that was refused.
const BESIDES: [&str; 19] = [
    "__err",
    "__path",
    "added",
    "after",
    "all",
    "asked",
    "before",
    "booked",
    "cancelled",
    "code",
    "edited",
    "find_practitioner",
    "moderated",
    "saved",
    "undone",
    "view",
    "view_removed",
    "view_saved",
    "zone",
];

/// A column. The first of a list is its name, and always shown.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The word for it in an address.
    pub key: &'static str,
    /// Whether the list can be sorted by it, either way.
    pub sorts: bool,
}

/// Something that a list can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Criterion {
    /// The parameter in its address.
    pub name: &'static str,
    /// What it asks for.
    pub asks: Asks,
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The word under which views of it are kept.
    pub key: &'static str,
    /// Its address.
    pub path: &'static str,
    /// What it can be asked for.
    pub criteria: &'static [Criterion],
    /// Its columns.
    pub columns: &'static [Column],
    /// Whether it knows an order.
    pub(super) knows: fn(&str) -> bool,
}

impl List {
    /// What of a query can no longer be asked of the list; nothing if the view still shows what it was made to show.
    /// `exists` says whether a person, a centre, a practitioner or a kind of visit is still there.
    #[must_use]
    pub fn gone(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> Vec<Gone> {
        let mut gone: Vec<Gone> =
            pairs(query).filter_map(|(name, value)| self.why_not(&name, &value, &exists)).collect();
        gone.dedup();
        gone
    }

    /// A query without what can no longer be asked of the list.
    #[must_use]
    pub fn repaired(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> String {
        let kept = pairs(query).filter(|(name, value)| self.why_not(name, value, &exists).is_none());
        kept.map(|(name, value)| format!("{name}={}", escape(&value))).collect::<Vec<_>>().join("&")
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

    /// A query as it is kept: without empty parts and without a place in the list, whatever else an address says.
    ///
    /// # Errors
    /// That it is too long, or cannot be asked of the list.
    pub fn query(&self, typed: &str) -> Result<String, FieldError> {
        let kept: Vec<String> = pairs(typed.trim_start_matches('?'))
            .filter(|(name, value)| self.keeps(name) && !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escape(&value)))
            .collect();
        let query = kept.join("&");
        form::text(Field::ViewQuery, &query, 0, LONGEST_QUERY)
    }

    /// A query with the names that it asks for written in another way.
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

    /// Whether a parameter says something that the list can be asked for, or that its page says besides.
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
fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|part| part.split_once('=')).map(|(name, value)| (unescape(name), unescape(value)))
}
