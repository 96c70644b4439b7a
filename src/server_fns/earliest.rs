//! The earliest free slots of everyone whom a search finds.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{earliest::EarliestView, search::SearchInput},
};

/// The earliest free slots of everyone who fits.
#[server(endpoint = "earliest", input = server_fn::codec::GetUrl)]
pub async fn earliest(#[server(default)] input: SearchInput) -> Result<EarliestView, AppError> {
    use crate::{
        domain::search::MAX_QUERY_CHARS,
        service::earliest::{self, EarliestRequest},
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let shortened = input.q.chars().count() > MAX_QUERY_CHARS;
    let unlisted = super::convert::search::unlisted(&directory, &input);
    let request = EarliestRequest {
        preferences: super::convert::search::preferences(&input),
        nearby: input.nearby != "no",
        from: input.from.parse().ok(),
        page: input.page.parse().unwrap_or(1),
        text: input.q,
        profession: input.profession,
        specialty: input.specialty,
        suburb: input.suburb,
    };
    let found = earliest::earliest(&services, &directory, &actor, &request).await?;
    Ok(super::convert::earliest::view(&directory, &found, (shortened, unlisted)))
}
