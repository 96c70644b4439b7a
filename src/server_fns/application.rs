//! Applying to work with the clinic, and following the application, at an address that only the applicant knows.

use leptos::prelude::*;

use crate::{
    domain::application::ApplicationForm,
    error::AppError,
    views::application::{ApplicationView, JoinView},
};

/// The data for the application form.
#[server(endpoint = "join_form", input = server_fn::codec::GetUrl)]
pub async fn join_form() -> Result<JoinView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let typed = crate::request::session::take_once(crate::request::kept::APPLICATION).await;
    let directory = crate::service::application::known_directory(&services, &actor).await?;
    let asked = services.directory().await?.settings.names_of_practitioners();
    Ok(super::convert::application::form(directory.as_deref(), asked, typed))
}

/// Sends an application, and shows its status. If refused, a plain form gets its input back.
#[server(endpoint = "apply")]
pub async fn apply(
    #[server(default)] form: ApplicationForm,
    #[server(default)] invitation: String,
) -> Result<(), AppError> {
    use crate::{
        request::kept,
        service::{account, application},
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let sent = application::apply(&services, &form, &invitation, &address).await;
    let may_keep = |_: &AppError| account::may_keep_typed(&services, &address);
    let token = kept::or_keep_if(may_keep, kept::APPLICATION, &form.cut(), sent).await?;
    crate::request::context::redirect(&format!("/join/{token}?sent=1"));
    Ok(())
}

/// An application, for anyone who knows its secret.
#[server(endpoint = "application", input = server_fn::codec::GetUrl)]
pub async fn application(token: String) -> Result<ApplicationView, AppError> {
    use crate::domain::account::IdentifierKind;

    let (services, actor) = crate::request::context::request()?;
    let seen = crate::service::application::see(&services, &token).await?;
    let by_email = services.directory().await?.settings.login_identifiers.contains(&IdentifierKind::Email);
    Ok(super::convert::application::seen(&seen, &actor, by_email, services.clock.now()))
}

/// Answers the administrators' question.
#[server(endpoint = "answer_application")]
pub async fn answer_application(token: String, #[server(default)] text: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    crate::service::application::answer(&services, &token, &text, &address).await?;
    crate::request::context::redirect(&format!("/join/{}?answered=1", crate::domain::address::escape(&token)));
    Ok(())
}

/// Claims an application for the reader's account, into which it is then approved.
#[server(endpoint = "claim_application")]
pub async fn claim_application(token: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::application::claim(&services, &actor, &token).await?;
    crate::request::context::redirect(&format!("/join/{}?claimed=1", crate::domain::address::escape(&token)));
    Ok(())
}

/// Withdraws an application.
#[server(endpoint = "withdraw_application")]
pub async fn withdraw_application(token: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    crate::service::application::withdraw(&services, &token).await?;
    crate::request::context::redirect(&format!("/join/{}?withdrawn=1", crate::domain::address::escape(&token)));
    Ok(())
}

/// Sets the first password of an approved applicant, and redirects to sign-in.
#[server(endpoint = "choose_first_password")]
pub async fn choose_first_password(
    token: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let new = (password.as_str(), password_again.as_str());
    crate::service::application::choose_password(&services, &token, new, &address).await?;
    crate::request::context::redirect("/sign-in?reset=1");
    Ok(())
}
