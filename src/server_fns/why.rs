//! Why a slot cannot be booked.

use leptos::prelude::*;

use crate::{error::AppError, views::why::WhyView};

/// The rules that keep the reader from booking a slot. Without a time, it only lists what can be asked about.
#[server(endpoint = "why_not", input = server_fn::codec::GetUrl)]
pub async fn why_not(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    #[server(default)] date: String,
    #[server(default)] time: String,
) -> Result<WhyView, AppError> {
    use super::convert::{booking, why};
    use crate::{
        domain::{booking::Target, calendar_view::at_wall},
        service::why as rules,
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let practitioner = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let centre = centre.parse().map_err(|_| AppError::NotFound)?;
    let service = booking::service_id(&service)?;
    let offering = directory.offering(practitioner, centre, service).ok_or(AppError::NotFound)?;
    let starts_at = at_wall(&offering.centre.zone, &date, &time);
    let form = why::form(&offering, date, time);
    let Some(starts_at) = starts_at else {
        return Ok(why::unasked(&offering, form, services.clock.now()));
    };
    let target = Target { practitioner, centre, service, starts_at, slots: 1 };
    let answer = rules::why_not(&services, &actor, target).await?;
    Ok(why::answered(&offering, form, &answer, &directory.settings))
}
