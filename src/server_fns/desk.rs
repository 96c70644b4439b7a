//! The front desk: a day of a centre, all practitioners side by side.

use leptos::prelude::*;

use crate::{error::AppError, views::desk::DeskView};

/// A day of one of the reader's desks: today's at the first unless the address says which.
#[server(endpoint = "desk", input = server_fn::codec::GetUrl)]
pub async fn desk(#[server(default)] centre: String, #[server(default)] date: String) -> Result<DeskView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::desk::desk(&services, &actor, &centre, &date).await
}
