//! A week of a whole centre.

use leptos::prelude::*;

use crate::{error::AppError, views::week::WeekView};

/// The week of a day at a centre: this week at the reader's first centre unless the address says which. `None` if they work at no
/// desk yet.
#[server(endpoint = "centre_week", input = server_fn::codec::GetUrl)]
pub async fn centre_week(
    #[server(default)] centre: String,
    #[server(default)] date: String,
) -> Result<Option<WeekView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let centre = match centre.as_str() {
        "" => None,
        centre => Some(centre.parse().map_err(|_| AppError::NotFound)?),
    };
    let found = crate::service::week::of_centre(&services, &actor, centre, date.parse().ok()).await?;
    Ok(found.map(super::convert::week::week))
}
