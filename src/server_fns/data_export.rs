//! People's requests for a copy of everything held about them.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::data_export::{DataExportView, ExportForView},
};

/// The state of the reader's export.
#[server(endpoint = "data_export", input = server_fn::codec::GetUrl)]
pub async fn data_export() -> Result<DataExportView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::data_export::own(&services, &actor).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::data_export::view(found, &zone))
}

/// Requests an export.
#[server(endpoint = "ask_data_export")]
pub async fn ask_data_export() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::data_export::ask(&services, &actor).await?;
    crate::request::context::redirect("/account/export");
    Ok(())
}

/// The state of someone's export, for an administrator.
#[server(endpoint = "export_for", input = server_fn::codec::GetUrl)]
pub async fn export_for(id: String) -> Result<ExportForView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::data_export::of(&services, &actor, id).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::data_export::of(found, &zone))
}

/// Requests an export of someone's data, for them.
#[server(endpoint = "ask_export_for")]
pub async fn ask_export_for(account: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    crate::service::data_export::ask_for(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("/admin/users/{id}/export"));
    Ok(())
}
