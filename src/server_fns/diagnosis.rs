//! Diagnoses of a consultation.

use leptos::prelude::*;

use crate::{domain::diagnosis::DiagnosisForm, error::AppError};

/// Adds a diagnosis.
#[server(endpoint = "write_diagnosis")]
pub async fn write_diagnosis(id: String, #[server(default)] form: DiagnosisForm) -> Result<(), AppError> {
    use crate::{domain::draft::Draft, service::draft};

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::diagnosis::add(&services, &actor, id, &form).await;
    let typed = Draft::Diagnosis(form);
    draft::or_kept(&services, &actor, id, &typed, outcome).await?;
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&super::convert::draft::after(id, typed.kind()));
    }
    Ok(())
}

/// Resolves one of the reader's own diagnoses.
#[server(endpoint = "resolve_diagnosis")]
pub async fn resolve_diagnosis(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::diagnosis::resolve(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("{}?saved=1", crate::domain::address::entry(id)));
    Ok(())
}
