//! An administrator's pages about practitioners.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{first_hours::FirstHoursForm, practitioner_form::PractitionerForm},
    error::AppError,
};

/// A page of practitioners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelView {
    /// The rows, by name.
    pub rows: Vec<PersonnelRowView>,
    /// How many there are in all.
    pub total: i64,
    /// This page, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
}

/// A practitioner in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelRowView {
    /// Their key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Profession.
    pub profession: String,
    /// The names of their centres.
    pub centres: Vec<String>,
    /// Whether the account is active.
    pub active: bool,
    /// Whether they take new bookings.
    pub accepting: bool,
}

/// A practitioner to be changed, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelEditView {
    /// Their key; none for a new one.
    pub id: Option<i64>,
    /// Their name as stored; empty for a new one.
    pub name: String,
    /// Their email address as stored; empty for a new one.
    pub email: String,
    /// What stands in the form; as it was typed where it was refused.
    pub form: PractitionerForm,
    /// The centre and first hours that stand in the form.
    pub first: FirstHoursForm,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// The centres where they do not work yet: key and name.
    pub centres: Vec<(i64, String)>,
    /// Where they work.
    pub work: Vec<WorkView>,
    /// Whether the account is active.
    pub active: bool,
}

/// Somebody's work at a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    /// Its key.
    pub id: i64,
    /// What the centre is called.
    pub centre: String,
    /// The days with their hours, in words.
    pub hours: Vec<(String, String)>,
    /// The keys of the appointments that are to come there.
    pub coming: Vec<i64>,
}

/// A page of practitioners, from 1, with these words in their name, email address or profession.
#[server(endpoint = "admin_practitioners", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioners(q: String, page: String) -> Result<PersonnelView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::personnel::list(&services, &actor, &q, page.parse().unwrap_or(1)).await
}

/// A practitioner to be changed, or a new one where the key is `new`.
#[server(endpoint = "admin_practitioner", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioner(id: String) -> Result<PersonnelEditView, AppError> {
    let (services, actor) = super::context::request()?;
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
    let (services, actor) = super::context::request()?;
    let stored = super::convert::personnel::save(&services, &actor, &id, form, first).await?;
    let done = if id == "new" { "added" } else { "saved" };
    super::context::redirect(&format!("/admin/practitioners/{stored}?{done}=1"));
    Ok(())
}

/// Has a practitioner work at a further centre.
#[server(endpoint = "add_affiliation")]
pub async fn add_affiliation(practitioner: String, #[server(default)] first: FirstHoursForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::personnel::add_work(&services, &actor, &practitioner, first).await?;
    super::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
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
    let (services, actor) = super::context::request()?;
    super::convert::personnel::end_work(&services, &actor, &practitioner, &affiliation, &seen, tell).await?;
    super::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
    Ok(())
}
