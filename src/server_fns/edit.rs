//! Undoing what an administrator has just edited.

use leptos::prelude::*;

use crate::error::AppError;

/// The name of the reader's last edit, if it can be undone.
#[server(endpoint = "last_edit", input = server_fn::codec::GetUrl)]
pub async fn last_edit() -> Result<Option<String>, AppError> {
    let (_, actor) = crate::request::context::request()?;
    crate::service::edit::authorised(&actor)?;
    Ok(crate::request::undo::last_edit().await)
}

/// Undoes it, and shows what was edited.
#[server(endpoint = "undo_edit")]
pub async fn undo_edit(key: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::edit::authorised(&actor)?;
    let page = crate::request::undo::take_edit_back(&services, &actor, &key).await?;
    crate::request::context::redirect(&format!("{page}?undone=1"));
    Ok(())
}
