//! Webhooks, for administrators.

use leptos::prelude::*;

use crate::{
    domain::webhook::WebhookForm,
    error::AppError,
    views::webhook::{WebhookPageView, WebhooksView},
};

/// The clinic's webhooks.
#[server(endpoint = "admin_webhooks")]
pub async fn admin_webhooks() -> Result<WebhooksView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::webhook::list(&services, &actor).await?;
    let typed = crate::request::session::take_once(crate::request::kept::WEBHOOK).await;
    Ok(super::convert::webhook::list(found, typed, services.clock.now()))
}

/// One webhook, with its messages.
#[server(endpoint = "admin_webhook")]
pub async fn admin_webhook(id: String) -> Result<WebhookPageView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::webhook::one(&services, &actor, key).await?;
    let secret: Option<(i64, String)> = crate::request::session::take_once(crate::request::kept::WEBHOOK_SECRET).await;
    let secret = secret.filter(|(of, _)| *of == key.0).map(|(_, secret)| secret);
    Ok(super::convert::webhook::page(found, secret, services.clock.now()))
}

/// Adds a webhook; its page then shows the secret once.
#[server(endpoint = "add_webhook")]
pub async fn add_webhook(#[server(default)] form: WebhookForm) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let added = crate::service::webhook::add(&services, &actor, &form).await;
    let (id, secret) = kept::or_keep(kept::WEBHOOK, &form, added).await?;
    crate::request::session::show_once(kept::WEBHOOK_SECRET, &(id.0, secret)).await?;
    crate::request::context::redirect(&format!("/admin/webhooks/{id}"));
    Ok(())
}

/// Turns a webhook on or off.
#[server(endpoint = "set_webhook_active")]
pub async fn set_webhook_active(id: String, active: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::webhook::set_active(&services, &actor, key, active).await?;
    let done = if active { "on" } else { "off" };
    crate::request::context::redirect(&format!("/admin/webhooks/{key}?{done}=1"));
    Ok(())
}

/// Removes a webhook.
#[server(endpoint = "remove_webhook")]
pub async fn remove_webhook(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::webhook::remove(&services, &actor, key).await?;
    crate::request::context::redirect("/admin/webhooks?removed=1");
    Ok(())
}

/// Sends an empty message, to test whether it arrives.
#[server(endpoint = "test_webhook")]
pub async fn test_webhook(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::webhook::test(&services, &actor, key).await?;
    crate::request::context::redirect(&format!("/admin/webhooks/{key}?queued=1"));
    Ok(())
}

/// Sends a message again.
#[server(endpoint = "replay_webhook_message")]
pub async fn replay_webhook_message(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let hook = crate::service::webhook::replay(&services, &actor, key).await?;
    crate::request::context::redirect(&format!("/admin/webhooks/{hook}?queued=1"));
    Ok(())
}
