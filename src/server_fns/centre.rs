//! An administrator's pages about centres.

use leptos::prelude::*;

use crate::{
    domain::centre_form::CentreForm,
    error::AppError,
    views::centre::{CentreEditView, CentreRowView},
};

/// Every centre, by name.
#[server(endpoint = "admin_centres", input = server_fn::codec::GetUrl)]
pub async fn admin_centres() -> Result<Vec<CentreRowView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    Ok(super::convert::centre::list(crate::service::centre::list(&services, &actor).await?))
}

/// A centre to be changed, or a new one where the key is `new`.
#[server(endpoint = "admin_centre", input = server_fn::codec::GetUrl)]
pub async fn admin_centre(id: String) -> Result<CentreEditView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let all = crate::service::centre::list(&services, &actor).await?;
    super::convert::centre::edit(&all, &id, crate::request::session::take_once(crate::request::kept::CENTRE).await)
}

/// Stores a centre, a new one where the key is `new`, and goes back to the list. A plain form that is refused finds again what was
/// typed.
#[server(endpoint = "save_centre")]
pub async fn save_centre(id: String, #[server(default)] form: CentreForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = super::convert::centre::key(&id)?;
    let saved = crate::service::centre::save(&services, &actor, key, &form).await;
    let saved = crate::request::kept::or_keep(crate::request::kept::CENTRE, &(&id, &form), saved).await?;
    crate::request::context::redirect(match (id.as_str(), saved.under_new_zone) {
        ("new", _) => "/admin/centres?added=1",
        (_, Some(1..)) => "/admin/centres?zone=1",
        _ => "/admin/centres?saved=1",
    });
    Ok(())
}
