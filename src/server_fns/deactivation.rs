//! Deactivating an account that has upcoming appointments.

use leptos::prelude::*;

use crate::{error::AppError, views::deactivation::LeavingView};

/// The owner of an account, and their bookings.
#[server(endpoint = "leaving", input = server_fn::codec::GetUrl)]
pub async fn leaving(id: String) -> Result<LeavingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::deactivation::leaving(&services, &actor, id).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::deactivation::leaving(&directory, id, found))
}

/// Deactivates an account; its upcoming appointments, which were `seen`, are cancelled, or their patients asked to choose another
/// time, or neither. Returns to the list with its query `back`.
#[server(endpoint = "deactivate_account")]
pub async fn deactivate_account(
    account: String,
    #[server(default)] seen: Vec<String>,
    #[server(default)] tell: bool,
    #[server(default)] cancel: bool,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let fate = crate::service::stranded::Fate::chosen(cancel, tell);
    let settled = super::convert::deactivation::settled(&seen, fate)?;
    let change = crate::service::deactivation::deactivate(&services, &actor, id, &settled).await?;
    super::convert::deactivation::made(change)?;
    crate::request::context::redirect(&super::convert::admin::users(&back, "saved=1"));
    Ok(())
}

/// Hands the appointments that were `seen` over to another practitioner, if they fit.
#[server(endpoint = "hand_over")]
pub async fn hand_over(
    account: String,
    #[server(default)] practitioner: String,
    #[server(default)] seen: Vec<String>,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let from: crate::domain::ids::PractitionerId = account.parse().map_err(|_| AppError::NotFound)?;
    let to = super::convert::deactivation::successor(&practitioner)?;
    let seen = super::convert::deactivation::seen(&seen)?;
    crate::service::handover::hand_over(&services, &actor, (from, to), &seen).await?;
    let page = format!("/admin/users/{from}/deactivate?handed=1");
    crate::request::context::redirect(&crate::domain::address::with_back(&page, &back));
    Ok(())
}
