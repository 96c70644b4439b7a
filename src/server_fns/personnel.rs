//! An administrator's pages about practitioners.

use leptos::prelude::*;

use crate::{
    domain::{first_hours::FirstHoursForm, practitioner_form::PractitionerForm},
    error::AppError,
    views::personnel::{PersonnelEditView, PersonnelView},
};

/// A page of practitioners, from 1, with these words in their name, email address or profession.
#[server(endpoint = "admin_practitioners", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioners(q: String, page: String) -> Result<PersonnelView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::personnel::list(&services, &actor, &q, page.parse().unwrap_or(1)).await
}

/// A practitioner to be changed, or a new one where the key is `new`.
#[server(endpoint = "admin_practitioner", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioner(id: String) -> Result<PersonnelEditView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::personnel::edit(&services, &actor, &id).await
}

/// Stores a practitioner, a new one where the key is `new`, with their first centre. A plain form that is refused finds again what
/// was typed.
#[server(endpoint = "save_practitioner")]
pub async fn save_practitioner(
    id: String,
    #[server(default)] form: PractitionerForm,
    #[server(default)] first: FirstHoursForm,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let stored = super::convert::personnel::save(&services, &actor, &id, form, first).await?;
    let done = if id == "new" { "added" } else { "saved" };
    crate::request::context::redirect(&format!("/admin/practitioners/{stored}?{done}=1"));
    Ok(())
}

/// Has a practitioner work at a further centre.
#[server(endpoint = "add_affiliation")]
pub async fn add_affiliation(practitioner: String, #[server(default)] first: FirstHoursForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::personnel::add_work(&services, &actor, &practitioner, first).await?;
    crate::request::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
    Ok(())
}

/// Ends a practitioner's work at a centre. The appointments that were shown stay booked; their patients are told if so decided.
#[server(endpoint = "end_affiliation")]
pub async fn end_affiliation(
    practitioner: String,
    affiliation: String,
    #[server(default)] seen: Vec<String>,
    #[server(default)] tell: bool,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::personnel::end_work(&services, &actor, &practitioner, &affiliation, &seen, tell).await?;
    crate::request::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
    Ok(())
}
