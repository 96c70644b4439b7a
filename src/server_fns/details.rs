//! The user's own account: their name, contact details and sign-in names.

use leptos::prelude::*;

use crate::{domain::details_form::DetailsForm, error::AppError, views::details::DetailsView};

/// The reader's own details.
#[server(endpoint = "own_details", input = server_fn::codec::GetUrl)]
pub async fn own_details() -> Result<DetailsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::details::own(&services, &actor).await?;
    let typed = crate::request::session::take_once(crate::request::kept::DETAILS).await;
    let sign_in_with = services.directory().await?.settings.login_identifiers.clone();
    Ok(super::convert::details::view(own, typed, sign_in_with))
}

/// Stores the details. The password is required if the reader's sign-in names change.
#[server(endpoint = "save_details")]
pub async fn save_details(
    #[server(default)] form: DetailsForm,
    #[server(default)] current_password: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let saved = crate::service::details::save(&services, &actor, &form, &current_password, &address).await;
    let is_kept = |error: &AppError| matches!(error, AppError::Invalid(_) | AppError::Overtaken);
    let waits = crate::request::kept::or_keep_if(is_kept, crate::request::kept::DETAILS, &form, saved).await?;
    crate::request::context::redirect(if waits { "/account/details" } else { "/account?details=1" });
    Ok(())
}

/// Confirms the reader's new email address, with the secret from an email or an administrator.
#[server(endpoint = "confirm_new_email")]
pub async fn confirm_new_email(#[server(default)] email_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    crate::service::email_change::confirm(&services, &actor, &email_code, &address).await?;
    crate::request::context::redirect("/account/details?confirmed=1");
    Ok(())
}

/// Cancels the reader's change of email address.
#[server(endpoint = "drop_new_email")]
pub async fn drop_new_email() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::email_change::cancel(&services, &actor).await?;
    crate::request::context::redirect("/account/details?dropped=1");
    Ok(())
}
