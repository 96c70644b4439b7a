//! Administrators erase a patient for good: one requests it, another one confirms.

use leptos::prelude::*;

use crate::{error::AppError, views::erasure::ErasureView};

/// What erasing a patient would delete, and the state of the request.
#[server(endpoint = "erasure", input = server_fn::codec::GetUrl)]
pub async fn erasure(id: String) -> Result<ErasureView, AppError> {
    use crate::service::second_factor::again::{self, Besides};

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::erasure::standing(&services, &actor, id).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let again = again::again(&services, &actor, Besides::Nothing).await?;
    Ok(super::convert::erasure::view(found, &zone, again))
}

/// Requests that another administrator erase a patient.
#[server(endpoint = "ask_erasure")]
pub async fn ask_erasure(
    id: String,
    #[server(default)] legal_reason: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::erasure::ask(&services, &actor, key, &legal_reason, &second_code).await?;
    crate::request::context::redirect(&format!("/admin/users/{key}/erase?asked=1"));
    Ok(())
}

/// Erases a patient for whom another administrator has requested it.
#[server(endpoint = "confirm_erasure")]
pub async fn confirm_erasure(id: String, #[server(default)] second_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::erasure::confirm(&services, &actor, key, &second_code).await?;
    crate::request::context::redirect(&format!("/admin/users/{key}/erase?erased=1"));
    Ok(())
}

/// Withdraws a request.
#[server(endpoint = "withdraw_erasure")]
pub async fn withdraw_erasure(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::erasure::withdraw(&services, &actor, key).await?;
    crate::request::context::redirect(&format!("/admin/users/{key}/erase?withdrawn=1"));
    Ok(())
}
