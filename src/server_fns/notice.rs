//! The list behind the bell.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::notice::{NoticeQuery, NoticesView},
};

/// A page of the reader's notices.
#[server(endpoint = "notices", input = server_fn::codec::GetUrl)]
pub async fn notices(#[server(default)] query: NoticeQuery) -> Result<NoticesView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let now = services.clock.now();
    let found = crate::service::notice::page(&services, &actor, super::convert::notice::filter(&query)).await?;
    Ok(super::convert::notice::page(found, now))
}

/// Marks the reader's notices as read.
#[server(endpoint = "mark_notices_read")]
pub async fn mark_notices_read() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::notice::mark_read(&services, &actor).await?;
    crate::request::context::redirect("/notices");
    Ok(())
}
