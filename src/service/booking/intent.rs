//! A form that is sent again: it answers with what it made, and only with that.

use super::BookingRequest;
use crate::{
    domain::ids::{AccountId, AppointmentId, PatientId},
    error::AppError,
    service::Outcome,
    storage::{
        appointment::{self, MadeBefore},
        db::Tx,
    },
};

/// What the same intent has made before.
///
/// # Errors
/// That it was for another time, somebody else or something else: then it is not the same form.
pub(super) async fn made_before(
    tx: &mut Tx,
    by: AccountId,
    patient: PatientId,
    request: &BookingRequest,
) -> Outcome<Option<AppointmentId>> {
    let Some(made) = appointment::made_by_intent(tx, by, &request.idempotency_key).await? else { return Ok(None) };
    let is_same = is_same(&made, patient, request) && made.first_start == request.starts_at.as_second();
    if is_same { Ok(Some(made.id)) } else { Err(AppError::FormUsed.into()) }
}

/// Whether what was made is for the same patient, with whom, where and what is asked for.
pub fn is_same(made: &MadeBefore, patient: PatientId, request: &BookingRequest) -> bool {
    made.patient == patient
        && made.practitioner == request.practitioner
        && (made.centre == request.centre || !made.is_unmoved)
        && request.service.is_none_or(|service| made.service == Some(service))
}
