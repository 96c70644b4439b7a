//! Booking for a patient, by staff.

use leptos::prelude::*;

use crate::{
    domain::desk::NewPatientForm,
    error::AppError,
    views::staff::{NewPatientErrand, StaffBooking, StaffWeekQuery, StaffWeekView},
};

/// A week to book into for a patient.
#[server(endpoint = "staff_week", input = server_fn::codec::GetUrl)]
pub async fn staff_week(query: StaffWeekQuery) -> Result<StaffWeekView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::staff::week(&services, &actor, query).await
}

/// Books for a patient, and shows the practitioner's week, to an administrator the list of appointments, and at a desk its day.
#[server(endpoint = "staff_book")]
pub async fn staff_book(form: StaffBooking) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let next = super::convert::staff::book(&services, &actor, form).await?;
    crate::request::context::redirect(&next);
    Ok(())
}

/// Makes a patient of someone at a desk who has no account, and goes on to their free times. A plain form that is refused finds again
/// what was typed.
#[server(endpoint = "add_patient")]
pub async fn add_patient(
    #[server(default)] form: NewPatientForm,
    #[server(default)] errand: NewPatientErrand,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let next = super::convert::staff::add_patient(&services, &actor, form, &errand).await?;
    crate::request::context::redirect(&next);
    Ok(())
}
