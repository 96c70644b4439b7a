//! The practitioner's page about their patients.

use leptos::prelude::*;

use crate::{error::AppError, views::patient_list::PatientsView};

/// The reader's patients, by part of the name or by number.
#[server(endpoint = "patients", input = server_fn::codec::GetUrl)]
pub async fn patients(named: String, page: String) -> Result<PatientsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let page = page.parse().unwrap_or(1);
    let named = crate::service::sought::read(&services, &actor, &named)?;
    let found = crate::service::patient_list::find(&services, &actor, &named, page).await?;
    Ok(super::convert::patient_list::page(found, named, page))
}
