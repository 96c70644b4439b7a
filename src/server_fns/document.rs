//! Files in a record. Uploads and downloads have addresses of their own (`server::documents`).

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::document::{DocumentView, DocumentsView, PatientDocumentsView},
};

/// The reader's own documents, as a patient.
#[server(endpoint = "documents", input = server_fn::codec::GetUrl)]
pub async fn documents(page: String) -> Result<DocumentsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    let found = crate::service::document::own(&services, &actor, page).await?;
    super::convert::document::listed(&actor, found, page)
}

/// The documents of the patient of one of the reader's appointments, as a practitioner.
#[server(endpoint = "appointment_documents", input = server_fn::codec::GetUrl)]
pub async fn appointment_documents(id: String, page: String) -> Result<PatientDocumentsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    let (appointment, found) = crate::service::document::of_appointment(&services, &actor, id, page).await?;
    Ok(PatientDocumentsView {
        appointment: appointment.id,
        patient_name: appointment.patient_name,
        documents: super::convert::document::listed(&actor, found, page)?,
    })
}

/// One document, for anyone who may read it.
#[server(endpoint = "document", input = server_fn::codec::GetUrl)]
pub async fn document(id: String) -> Result<DocumentView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::document::open(&services, &actor, id).await?;
    super::convert::document::document(&actor, found)
}

/// Marks one of the reader's documents as entered in error.
#[server(endpoint = "retract_document")]
pub async fn retract_document(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::document::retract(&services, &actor, id, &reason).await?;
    crate::request::context::redirect(&crate::domain::address::document(id));
    Ok(())
}
