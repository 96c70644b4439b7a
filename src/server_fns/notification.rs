//! What people want to hear of by email.

use leptos::prelude::*;

use crate::{domain::notice::Topic, error::AppError, views::notification::NotificationsView};

/// What the reader gets by email.
#[server(endpoint = "notifications", input = server_fn::codec::GetUrl)]
pub async fn notifications() -> Result<NotificationsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::notice_preference::own_preferences(&services, &actor).await?;
    Ok(NotificationsView { email: own.email, is_mailed: own.is_mailed, topics: own.topics })
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

/// What a link in an email stops.
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
