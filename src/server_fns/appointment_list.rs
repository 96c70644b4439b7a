//! All of the clinic's appointments, for those who run it.

use leptos::prelude::*;

use crate::{
    domain::appointment::Step,
    error::AppError,
    views::{
        appointment_list::{AppointmentQuery, AppointmentsView, ClinicAppointmentView},
        listing::PlaceQuery,
    },
};

/// A page of appointments or, with `only`, the chosen ones. Administrators do not see the reasons. `again` for an open page that reloads
/// by itself.
#[server(endpoint = "admin_appointments", input = server_fn::codec::GetUrl)]
pub async fn admin_appointments(
    #[server(default)] query: AppointmentQuery,
    #[server(default)] only: String,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<AppointmentsView, AppError> {
    use super::convert::listing;
    use crate::{
        domain::{list::Chosen, ordering::Order},
        service::appointment,
    };

    let (services, actor) = crate::request::context::request()?;
    let query = super::convert::appointment_list::asked(&services, &actor, query)?;
    let directory = services.directory_for(&actor).await?;
    let reader = listing::Reader(&services, &actor);
    let zone = super::convert::appointment_list::zone(&directory, &query);
    let mut filter = super::convert::appointment_list::filter(&query, &list, &zone, services.clock.now());
    let order = Order { by: filter.by, descending: filter.latest_first };
    filter.place = listing::stood(reader, &list, order);
    let chosen = Chosen::parse(&only);
    let found = match chosen.is_empty() {
        true => appointment::page(&services, &actor, &filter, again).await?,
        false => appointment::page_of_chosen(&services, &actor, &chosen, order).await?,
    };
    Ok(super::convert::appointment_list::page(reader, &directory, filter, found))
}

/// One appointment, without its reason.
#[server(endpoint = "admin_appointment", input = server_fn::codec::GetUrl)]
pub async fn admin_appointment(id: String) -> Result<ClinicAppointmentView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    Ok(super::convert::appointment_list::one(crate::service::appointment::to_settle(&services, &actor, id).await?))
}

/// Takes a step with an appointment for the clinic, and shows it.
#[server(endpoint = "settle_appointment")]
pub async fn settle_appointment(id: String, step: Step, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::settle(&services, &actor, id, step, &reason).await?;
    crate::request::context::redirect(&format!("/admin/appointments/{id}?saved=1"));
    Ok(())
}

/// Enters an appointment in error, and shows it.
#[server(endpoint = "enter_in_error")]
pub async fn enter_in_error(id: String, reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::enter_in_error(&services, &actor, id, &reason).await?;
    crate::request::context::redirect(&format!("/admin/appointments/{id}?saved=1"));
    Ok(())
}

/// Cancels an appointment for the clinic, and returns to the list.
#[server(endpoint = "call_off_appointment")]
pub async fn call_off_appointment(id: String, reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::admin::call_off(&services, &actor, id, &reason).await?;
    crate::request::context::redirect("/admin/appointments?cancelled=1");
    Ok(())
}
