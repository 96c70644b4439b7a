//! How the server is doing, for administrators.

use leptos::prelude::*;

use crate::{error::AppError, views::status::StatusView};

/// The state of the server.
#[server(endpoint = "server_status", input = server_fn::codec::GetUrl)]
pub async fn server_status() -> Result<StatusView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let now = services.clock.now();
    Ok(super::convert::status::view(crate::service::status::read(&services, &actor).await?, now))
}
