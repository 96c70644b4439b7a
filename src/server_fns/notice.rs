//! The list behind the bell.

use leptos::prelude::*;

use crate::{error::AppError, views::notice::NoticeView};

/// The reader's latest notices.
#[server(endpoint = "notices", input = server_fn::codec::GetUrl)]
pub async fn notices() -> Result<Vec<NoticeView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let now = services.clock.now();
    let found = crate::service::notice::latest(&services, &actor).await?;
    Ok(found.into_iter().map(|notice| super::convert::notice::notice(notice, now)).collect())
}

/// Marks the reader's notices as read.
#[server(endpoint = "mark_notices_read")]
pub async fn mark_notices_read() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::notice::mark_read(&services, &actor).await?;
    crate::request::context::redirect("/notices");
    Ok(())
}
