//! The practitioner's page about their patients.

use leptos::prelude::*;

use crate::{error::AppError, views::patient_list::PatientsView};

/// The reader's patients, by part of the name or by number.
#[server(endpoint = "patients", input = server_fn::codec::GetUrl)]
pub async fn patients(named: String, page: String) -> Result<PatientsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::patient_list::page(&services, &actor, &named, page.parse().unwrap_or(1)).await
}
