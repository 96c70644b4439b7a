//! Suggestions while one types into a search box.

use leptos::prelude::*;

use super::answer::Text;
use crate::{error::AppError, views::suggest::SuggestionView};

/// What could be meant; little, and nothing of a long text.
#[server(endpoint = "suggest", input = server_fn::codec::GetUrl, output = Text)]
pub async fn suggest(#[server(default)] q: String) -> Result<Vec<SuggestionView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::suggest::suggestions(&directory, &q))
}

/// Practitioners who could be meant: of the directory, or only of the reader's desks.
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
