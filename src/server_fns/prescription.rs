//! Prescriptions: signing, reading, stopping.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::{domain::prescription::PrescriptionForm, error::AppError};

/// A prescription as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionView {
    /// Its key.
    pub id: i64,
    /// The key of the appointment that it was signed in.
    pub appointment: i64,
    /// Whom it is for.
    pub patient_name: String,
    /// Their number at this clinic.
    pub patient_number: String,
    /// Their date of birth in words; may be empty.
    pub born: String,
    /// Who signed it.
    pub author: String,
    /// Their profession.
    pub profession: String,
    /// When.
    pub signed: MomentView,
    /// Where: name, street and suburb, telephone number.
    pub centre: (String, String, String),
    /// What it is for.
    pub diagnosis: String,
    /// The medicines.
    pub medicines: Vec<MedicineView>,
    /// What holds for all of them; may be empty.
    pub instructions: String,
    /// When to come again; may be empty.
    pub follow_up: String,
    /// What spoke against it when it was signed.
    pub warnings: Vec<String>,
    /// Since when it is stopped, and why.
    pub stopped: Option<(MomentView, String)>,
    /// Since when it is taken back as an error, and why.
    pub error: Option<(MomentView, String)>,
    /// The key of the one that it stands in for.
    pub replaces: Option<i64>,
    /// The key of the one that stands in for it.
    pub replaced_by: Option<i64>,
    /// Whether the reader signed it.
    pub is_author: bool,
}

/// A medicine of a prescription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in the form")]
pub struct MedicineView {
    pub medicine: String,
    pub dose: String,
    pub route: String,
    pub frequency: String,
    pub duration: String,
    pub instructions: String,
}

/// Signs a prescription; with `anyway` also where something speaks against it.
#[server(endpoint = "sign_prescription")]
pub async fn sign_prescription(
    id: String,
    #[server(default)] form: PrescriptionForm,
    #[server(default)] anyway: bool,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::prescription::sign(&services, &actor, id, &form, anyway).await;
    super::convert::draft::settled(&services, &actor, id, crate::domain::draft::Draft::Prescription(form), outcome)
        .await
}

/// Ends a prescription of the reader's own.
#[server(endpoint = "stop_prescription")]
pub async fn stop_prescription(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::prescription::stop(&services, &actor, id, &reason).await?;
    super::context::redirect(&format!("/prescriptions/{id}?saved=1"));
    Ok(())
}

/// A prescription, for whoever may read it.
#[server(endpoint = "prescription", input = server_fn::codec::GetUrl)]
pub async fn prescription(id: String) -> Result<PrescriptionView, AppError> {
    let (services, actor) = super::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let found = crate::service::prescription::read(&services, &actor, id).await?;
    super::convert::prescription::prescription(found)
}
