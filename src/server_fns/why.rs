//! Why a time cannot be booked.

use leptos::prelude::*;

use crate::{error::AppError, views::why::WhyView};

/// Which rules keep the reader from booking a time. Without a time it only says of whom one can ask.
#[server(endpoint = "why_not", input = server_fn::codec::GetUrl)]
pub async fn why_not(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    #[server(default)] date: String,
    #[server(default)] time: String,
) -> Result<WhyView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let asked = super::convert::why::Asked { practitioner, centre, service, date, time };
    super::convert::why::why(&services, &actor, asked).await
}
