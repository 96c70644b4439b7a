//! The search page's results.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::search::{FacetsView, SearchInput, SearchView},
};

/// Searches the directory.
#[server(endpoint = "search", input = server_fn::codec::GetUrl)]
pub async fn search(#[server(default)] input: SearchInput) -> Result<SearchView, AppError> {
    use crate::{
        domain::search::{Kind, MAX_QUERY_CHARS},
        service::{
            search::{self, SearchRequest},
            waitlist::may_wait,
        },
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let shortened = input.q.chars().count() > MAX_QUERY_CHARS;
    let unlisted = super::convert::search::unlisted(&directory, &input);
    let request = SearchRequest {
        preferences: super::convert::search::preferences(&input),
        kind: Kind::parse(&input.kind),
        page: input.page.parse().unwrap_or(1),
        text: input.q,
        profession: input.profession,
        specialty: input.specialty,
        suburb: input.suburb,
    };
    let found = search::search(&services, &directory, &actor, &request).await?;
    let averages = services.averages().await?;
    let result = |found| super::convert::search::result(&directory, &averages, found);
    let results = found.results.iter().map(result).collect();
    let search::Unmet { words: missing, suburb, wanted } = found.unmet;
    let outside = suburb.map(|suburb| (wanted, suburb));
    let (total, page, pages, may_wait) = (found.total, found.page, found.pages, may_wait(&actor));
    Ok(SearchView { total, page, pages, shortened, unlisted, missing, outside, may_wait, results })
}

/// The choices that the search form offers.
#[server(endpoint = "facets", input = server_fn::codec::GetUrl)]
pub async fn facets() -> Result<FacetsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::search::facets(&directory))
}
