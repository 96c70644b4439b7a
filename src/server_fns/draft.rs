//! Drafts of a consultation's forms.

use leptos::prelude::*;

use crate::{
    domain::draft::{Draft, DraftKind},
    error::AppError,
    views::draft::DraftView,
};

/// The form of a consultation to be continued; with `replace`, for a prescription to replace.
#[server(endpoint = "kept_draft", input = server_fn::codec::GetUrl)]
pub async fn kept_draft(id: String, kind: DraftKind, replace: String) -> Result<DraftView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let found = crate::service::draft::read(&services, &actor, id, kind, replace.parse().ok()).await?;
    Ok(super::convert::draft::draft(found))
}

/// Saves a form as it is typed. Returns when: `10:42`.
#[server(endpoint = "save_draft", input = server_fn::codec::Json)]
pub async fn save_draft(id: String, draft: Draft) -> Result<String, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let (at, zone) = crate::service::draft::save(&services, &actor, id, &draft).await?;
    Ok(crate::views::time_view::TimeView::instant(&zone, at).time)
}

/// Discards a draft.
#[server(endpoint = "discard_draft")]
pub async fn discard_draft(id: String, kind: DraftKind) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::draft::discard(&services, &actor, id, kind).await?;
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&crate::domain::address::consultation(id));
    }
    Ok(())
}
