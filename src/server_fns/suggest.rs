//! Suggestions while one types into the search box.

use leptos::prelude::*;

use crate::{error::AppError, views::suggest::SuggestionView};

/// What could be meant; little, and nothing of a long text.
#[server(endpoint = "suggest", input = server_fn::codec::GetUrl)]
pub async fn suggest(#[server(default)] q: String) -> Result<Vec<SuggestionView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::suggest::suggestions(&directory, &q))
}
