//! What people do with a link from an email, without signing in: set a new password, or activate an account.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::by_mail::{ActivationView, ResetView},
};

/// The ways to set a new password, and whether this link works.
#[server(endpoint = "reset_ways")]
pub async fn reset_ways(token: String) -> Result<ResetView, AppError> {
    use crate::service::account;

    let services = crate::request::context::services()?;
    let by_mail = account::can_reset_by_mail(&services).await?;
    let link = if token.is_empty() { None } else { Some(account::is_reset_link(&services, &token).await?) };
    let typed = crate::request::session::sign_in_name::take().unwrap_or_default();
    Ok(ResetView { by_mail, link, typed })
}

/// Sends a password reset link to this address, if someone signs in with it.
#[server(endpoint = "ask_reset_link")]
pub async fn ask_reset_link(email: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    crate::service::account::ask_reset_link(&services, &email, &address).await?;
    crate::request::context::redirect("/reset-password?sent=1");
    Ok(())
}

/// Sets a new password using a link from an email.
#[server(endpoint = "reset_by_link")]
pub async fn reset_by_link(token: String, password: String, password_again: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let new = (password.as_str(), password_again.as_str());
    crate::service::account::reset_by_link(&services, &token, new, &address).await?;
    crate::request::context::redirect("/sign-in?reset=1");
    Ok(())
}

/// Whether this link activates an account, and the page's other data.
#[server(endpoint = "activation_link")]
pub async fn activation_link(token: String) -> Result<ActivationView, AppError> {
    use crate::domain::settings::Registration;

    let services = crate::request::context::services()?;
    let works = crate::service::account::is_activation_link(&services, &token).await?;
    let registration_open = services.directory().await?.settings.registration == Registration::Open;
    Ok(ActivationView { works, registration_open })
}

/// Activates an account using a link from an email, and sets this password.
#[server(endpoint = "verify_email")]
pub async fn verify_email(token: String, #[server(default)] password: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    crate::service::account::verify(&services, &token, &password, &address).await?;
    crate::request::context::redirect("/sign-in?verified=1");
    Ok(())
}
