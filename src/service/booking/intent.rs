//! Idempotency: a form sent again returns what it made the first time, and nothing else.

use super::request::BookingRequest;
use crate::{
    domain::ids::{AccountId, AppointmentId, PatientId},
    error::AppError,
    service::Outcome,
    storage::{
        appointment::{self, MadeBefore},
        db::Tx,
    },
};

/// The appointment that the same intent has already made.
///
/// # Errors
/// That it asked for another time, person or kind of visit: then it is not the same form.
pub(super) async fn made_before(
    tx: &mut Tx,
    by: AccountId,
    patient: PatientId,
    request: &BookingRequest,
) -> Outcome<Option<AppointmentId>> {
    let Some(made) = appointment::made_by_intent(tx, by, &request.idempotency_key).await? else { return Ok(None) };
    let is_same = is_same(&made, patient, request) && made.first_start == request.target.starts_at;
    if is_same { Ok(Some(made.id)) } else { Err(AppError::FormUsed.into()) }
}

/// Whether what was made has the patient, practitioner, place, kind of visit and length that are requested this time.
pub fn is_same(made: &MadeBefore, patient: PatientId, request: &BookingRequest) -> bool {
    let target = &request.target;
    made.patient == patient
        && made.practitioner == target.practitioner
        && made.slots == i64::from(target.slots)
        && (made.centre == target.centre || !made.is_unmoved)
        && target.service.is_none_or(|service| made.service == Some(service))
}
