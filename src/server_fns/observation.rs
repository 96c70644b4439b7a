//! Measurements of a consultation.

use leptos::prelude::*;

use crate::{domain::observation::ObservationForm, error::AppError};

/// Adds the measurements.
#[server(endpoint = "write_observations")]
pub async fn write_observations(id: String, #[server(default)] form: ObservationForm) -> Result<(), AppError> {
    use crate::{
        domain::{
            draft::Draft,
            form::{Field, FieldError, Problem},
        },
        service::draft,
    };

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::observation::add(&services, &actor, id, &form).await;
    let is_empty = form.parse().is_ok_and(|found| found.is_empty());
    let typed = Draft::Observation(form);
    draft::or_kept(&services, &actor, id, &typed, outcome).await?;
    if is_empty {
        // Nothing was written, and the answer must not claim otherwise.
        return Err(AppError::Invalid(vec![FieldError::new(Field::Weight, Problem::Missing)]));
    }
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&super::convert::draft::after(id, typed.kind()));
    }
    Ok(())
}
