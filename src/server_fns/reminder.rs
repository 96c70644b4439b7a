//! The page that an email with a reminder leads to.

use leptos::prelude::*;

use crate::{error::AppError, views::reminder::ComingView};

/// The visits that a link is about.
#[server(endpoint = "visits_of_link")]
pub async fn visits_of_link(token: String) -> Result<Vec<ComingView>, AppError> {
    use crate::{domain::time::Zone, views::time_view::TimeView};

    let services = crate::request::context::services()?;
    let found = crate::service::reminder::visits(&services, &token).await?;
    let view = |visit: crate::service::reminder::Visit| {
        let zone = Zone::parse(&visit.appointment.time_zone).map_err(|_| AppError::Internal)?;
        Ok(ComingView {
            id: visit.appointment.id.0,
            when: TimeView::new(&zone, &visit.appointment.slot),
            practitioner: visit.appointment.practitioner_name,
            centre: visit.appointment.centre_name,
            comes: visit.comes,
        })
    };
    found.into_iter().map(view).collect()
}

/// Says, with a link from an email, that the patient will come.
#[server(endpoint = "will_come")]
pub async fn will_come(token: String, id: String) -> Result<(), AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let services = crate::request::context::services()?;
    crate::service::reminder::will_come(&services, &token, id).await?;
    crate::request::context::redirect(&format!("/visits?said=1&token={}", crate::domain::address::escape(&token)));
    Ok(())
}
