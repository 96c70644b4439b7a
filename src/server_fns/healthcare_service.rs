//! An administrator's pages about what can be booked, and who offers it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{healthcare_service::RoomKind, service_form::ServiceForm},
    error::AppError,
};

/// Every service, and what there is without any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicesView {
    /// The services, by name.
    pub rows: Vec<ServiceRowView>,
    /// How long the clinic's standard visit lasts, in minutes.
    pub standard_minutes: u16,
}

/// A service in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRowView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// For how many people it is.
    pub seats: u32,
    /// Whether it takes place by a link or a telephone.
    pub is_online: bool,
    /// `$85.00 AUD`, where it has a price of its own.
    pub price: Option<String>,
    /// Whether the practitioner has to agree first.
    pub on_request: bool,
    /// How many practitioners offer it.
    pub practitioners: i64,
    /// Of how many rooms and devices it needs one.
    pub rooms: usize,
    /// Whether it is offered.
    pub active: bool,
}

/// A service to be changed, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceEditView {
    /// Its key; a new one has none.
    pub id: Option<i64>,
    /// Its name as it is stored; empty for a new one.
    pub name: String,
    /// Whether it is offered.
    pub active: bool,
    /// How many practitioners offer it.
    pub practitioners: i64,
    /// What stands in the form; as it was typed where it was refused.
    pub form: ServiceForm,
    /// Every room and device by its centre's name.
    pub rooms: Vec<(String, Vec<RoomChoiceView>)>,
    /// How far ahead the clinic books, in days.
    pub clinic_horizon: u16,
    /// Whether visits can be online.
    pub online_visits: bool,
    /// Whether practitioners of the clinic have to agree first, where a service says nothing.
    pub clinic_on_request: bool,
}

/// A room or device to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomChoiceView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
    /// Whether it can be used.
    pub active: bool,
}

/// A page of practitioners, each with whether they offer a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePeopleView {
    /// The service's key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether it is offered at all.
    pub active: bool,
    /// How many offer it.
    pub offering: i64,
    /// The rows, by name.
    pub rows: Vec<OffererView>,
    /// How many the filter finds.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// The last page.
    pub pages: usize,
    /// Every profession.
    pub professions: Vec<String>,
}

/// A practitioner who offers a service, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffererView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their profession, and where they work.
    pub about: String,
    /// Whether they offer it.
    pub offers: bool,
}

/// Which practitioners are asked for, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// A part of the name.
    pub q: String,
    /// Exactly this profession; blank for any.
    pub profession: String,
    /// `yes` for those who offer it, `no` for the others; blank for both.
    pub offers: String,
    /// The page, from 1.
    pub page: String,
}

/// Every service.
#[server(endpoint = "admin_services", input = server_fn::codec::GetUrl)]
pub async fn admin_services() -> Result<ServicesView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::healthcare_service::list(&services, &actor).await
}

/// A service to be changed, or a new one where the key is `new`.
#[server(endpoint = "admin_service", input = server_fn::codec::GetUrl)]
pub async fn admin_service(id: String) -> Result<ServiceEditView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::healthcare_service::edit(&services, &actor, &id).await
}

/// Stores a service, a new one where the key is `new`. Of a new one, who offers it is asked next. A plain form that is
/// refused finds again what was typed.
#[server(endpoint = "save_service")]
pub async fn save_service(id: String, #[server(default)] form: ServiceForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let stored = super::convert::healthcare_service::save(&services, &actor, &id, form).await?;
    super::context::redirect(&match id.as_str() {
        "new" => format!("/admin/services/{stored}/practitioners?created=1"),
        _ => format!("/admin/services/{stored}?saved=1"),
    });
    Ok(())
}

/// Switches whether a service is offered.
#[server(endpoint = "set_service_active")]
pub async fn set_service_active(service: String, active: bool) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    crate::service::healthcare_service::set_active(&services, &actor, id, active).await?;
    super::context::redirect("/admin/services?saved=1");
    Ok(())
}

/// A page of the practitioners whom a filter finds.
#[server(endpoint = "admin_service_people", input = server_fn::codec::GetUrl)]
pub async fn admin_service_people(id: String, query: PeopleQuery) -> Result<ServicePeopleView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::healthcare_service::people(&services, &actor, &id, &query).await
}

/// Has those who are chosen of the people shown offer a service, and the others of them no longer; goes back to the list as
/// `back`, its query, says.
#[server(endpoint = "choose_service_people")]
pub async fn choose_service_people(
    service: String,
    #[server(default)] shown: Vec<String>,
    #[server(default)] chosen: Vec<String>,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use super::convert::healthcare_service::{people_page, practitioners};

    let (services, actor) = super::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    let (shown, chosen) = (practitioners(&shown)?, practitioners(&chosen)?);
    crate::service::healthcare_service::choose_people(&services, &actor, id, &shown, &chosen).await?;
    super::context::redirect(&people_page(id, &back));
    Ok(())
}

/// Has everybody whom the filter finds offer a service, or no longer.
#[server(endpoint = "choose_all_service_people")]
pub async fn choose_all_service_people(
    service: String,
    offer: bool,
    #[server(default)] query: PeopleQuery,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use super::convert::healthcare_service::{filter, people_page};

    let (services, actor) = super::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    crate::service::healthcare_service::choose_all(&services, &actor, id, &filter(&query), offer).await?;
    super::context::redirect(&people_page(id, &back));
    Ok(())
}
