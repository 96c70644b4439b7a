//! One appointment: its page, its confirmation, calling it off.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::{domain::appointment::Status, error::AppError};

/// An appointment as one of its parties sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// Its key.
    pub id: i64,
    /// The practitioner's key.
    pub practitioner: i64,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// The patient's name.
    pub patient_name: String,
    /// The centre's key.
    pub centre: i64,
    /// The centre's name.
    pub centre_name: String,
    /// The centre's street and suburb.
    pub centre_place: String,
    /// The centre's telephone number; may be empty.
    pub centre_phone: String,
    /// When.
    pub when: TimeView,
    /// How long, in minutes.
    pub minutes: i64,
    /// Where it stands.
    pub status: Status,
    /// Why, in the patient's words; may be empty.
    pub reason: String,
    /// Whether the reader is the patient; else the practitioner.
    pub as_patient: bool,
    /// Whether the reader may call it off now.
    pub may_cancel: bool,
}

/// One appointment, for either of its parties.
#[server(endpoint = "appointment", input = server_fn::codec::GetUrl)]
pub async fn appointment(id: String) -> Result<AppointmentView, AppError> {
    let (services, actor) = super::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::booking::appointment(&services, &actor, id).await?;
    super::convert::appointment::appointment(&services, &actor, found).await
}

/// Calls an appointment off, and shows it.
#[server(endpoint = "cancel_appointment")]
pub async fn cancel_appointment(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::booking::cancel(&services, &actor, id, &reason).await?;
    super::context::redirect(&format!("/appointments/{id}?cancelled=1"));
    Ok(())
}
