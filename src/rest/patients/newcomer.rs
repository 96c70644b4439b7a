//! Patients who have no account yet.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Patient, born};
use crate::{
    domain::{desk::NewPatientForm, ids::CentreId},
    rest::{
        caller::Caller,
        input::Sent,
        problem::{Errors, Problem},
    },
    service::{desk, listing::PatientRow},
};

/// A new patient, as the front desk registers them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewPatientInput {
    /// ID of the centre where you work at the front desk. Required.
    pub centre_id: Option<i64>,
    /// Full name.
    #[serde(alias = "full_name")]
    pub name: String,
    /// Date of birth, such as `1985-03-27`.
    pub date_of_birth: String,
    /// Telephone number.
    #[serde(alias = "phone_number")]
    pub phone: String,
    /// Email address; may be empty.
    pub email: String,
}

/// Registers a patient who has no account, as the front desk does. They can set a password with a code from the clinic.
#[utoipa::path(
    post, path = "/api/v1/patients", operation_id = "addPatient", tag = "patients", request_body = NewPatientInput,
    responses((status = 201, body = Patient), Errors)
)]
pub async fn add(caller: Caller, Sent(sent): Sent<NewPatientInput>) -> Result<Response, Problem> {
    let Some(centre) = sent.centre_id.map(CentreId) else {
        return Err(Problem::bad_request("centre_id is missing."));
    };
    let [birth_year, birth_month, birth_day] = born(&sent.date_of_birth);
    let date_of_birth = Some(format!("{birth_year:0>4}-{birth_month:0>2}-{birth_day:0>2}"));
    let form =
        NewPatientForm { name: sent.name, birth_day, birth_month, birth_year, phone: sent.phone, email: sent.email };
    let made = desk::add_patient(&caller.services, &caller.actor, centre, &form).await?;
    let location = [(header::LOCATION, format!("/api/v1/patients/{}", made.id))];
    let row = PatientRow {
        id: made.id,
        place: (made.name.clone(), made.id.0),
        name: made.name,
        number: made.number,
        date_of_birth,
        contact: None,
    };
    Ok((StatusCode::CREATED, location, Json(Patient::new(row, caller.services.clock.now()))).into_response())
}
