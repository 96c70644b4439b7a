//! The clinic's texts on its public pages.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::content::{Block, ContentRowView, ContentView},
};

/// The clinic's own text for a page; empty if it has none.
#[server(endpoint = "page_text", input = server_fn::codec::GetUrl)]
pub async fn page_text(place: String) -> Result<Vec<Block>, AppError> {
    let place = place.parse().map_err(|()| AppError::NotFound)?;
    let directory = crate::request::context::services()?.directory().await?;
    Ok(super::convert::content::blocks(directory.texts.of(place, crate::words::language())))
}

/// Every place for a text, for those who may change them.
#[server(endpoint = "admin_contents", input = server_fn::codec::GetUrl)]
pub async fn admin_contents() -> Result<Vec<ContentRowView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let latest = crate::service::content::all(&services, &actor).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::content::rows(&latest, &zone))
}

/// A text with its history. After a preview, the input is still there.
#[server(endpoint = "admin_content", input = server_fn::codec::GetUrl)]
pub async fn admin_content(
    id: String,
    #[server(default)] language: String,
    #[server(default)] preview: bool,
) -> Result<ContentView, AppError> {
    use super::convert::content::{self as convert, Typed};
    use crate::{
        request::{kept, session},
        service::content,
    };

    let (services, actor) = crate::request::context::request()?;
    // Anyone without permission is told so, whatever is in the address.
    content::all(&services, &actor).await?;
    let edition = convert::edition(&id, &language)?;
    let versions = content::versions(&services, &actor, edition).await?;
    let refused: Option<Typed> = session::take_once(kept::CONTENT).await;
    let (typed, is_preview) = match refused {
        Some(typed) => (Some(typed), false),
        None if preview => (session::kept::<Typed>(kept::CONTENT_PREVIEW).await, true),
        None => (None, false),
    };
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let typed = typed.filter(|typed| typed.edition == edition);
    Ok(convert::edited(edition, versions, typed, is_preview, &zone))
}

/// Stores a text, or with `doing=preview` shows how it would look. If refused, a plain form gets its input back.
#[server(endpoint = "save_content")]
pub async fn save_content(
    id: String,
    #[server(default)] language: String,
    #[server(default)] text: String,
    #[server(default)] version: i64,
    #[server(default)] doing: String,
) -> Result<(), AppError> {
    use super::convert::content::{self as convert, Typed};
    use crate::{
        request::{context, kept, session},
        service::content,
    };

    let (services, actor) = context::request()?;
    content::all(&services, &actor).await?;
    let edition = convert::edition(&id, &language)?;
    let is_kept = |error: &AppError| matches!(error, AppError::Invalid(_) | AppError::Overtaken);
    if doing == "preview" {
        let typed = Typed { edition, text: text.clone(), version };
        kept::or_keep_if(is_kept, kept::CONTENT, &typed, content::preview(&actor, edition, &text)).await?;
        session::show_once(kept::CONTENT_PREVIEW, &typed).await?;
        context::redirect(&convert::page_of(edition, "preview"));
        return Ok(());
    }
    let saved = content::save(&services, &actor, edition, &text, version).await;
    kept::or_keep_if(is_kept, kept::CONTENT, &Typed { edition, text, version }, saved).await?;
    session::take_once::<Typed>(kept::CONTENT_PREVIEW).await;
    context::redirect(&convert::page_of(edition, "saved"));
    Ok(())
}

/// Restores an earlier version of a text.
#[server(endpoint = "restore_content")]
pub async fn restore_content(id: String, #[server(default)] language: String, version: i64) -> Result<(), AppError> {
    use super::convert::content as convert;
    use crate::{request::context, service::content};

    let (services, actor) = context::request()?;
    content::all(&services, &actor).await?;
    let edition = convert::edition(&id, &language)?;
    content::restore(&services, &actor, edition, version).await?;
    context::redirect(&convert::page_of(edition, "restored"));
    Ok(())
}
