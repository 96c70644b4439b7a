//! The results of searches, a page at a time.

use futures::future::BoxFuture;

use super::{resources::Resource, search::Query};
use crate::{domain::text::fold, rest::problem::Problem, service::refusals::Trail};

/// A page of results.
#[derive(Debug, Default)]
pub struct Found {
    pub resources: Vec<Resource>,
    /// The total on all pages, if known.
    pub total: Option<usize>,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

/// The results for the requested keys, all on one page.
pub fn at_once(mut resources: Vec<Resource>, query: &Query) -> Found {
    if let Some(order) = query.shown.order {
        order.sort(&mut resources, Resource::json);
    }
    Found { total: Some(resources.len()), resources, next: None }
}

/// A page of the matches from a complete list: sorted by key, starting after a given one.
pub fn page<T>(mut all: Vec<(String, T)>, query: &Query, make: impl Fn(&T) -> Resource) -> Found {
    let order = |one: &str, other: &str| if query.shown.descends() { other.cmp(one) } else { one.cmp(other) };
    all.retain(|(_, one)| query.meets(&make(one)));
    all.sort_by(|one, other| order(&one.0, &other.0));
    let total = Some(all.len());
    let is_left = |one: &&(String, T)| query.after.as_ref().is_none_or(|after| order(&one.0, after).is_gt());
    let left: Vec<&(String, T)> = all.iter().filter(is_left).collect();
    let shown = left.get(..query.count).unwrap_or(&left);
    let next = shown.last().filter(|_| left.len() > shown.len()).map(|(key, _)| key.clone());
    Found { resources: shown.iter().map(|(_, one)| make(one)).collect(), total, next }
}

/// The sort key of something with a name: its number, preceded by its name if sorted by name.
pub fn named(query: &Query, name: &str, number: i64) -> String {
    match query.shown.order {
        Some(_) => format!("{} {}", fold(name), key(number)),
        None => key(number),
    }
}

/// The resource, if it is found: anything the reader may not see is treated as absent. Of several in one request, each refusal is
/// audited.
///
/// # Errors
/// Any other problem.
pub async fn kept<T>(reading: BoxFuture<'_, Result<T, Problem>>) -> Result<Option<T>, Problem> {
    match Trail::default().follow(reading).await {
        Ok(found) => Ok(Some(found)),
        Err(problem) if [403, 404].contains(&problem.status) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// A key that sorts like its number.
pub fn key(number: i64) -> String {
    format!("{number:020}")
}

/// Parses one of our keys.
///
/// # Errors
/// Not found, if it can't be one of ours.
pub fn number(id: &str) -> Result<i64, Problem> {
    let is_plain = !id.is_empty() && id.bytes().all(|c| c.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
    id.parse().ok().filter(|_| is_plain).ok_or_else(Problem::not_found)
}
