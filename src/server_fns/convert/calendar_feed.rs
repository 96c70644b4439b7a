//! From use cases' results to what `server_fns::calendar_feed` returns.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    domain::{account::Actor, calendar_view::long_date},
    error::AppError,
    request::session,
    service::{Services, calendar_feed},
    views::calendar_feed::CalendarFeedView,
};

/// Under which the session keeps a new secret for the page that shows it.
const NEW: &str = "new_calendar_feed";

pub async fn view(services: &Services, actor: &Actor) -> Result<CalendarFeedView, AppError> {
    let since = calendar_feed::since(services, actor).await?;
    let since = since.and_then(|at| Timestamp::from_second(at).ok());
    let secret: Option<String> = session::take_once(NEW).await;
    Ok(CalendarFeedView {
        since: since.map(|at| long_date(TimeZone::UTC.to_datetime(at).date())).unwrap_or_default(),
        address: secret.map(|secret| format!("/calendar/{secret}.ics")),
    })
}

pub async fn renew(services: &Services, actor: &Actor) -> Result<(), AppError> {
    let secret = calendar_feed::renew(services, actor).await?;
    session::show_once(NEW, &secret).await
}
