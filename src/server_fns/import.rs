//! Administrators import centres and people from files, which are sent to `/admin/import/files`.

use leptos::prelude::*;

use crate::{error::AppError, views::import::ImportView};

/// The state of the reader's import.
#[server(endpoint = "import", input = server_fn::codec::GetUrl)]
pub async fn import() -> Result<ImportView, AppError> {
    use crate::service::second_factor::again::{self, Besides};

    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::import::uploaded::own(&services, &actor).await?;
    let centres = crate::service::centre::list(&services, &actor).await?;
    let again = again::again(&services, &actor, Besides::Nothing).await?;
    let now = services.clock.now();
    let sign_in_with = services.directory().await?.settings.login_identifiers.clone();
    super::convert::import::view(found, &centres, sign_in_with, now, again)
}

/// Imports checked files.
#[server(endpoint = "confirm_import")]
pub async fn confirm_import(id: String, #[server(default)] second_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::import::uploaded::confirm(&services, &actor, &id, &second_code).await?;
    crate::request::context::redirect("/admin/import");
    Ok(())
}

/// Discards checked files, or the report about them.
#[server(endpoint = "discard_import")]
pub async fn discard_import(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::import::uploaded::discard(&services, &actor, &id).await?;
    crate::request::context::redirect("/admin/import");
    Ok(())
}
