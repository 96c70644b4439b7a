//! Measurements of a consultation.

use leptos::prelude::*;

use crate::{domain::observation::ObservationForm, error::AppError};

/// Adds what was measured.
#[server(endpoint = "write_observations")]
pub async fn write_observations(id: String, #[server(default)] form: ObservationForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::observation::add(&services, &actor, id, &form).await;
    super::convert::draft::settled(&services, &actor, id, crate::domain::draft::Draft::Observation(form), outcome).await
}
