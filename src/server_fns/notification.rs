//! What people want to be told about by email and on their devices.

use leptos::prelude::*;

use crate::{
    domain::{notice::Topic, quiet_hours::QuietForm},
    error::AppError,
    views::notification::NotificationsView,
};

/// What the reader receives by email and on their devices.
#[server(endpoint = "notifications", input = server_fn::codec::GetUrl)]
pub async fn notifications() -> Result<NotificationsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::notice_preference::own_preferences(&services, &actor).await?;
    let this = crate::request::context::identity().token_hash;
    let directory = services.directory().await?;
    let typed = crate::request::session::take_once(crate::request::kept::QUIET_HOURS).await;
    Ok(super::convert::notification::own(own, &directory, (this.as_deref(), typed), services.clock.now()))
}

/// Stores the reader's quiet hours, when they receive no email about news.
#[server(endpoint = "save_quiet_hours")]
pub async fn save_quiet_hours(#[server(default)] form: QuietForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let stored = crate::service::notice_preference::keep_quiet(&services, &actor, &form).await;
    crate::request::kept::or_keep(crate::request::kept::QUIET_HOURS, &form, stored).await?;
    crate::request::context::redirect("/account/notifications?saved=1");
    Ok(())
}

/// Turns notifications on in this browser, with its subscription.
#[server(endpoint = "turn_on_push")]
pub async fn turn_on_push(subscription: String) -> Result<(), AppError> {
    use crate::request::{context, session::device};

    let (services, actor) = context::request()?;
    let session = context::identity().token_hash.ok_or(AppError::NotSignedIn)?;
    let (device, agent) = (device::hash(&device::token()), context::user_agent());
    let browser = crate::service::push::Browser { session_hash: &session, device_hash: &device, user_agent: &agent };
    crate::service::push::turn_on(&services, &actor, &subscription, browser).await?;
    context::redirect("/account/notifications?pushed=1");
    Ok(())
}

/// Turns notifications off on one of the reader's devices.
#[server(endpoint = "turn_off_push")]
pub async fn turn_off_push(device: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let device = device.parse().map_err(|_| AppError::NotFound)?;
    crate::service::push::turn_off(&services, &actor, device).await?;
    crate::request::context::redirect("/account/notifications?unpushed=1");
    Ok(())
}

/// Stores what the reader wants on their devices: these topics, and none of the others that they can choose.
#[server(endpoint = "save_push_topics")]
pub async fn save_push_topics(#[server(default)] topics: Vec<String>) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let wanted: Result<Vec<Topic>, ()> = topics.iter().map(|topic| topic.parse()).collect();
    let wanted = wanted.map_err(|()| AppError::BadRequest)?;
    crate::service::push::choose(&services, &actor, wanted).await?;
    crate::request::context::redirect("/account/notifications?saved=1");
    Ok(())
}

/// Stores what the reader wants by email: these topics, and none of the others that they can choose.
#[server(endpoint = "save_notifications")]
pub async fn save_notifications(#[server(default)] topics: Vec<String>) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let wanted: Result<Vec<Topic>, ()> = topics.iter().map(|topic| topic.parse()).collect();
    let wanted = wanted.map_err(|()| AppError::BadRequest)?;
    crate::service::notice_preference::choose(&services, &actor, wanted).await?;
    crate::request::context::redirect("/account/notifications?saved=1");
    Ok(())
}

/// The topic that an unsubscribe link stops.
#[server(endpoint = "unsubscribe_link")]
pub async fn unsubscribe_link(token: String) -> Result<Topic, AppError> {
    let services = crate::request::context::services()?;
    Ok(crate::service::notice_preference::topic_of_link(&services, &token).await?)
}

/// Stops emails on the topic of a link.
#[server(endpoint = "unsubscribe")]
pub async fn unsubscribe(token: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    crate::service::notice_preference::unsubscribe(&services, &token).await?;
    crate::request::context::redirect(&format!("/unsubscribe?done=1&token={}", crate::domain::address::escape(&token)));
    Ok(())
}
