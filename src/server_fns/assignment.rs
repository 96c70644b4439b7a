//! Who looks after which patient, and who reads a patient's record: for administrators.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::sharing::{ReaderView, RelationshipView};
use crate::error::AppError;

/// Who reads a patient's record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientAccessView {
    /// The patient, where one was asked for and found: key, name and number.
    pub patient: Option<(i64, String, String)>,
    /// Why none was found, where one was asked for.
    pub error: Option<AppError>,
    /// Who looks after them; where no one was asked for, a page of who looks after whom.
    pub relationships: Vec<RelationshipView>,
    /// Which page, from 1, and whether there are more.
    pub page: (i64, bool),
    /// Practitioners whom the record concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the administrator who asks reads it themself.
    pub may_read: bool,
    /// Practitioners to choose from: key and name.
    pub practitioners: Vec<(i64, String)>,
}

/// Who reads the record of the patient with this number or e-mail address; without one, who looks after whom.
#[server(endpoint = "patient_access", input = server_fn::codec::GetUrl)]
pub async fn patient_access(patient: String, #[server(default)] page: String) -> Result<PatientAccessView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::of_patient(&services, &actor, &patient, page.parse().unwrap_or(1)).await
}

/// Says that a practitioner looks after a patient.
#[server(endpoint = "assign_practitioner")]
pub async fn assign_practitioner(
    patient: String,
    practitioner: String,
    scope: String,
    #[server(default)] trusted_until: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    crate::service::assignment::assign(&services, &actor, &patient, &practitioner, &scope, &trusted_until).await?;
    super::context::redirect(&format!("/admin/access?patient={}&saved=1", super::sign_in::escape(&patient)));
    Ok(())
}

/// Ends a relationship, and goes back to the patient named in `back`.
#[server(endpoint = "end_assignment")]
pub async fn end_assignment(id: String, #[server(default)] back: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::assignment::end(&services, &actor, id).await?;
    super::context::redirect(&format!("/admin/access?patient={}&saved=1", super::sign_in::escape(&back)));
    Ok(())
}
