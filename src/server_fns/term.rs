//! An administrator's page about professions and areas of expertise.

use leptos::prelude::*;

use crate::{domain::term::TermForm, error::AppError, views::term::TermsView};

/// Every profession and area of expertise.
#[server(endpoint = "admin_terms", input = server_fn::codec::GetUrl)]
pub async fn admin_terms() -> Result<TermsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::term::list(&services, &actor).await?;
    Ok(super::convert::term::list(found, crate::request::session::take_once(crate::request::kept::TERM).await))
}

/// Renames a term, or merges two. If refused, a plain form gets its input back.
#[server(endpoint = "rename_term")]
pub async fn rename_term(#[server(default)] form: TermForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let renamed = crate::service::term::rename(&services, &actor, &form).await;
    let renamed = crate::request::kept::or_keep(crate::request::kept::TERM, &form, renamed).await?;
    let merged = renamed.merged;
    crate::request::undo::edited(Some(crate::service::edit::Edit::Term(renamed))).await?;
    crate::request::context::redirect(match merged {
        true => "/admin/professions?merged=1",
        false => "/admin/professions?renamed=1",
    });
    Ok(())
}
