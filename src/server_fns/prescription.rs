//! Prescriptions: signing, reading, stopping.

use leptos::prelude::*;

use crate::{domain::prescription::PrescriptionForm, error::AppError, views::prescription::PrescriptionView};

/// Signs a prescription; with `anyway`, despite warnings.
#[server(endpoint = "sign_prescription")]
pub async fn sign_prescription(
    id: String,
    #[server(default)] form: PrescriptionForm,
    #[server(default)] anyway: bool,
) -> Result<(), AppError> {
    use crate::{domain::draft::Draft, service::draft};

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::prescription::sign(&services, &actor, id, &form, anyway).await;
    let typed = Draft::Prescription(form);
    draft::or_kept(&services, &actor, id, &typed, outcome).await?;
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&super::convert::draft::after(id, typed.kind()));
    }
    Ok(())
}

/// Stops one of the reader's own prescriptions.
#[server(endpoint = "stop_prescription")]
pub async fn stop_prescription(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::prescription::stop(&services, &actor, id, &reason).await?;
    crate::request::context::redirect(&format!("{}?saved=1", crate::domain::address::prescription(id)));
    Ok(())
}

/// A prescription, for anyone who may read it.
#[server(endpoint = "prescription", input = server_fn::codec::GetUrl)]
pub async fn prescription(id: String) -> Result<PrescriptionView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let found = crate::service::prescription::read(&services, &actor, id).await?;
    Ok(super::convert::prescription::prescription(found))
}
