//! A record entry on its own page.

use leptos::prelude::*;

use crate::{error::AppError, views::entry::EntryView};

/// One entry of the record, for anyone who may read it.
#[server(endpoint = "entry", input = server_fn::codec::GetUrl)]
pub async fn entry(id: String) -> Result<EntryView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let found = crate::service::entry::read(&services, &actor, id).await?;
    Ok(super::convert::entry::entry(found))
}

/// Retracts one of the reader's own entries as an error.
#[server(endpoint = "retract_entry")]
pub async fn retract_entry(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::entry::retract(&services, &actor, id, &reason).await?;
    crate::request::context::redirect(&format!("{}?saved=1", crate::domain::address::entry(id)));
    Ok(())
}
