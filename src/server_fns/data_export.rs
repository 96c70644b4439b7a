//! A patient asks for a copy of everything that is held about them.

use leptos::prelude::*;

use crate::{error::AppError, views::data_export::DataExportView};

/// Where the reader's copy stands.
#[server(endpoint = "data_export", input = server_fn::codec::GetUrl)]
pub async fn data_export() -> Result<DataExportView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::data_export::own(&services, &actor).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::data_export::view(found, &zone))
}

/// Asks for a copy.
#[server(endpoint = "ask_data_export")]
pub async fn ask_data_export() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::data_export::ask(&services, &actor).await?;
    crate::request::context::redirect("/account/export");
    Ok(())
}
