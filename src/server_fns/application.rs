//! Applying to work with the clinic, and what becomes of it, under an address that only the applicant knows.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::application::{ApplicationEvent, ApplicationForm, ApplicationStatus},
    error::AppError,
};

/// What the form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinView {
    /// What stands in the form; as it was typed where it was refused.
    pub form: ApplicationForm,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name. None where the directory is for members only.
    pub centres: Vec<(i64, String)>,
}

/// Something that happened to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// What.
    pub kind: ApplicationEvent,
    /// The administrator who did it; empty for the applicant, and wherever the applicant reads it.
    pub author: String,
    /// What was written; may be empty.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
}

/// A document that belongs to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Its key.
    pub id: i64,
    /// Its file name.
    pub name: String,
    /// Whether it is an image.
    pub is_image: bool,
}

/// What the applicant can do about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordView {
    /// There is no account yet.
    NoAccount,
    /// Another administrator has to confirm the account first.
    Unconfirmed,
    /// They choose one.
    Open,
    /// The account has one, or is no longer active.
    Settled,
}

/// An application as its applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationView {
    /// Where it stands.
    pub status: ApplicationStatus,
    /// What they sent: what each line is called, and what it says.
    pub sent: Vec<(String, String)>,
    /// The email address that they gave.
    pub email: String,
    /// What happened, in order.
    pub events: Vec<EventView>,
    /// Their documents.
    pub papers: Vec<PaperView>,
    /// Whether they can add one more.
    pub may_add: bool,
    /// How large it may be, in millions of bytes.
    pub most_megabytes: u16,
    /// What they can do about a password.
    pub password: PasswordView,
    /// The key of their profile, once there is one.
    pub profile: Option<i64>,
}

/// What the form of an application needs.
#[server(endpoint = "join_form", input = server_fn::codec::GetUrl)]
pub async fn join_form() -> Result<JoinView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::application::form(&services, &actor).await
}

/// Sends an application, and goes to where its status is shown. A plain form that is refused finds again what was typed.
#[server(endpoint = "apply")]
pub async fn apply(
    #[server(default)] form: ApplicationForm,
    #[server(default)] invitation: String,
) -> Result<(), AppError> {
    let services = super::context::services()?;
    let token = super::convert::application::apply(&services, &form, &invitation).await?;
    super::context::redirect(&format!("/join/{token}?sent=1"));
    Ok(())
}

/// An application, for whoever knows its secret.
#[server(endpoint = "application", input = server_fn::codec::GetUrl)]
pub async fn application(token: String) -> Result<ApplicationView, AppError> {
    let services = super::context::services()?;
    super::convert::application::seen(&services, &token).await
}

/// Answers what the administrators asked.
#[server(endpoint = "answer_application")]
pub async fn answer_application(token: String, #[server(default)] text: String) -> Result<(), AppError> {
    let services = super::context::services()?;
    let address = super::context::identity().address;
    crate::service::application::answer(&services, &token, &text, &address).await?;
    super::context::redirect(&format!("/join/{}?answered=1", super::sign_in::escape(&token)));
    Ok(())
}

/// Takes an application back.
#[server(endpoint = "withdraw_application")]
pub async fn withdraw_application(token: String) -> Result<(), AppError> {
    let services = super::context::services()?;
    crate::service::application::withdraw(&services, &token).await?;
    super::context::redirect(&format!("/join/{}?withdrawn=1", super::sign_in::escape(&token)));
    Ok(())
}

/// Chooses the first password of an approved applicant, and goes to sign-in.
#[server(endpoint = "choose_first_password")]
pub async fn choose_first_password(
    token: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
) -> Result<(), AppError> {
    let services = super::context::services()?;
    let address = super::context::identity().address;
    let new = (password.as_str(), password_again.as_str());
    crate::service::application::choose_password(&services, &token, new, &address).await?;
    super::context::redirect("/sign-in?reset=1");
    Ok(())
}
