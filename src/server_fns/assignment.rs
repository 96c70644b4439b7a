//! Which practitioners look after which patients, and who can read a patient's record: for administrators.

use leptos::prelude::*;

use crate::{error::AppError, views::assignment::PatientAccessView};

/// Who can read the record of the patient with this number or email address; without one, all care relationships.
#[server(endpoint = "patient_access", input = server_fn::codec::GetUrl)]
pub async fn patient_access(patient: String, #[server(default)] page: String) -> Result<PatientAccessView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let patient = crate::service::sought::read(&services, &actor, &patient)?;
    let directory = services.directory_for(&actor).await?;
    if patient.trim().is_empty() {
        let page = page.parse().unwrap_or(1).clamp(1, 10_000);
        let (found, more) = crate::service::assignment::everyones(&services, &actor, page).await?;
        return Ok(super::convert::sharing::everyones(&directory, found, (page, more)));
    }
    let found = match crate::service::assignment::of_patient(&services, &actor, &patient).await.map_err(AppError::from)
    {
        Ok(found) => Ok(found),
        Err(error @ AppError::Invalid(_)) => Err(error),
        Err(error) => return Err(error),
    };
    let view = super::convert::sharing::of_patient(&directory, found);
    Ok(PatientAccessView { sought: patient, ..view })
}

/// Declares that a practitioner looks after a patient.
#[server(endpoint = "assign_practitioner")]
pub async fn assign_practitioner(
    patient: String,
    #[server(default)] practitioner: String,
    scope: String,
    #[server(default)] trusted_until: String,
) -> Result<(), AppError> {
    use crate::service::{assignment, sought};

    let (services, actor) = crate::request::context::request()?;
    let typed = sought::read(&services, &actor, &patient)?;
    assignment::assign(&services, &actor, &typed, &practitioner, &scope, &trusted_until).await?;
    let back = sought::seal(&services, &actor, &typed)?;
    crate::request::context::redirect(&format!("/admin/access?patient={back}&saved=1"));
    Ok(())
}

/// Ends a relationship, and returns to the patient named in `back`.
#[server(endpoint = "end_assignment")]
pub async fn end_assignment(id: String, #[server(default)] back: String) -> Result<(), AppError> {
    use crate::service::sought;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let back = sought::seal(&services, &actor, &sought::read(&services, &actor, &back)?)?;
    crate::service::assignment::end(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("/admin/access?patient={back}&saved=1"));
    Ok(())
}
