//! An administrator's pages about what can be booked, and who offers it.

use leptos::prelude::*;

use crate::{
    domain::service_form::ServiceForm,
    error::AppError,
    views::healthcare_service::{PeopleQuery, ServiceEditView, ServicePeopleView, ServicesView},
};

/// Every service.
#[server(endpoint = "admin_services", input = server_fn::codec::GetUrl)]
pub async fn admin_services() -> Result<ServicesView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (listed, _) = crate::service::healthcare_service::list(&services, &actor).await?;
    Ok(super::convert::healthcare_service::list(&services.directory().await?.settings, listed))
}

/// A service to be edited, or a new one if the key is `new`.
#[server(endpoint = "admin_service", input = server_fn::codec::GetUrl)]
pub async fn admin_service(id: String) -> Result<ServiceEditView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::healthcare_service::list(&services, &actor).await?;
    let refused = crate::request::session::take_once(crate::request::kept::SERVICE).await;
    super::convert::healthcare_service::edit(&*services.directory().await?, &id, found, refused)
}

/// Stores a service, a new one if the key is `new`. For a new one, the next page asks who offers it. If refused, a plain form gets
/// its input back.
#[server(endpoint = "save_service")]
pub async fn save_service(id: String, #[server(default)] form: ServiceForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = super::convert::healthcare_service::key(&id)?;
    let saved = crate::service::healthcare_service::save(&services, &actor, key, &form).await;
    let stored = crate::request::kept::or_keep(crate::request::kept::SERVICE, &(&id, &form), saved).await?;
    crate::request::context::redirect(&match id.as_str() {
        "new" => format!("/admin/services/{stored}/practitioners?created=1"),
        _ => format!("/admin/services/{stored}?saved=1"),
    });
    Ok(())
}

/// Sets whether a service is on offer.
#[server(endpoint = "set_service_active")]
pub async fn set_service_active(service: String, active: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    crate::service::healthcare_service::set_active(&services, &actor, id, active).await?;
    crate::request::context::redirect("/admin/services?saved=1");
    Ok(())
}

/// A page of the practitioners that match a filter.
#[server(endpoint = "admin_service_people", input = server_fn::codec::GetUrl)]
pub async fn admin_service_people(id: String, query: PeopleQuery) -> Result<ServicePeopleView, AppError> {
    use super::convert::healthcare_service as convert;
    use crate::service::healthcare_service;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let page = query.page.parse().unwrap_or(1);
    let found = healthcare_service::people(&services, &actor, id, &convert::filter(&query), page).await?;
    Ok(convert::people(&*services.directory().await?, id, found))
}

/// Lets the chosen ones of the people shown offer a service, and stops the others from offering it; returns to the list with its
/// query `back`.
#[server(endpoint = "choose_service_people")]
pub async fn choose_service_people(
    service: String,
    #[server(default)] shown: Vec<String>,
    #[server(default)] chosen: Vec<String>,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use super::convert::healthcare_service::{people_page, practitioners};

    let (services, actor) = crate::request::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    let (shown, chosen) = (practitioners(&shown)?, practitioners(&chosen)?);
    crate::service::healthcare_service::choose_people(&services, &actor, id, &shown, &chosen).await?;
    crate::request::context::redirect(&people_page(id, &back));
    Ok(())
}

/// Lets everyone who matches the filter offer a service, or stops them from offering it.
#[server(endpoint = "choose_all_service_people")]
pub async fn choose_all_service_people(
    service: String,
    offer: bool,
    #[server(default)] query: PeopleQuery,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use super::convert::healthcare_service::{filter, people_page};

    let (services, actor) = crate::request::context::request()?;
    let id = service.parse().map_err(|_| AppError::NotFound)?;
    crate::service::healthcare_service::choose_all(&services, &actor, id, &filter(&query), offer).await?;
    crate::request::context::redirect(&people_page(id, &back));
    Ok(())
}
