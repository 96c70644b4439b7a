//! The front desk: a day of a centre, all practitioners side by side.

use leptos::prelude::*;

use crate::{error::AppError, views::desk::DeskView};

/// A day of one of the reader's desks: today's at the first unless the address says which.
#[server(endpoint = "desk", input = server_fn::codec::GetUrl)]
pub async fn desk(#[server(default)] centre: String, #[server(default)] date: String) -> Result<DeskView, AppError> {
    use crate::service::desk;

    let (services, actor) = crate::request::context::request()?;
    let theirs = desk::centres(&services, &actor).await?;
    let asked = match centre.as_str() {
        "" => theirs.first().copied(),
        centre => Some(centre.parse().map_err(|_| AppError::NotFound)?),
    };
    let found = match asked {
        Some(centre) => Some(desk::day(&services, &actor, centre, date.parse().ok()).await?),
        None => None,
    };
    let directory = services.directory().await?;
    Ok(super::convert::desk::desk(&directory, &theirs, found))
}
