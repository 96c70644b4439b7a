//! The secret address of the user's own calendar.

use leptos::prelude::*;

use crate::{error::AppError, views::calendar_feed::CalendarFeedView};

/// Whether the reader has a secret address; and the address, if it was just created.
#[server(endpoint = "calendar_feed")]
pub async fn calendar_feed() -> Result<CalendarFeedView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let since = crate::service::calendar_feed::since(&services, &actor).await?;
    let secret = crate::request::session::take_once(crate::request::kept::CALENDAR_FEED).await;
    Ok(super::convert::calendar_feed::view(since, secret))
}

/// Creates a new secret address, and shows it once.
#[server(endpoint = "renew_calendar_feed")]
pub async fn renew_calendar_feed() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let secret = crate::service::calendar_feed::renew(&services, &actor).await?;
    crate::request::session::show_once(crate::request::kept::CALENDAR_FEED, &secret).await?;
    crate::request::context::redirect("/account/calendar");
    Ok(())
}

/// Revokes the secret address.
#[server(endpoint = "revoke_calendar_feed")]
pub async fn revoke_calendar_feed() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::calendar_feed::revoke(&services, &actor).await?;
    crate::request::context::redirect("/account/calendar?revoked=1");
    Ok(())
}
