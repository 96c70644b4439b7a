//! The page behind the link in a reminder email. Secrets are posted and never part of a query, because servers on the way log
//! addresses.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::reminder::{ComingView, MovingView},
};

/// The visits that a link is about.
#[server(endpoint = "visits_of_link")]
pub async fn visits_of_link(token: String) -> Result<Vec<ComingView>, AppError> {
    use crate::service::visit_link::{self, Followed};

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let link = Followed { secret: &token, address: &address };
    let found = visit_link::visits(&services, link).await?;
    Ok(found.into_iter().map(super::convert::reminder::coming).collect())
}

/// Confirms, using a link from an email, that the patient will come.
#[server(endpoint = "will_come")]
pub async fn will_come(token: String, id: String) -> Result<(), AppError> {
    use crate::service::visit_link::{self, Followed};

    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    visit_link::will_come(&services, Followed { secret: &token, address: &address }, id).await?;
    crate::request::context::redirect(&super::convert::reminder::page("said", &token));
    Ok(())
}

/// Cancels a visit using a link from an email.
#[server(endpoint = "cancel_by_link")]
pub async fn cancel_by_link(token: String, id: String) -> Result<(), AppError> {
    use crate::service::visit_link::{self, Followed};

    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    visit_link::cancel(&services, Followed { secret: &token, address: &address }, id).await?;
    crate::request::context::redirect(&super::convert::reminder::page("cancelled", &token));
    Ok(())
}

/// The slots to which a visit can be moved using a link from an email; without a week, those of the first week with free slots.
#[server(endpoint = "times_of_link")]
pub async fn times_of_link(token: String, id: String, week: String) -> Result<MovingView, AppError> {
    use crate::service::visit_link::{self, Followed};

    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let directory = services.directory().await?;
    let link = Followed { secret: &token, address: &address };
    let (found, week) = visit_link::times(&services, &directory, link, (id, week.parse().ok())).await?;
    super::convert::reminder::moving(&directory, &found, &week)
}

/// Moves a visit using a link from an email.
#[server(endpoint = "move_by_link")]
pub async fn move_by_link(token: String, id: String, #[server(default)] slot: String) -> Result<(), AppError> {
    use crate::service::visit_link::{self, Followed};

    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let starts_at = super::convert::booking::instant(&slot).ok_or(AppError::BadRequest)?;
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    visit_link::move_to(&services, Followed { secret: &token, address: &address }, id, starts_at).await?;
    crate::request::context::redirect(&super::convert::reminder::page("moved", &token));
    Ok(())
}
