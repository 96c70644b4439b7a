//! Suggestions while typing into a search box.

use leptos::prelude::*;

use super::answer::Text;
use crate::{error::AppError, views::suggest::SuggestionView};

/// Possible completions; few, and none for a long text.
#[server(endpoint = "suggest", input = server_fn::codec::GetUrl, output = Text)]
pub async fn suggest(#[server(default)] q: String) -> Result<Vec<SuggestionView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::suggest::suggestions(&directory, &q))
}

/// Matching practitioners: in the directory, or only at the reader's desks.
#[server(endpoint = "find_practitioners", input = server_fn::codec::GetUrl, output = Text)]
pub async fn find_practitioners(
    #[server(default)] q: String,
    #[server(default)] colleagues: bool,
) -> Result<Vec<SuggestionView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let found = crate::service::practitioner::find(&services, &actor, &directory, &q, colleagues).await?;
    Ok(found.into_iter().map(|person| super::convert::suggest::practitioner(&directory, person)).collect())
}
