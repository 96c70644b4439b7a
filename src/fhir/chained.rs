//! Resolves chained searches: the targets are searched for first, by the same reader, who thus finds no one whom they could not
//! find anyway.

use std::mem::take;

use axum::http::HeaderMap;

use super::{
    asked::Param,
    chain::Chain,
    context::Context,
    found::{Found, kept},
    kinds::KINDS,
    search::Query,
};
use crate::{domain::account::Actor, rest::problem::Problem};

/// The maximum number of resources that a chain leads to.
const MOST: usize = 100;
/// The maximum number of pages searched for them.
const MOST_PAGES: usize = 20;

/// A search with its chains replaced by the resources found.
///
/// # Errors
/// That there are too many; that an app asks, which searches for each type by itself; a storage failure.
pub async fn resolved(context: &Context, mut query: Query) -> Result<Query, Problem> {
    let mut left = take(&mut query.chains);
    if !left.is_empty() && matches!(context.actor(), Actor::App { .. }) {
        return Err(Problem::bad_request("An app has to search for each type by itself."));
    }
    while let Some((param, Chain { kind, .. })) = left.first().cloned() {
        let (these, others) = left.into_iter().partition(|(by, _)| by.name == param.name);
        left = others;
        let ids = found(context, kind, these).await?;
        query.narrow(param, kind, &ids);
    }
    Ok(query)
}

/// The ids of the resources of a type that these parameters find.
async fn found(context: &Context, kind: &str, by: Vec<(Param, Chain)>) -> Result<Vec<String>, Problem> {
    let kind = KINDS.iter().find(|one| one.name() == kind).ok_or_else(Problem::not_found)?;
    let params = by.into_iter().map(|(_, chain)| (chain.param, chain.value)).collect();
    // Also for lenient programs: ignoring an unsupported parameter would match everyone.
    let mut query = Query::read(&kind.searchable, params, (&HeaderMap::new(), &context.base))?.at_large();
    let mut ids = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(Found { resources, next, .. }) = kept(Box::pin(kind.find(context, &query))).await? else {
            return Ok(ids);
        };
        ids.extend(resources.iter().filter_map(|one| one.json()["id"].as_str().map(str::to_owned)));
        query.after = next;
        if query.after.is_none() && ids.len() <= MOST {
            return Ok(ids);
        }
        if ids.len() > MOST {
            break;
        }
    }
    Err(Problem::bad_request("Too many resources match this. Ask for fewer."))
}
