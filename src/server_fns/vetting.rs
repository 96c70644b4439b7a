//! An administrator's pages about applications to work with the clinic.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::application::{EventView, PaperView, PasswordView};
use crate::{
    domain::{application::ApplicationStatus, first_hours::FirstHoursForm, practitioner_form::PractitionerForm},
    error::AppError,
};

/// A page of applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationsView {
    /// The rows: those that changed last come first.
    pub rows: Vec<ApplicationRowView>,
    /// How many stand where, in the order of [`ApplicationStatus::ALL`].
    pub counts: Vec<(ApplicationStatus, i64)>,
    /// Where those stand that are shown; all if none is named.
    pub status: Option<ApplicationStatus>,
    /// This page, from 1.
    pub page: i64,
    /// Whether there are more.
    pub more: bool,
}

/// An application in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRowView {
    /// Its key.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// How long ago it was sent, in words.
    pub sent: String,
    /// How long ago something last happened, in words.
    pub changed: String,
}

/// An application as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VettingView {
    /// Its key.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// Who sent them a link; empty if no one did.
    pub invited_by: String,
    /// What they sent: what each line is called, and what it says.
    pub sent: Vec<(String, String)>,
    /// What happened, in order.
    pub events: Vec<EventView>,
    /// The documents.
    pub papers: Vec<PaperView>,
    /// What stands in the form that approves it; as it was typed where it was refused.
    pub form: PractitionerForm,
    /// The centre and first hours that stand there.
    pub first: FirstHoursForm,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name.
    pub centres: Vec<(i64, String)>,
    /// What the applicant can do about a password.
    pub password: PasswordView,
    /// Whether the reader can confirm that the new account may be used.
    pub may_confirm: bool,
    /// The key of their profile, once there is one.
    pub profile: Option<i64>,
}

/// A page of applications, from 1: those that stand there, or all.
#[server(endpoint = "admin_applications", input = server_fn::codec::GetUrl)]
pub async fn admin_applications(status: String, page: String) -> Result<ApplicationsView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::vetting::list(&services, &actor, &status, page.parse().unwrap_or(1)).await
}

/// One application.
#[server(endpoint = "admin_application", input = server_fn::codec::GetUrl)]
pub async fn admin_application(id: String) -> Result<VettingView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::vetting::seen(&services, &actor, &id).await
}

/// Writes something that only administrators read.
#[server(endpoint = "note_application")]
pub async fn note_application(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::add_note(&services, &actor, key, &text).await?;
    super::context::redirect(&format!("/admin/applications/{key}?noted=1"));
    Ok(())
}

/// Asks the applicant for more.
#[server(endpoint = "ask_applicant")]
pub async fn ask_applicant(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::ask(&services, &actor, key, &text).await?;
    super::context::redirect(&format!("/admin/applications/{key}?asked=1"));
    Ok(())
}

/// Refuses an application, with a reason that the applicant reads.
#[server(endpoint = "refuse_application")]
pub async fn refuse_application(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::refuse(&services, &actor, key, &text).await?;
    super::context::redirect(&format!("/admin/applications/{key}?refused=1"));
    Ok(())
}

/// Approves an application, with what the profile says and the first hours. A plain form that is refused finds again what was typed.
#[server(endpoint = "approve_application")]
pub async fn approve_application(
    id: String,
    #[server(default)] form: PractitionerForm,
    #[server(default)] first: FirstHoursForm,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::vetting::approve(&services, &actor, &id, form, first).await?;
    super::context::redirect(&format!("/admin/applications/{id}?approved=1"));
    Ok(())
}

/// Confirms, as a second administrator, that the applicant may choose a password.
#[server(endpoint = "confirm_application")]
pub async fn confirm_application(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::confirm(&services, &actor, key).await?;
    super::context::redirect(&format!("/admin/applications/{key}?confirmed=1"));
    Ok(())
}
