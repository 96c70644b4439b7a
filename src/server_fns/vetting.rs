//! An administrator's pages about applications to work with the clinic.

use leptos::prelude::*;

use crate::{
    domain::{first_hours::FirstHoursForm, practitioner_form::PractitionerForm},
    error::AppError,
    views::{
        listing::PlaceQuery,
        vetting::{ApplicationQuery, ApplicationsView, VettingView},
    },
};

/// A page of the matching applications.
#[server(endpoint = "admin_applications", input = server_fn::codec::GetUrl)]
pub async fn admin_applications(
    #[server(default)] query: ApplicationQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<ApplicationsView, AppError> {
    use super::convert::{listing, vetting as convert};

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let query = convert::asked(&services, &actor, query)?;
    let reader = listing::Reader(&services, &actor);
    let mut filter = convert::filter(&query, &list, &directory.clinic_zone());
    filter.place = listing::stood(reader, &list, filter.order);
    let found = crate::service::vetting::list(&services, &actor, &filter).await?;
    Ok(convert::list(reader, found, filter, services.clock.now()))
}

/// One application.
#[server(endpoint = "admin_application", input = server_fn::codec::GetUrl)]
pub async fn admin_application(id: String) -> Result<VettingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let seen = crate::service::vetting::find(&services, &actor, key).await?;
    let refused = crate::request::session::take_once(crate::request::kept::APPROVAL).await;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::vetting::seen(&directory, &seen, refused, services.clock.now()))
}

/// Adds a note that only administrators read.
#[server(endpoint = "note_application")]
pub async fn note_application(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::add_note(&services, &actor, key, &text).await?;
    crate::request::context::redirect(&format!("/admin/applications/{key}?noted=1"));
    Ok(())
}

/// Asks the applicant for more.
#[server(endpoint = "ask_applicant")]
pub async fn ask_applicant(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::ask(&services, &actor, key, &text).await?;
    crate::request::context::redirect(&format!("/admin/applications/{key}?asked=1"));
    Ok(())
}

/// Refuses an application, with a reason that the applicant reads.
#[server(endpoint = "refuse_application")]
pub async fn refuse_application(id: String, #[server(default)] text: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::refuse(&services, &actor, key, &text).await?;
    crate::request::context::redirect(&format!("/admin/applications/{key}?refused=1"));
    Ok(())
}

/// Approves an application, with the profile and the first hours. If refused, a plain form gets its input back.
#[server(endpoint = "approve_application")]
pub async fn approve_application(
    id: String,
    #[server(default)] form: PractitionerForm,
    #[server(default)] first: FirstHoursForm,
) -> Result<(), AppError> {
    use crate::domain::ids::ApplicationId;

    let (services, actor) = crate::request::context::request()?;
    let key: ApplicationId = id.parse().map_err(|_| AppError::NotFound)?;
    let approved = crate::service::vetting::approve(&services, &actor, key, &form, &first).await;
    crate::request::kept::or_keep(crate::request::kept::APPROVAL, &(key.0, &form, &first), approved).await?;
    crate::request::context::redirect(&format!("/admin/applications/{id}?approved=1"));
    Ok(())
}

/// Confirms, as a second administrator, that the applicant may choose a password.
#[server(endpoint = "confirm_application")]
pub async fn confirm_application(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::vetting::confirm(&services, &actor, key).await?;
    crate::request::context::redirect(&format!("/admin/applications/{key}?confirmed=1"));
    Ok(())
}
