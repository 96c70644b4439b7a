//! What people are told if they come too late.

use super::request::BookingRequest;
use crate::{
    domain::{
        booking::{self, BookingRefusal, Strictness, leading, slot_at},
        ids::{AccountId, PatientId},
    },
    error::AppError,
    service::{Failure, Outcome, Services, availability, why},
    storage::{
        appointment::{self, Appointment},
        claim::{self, Asker, Span},
    },
};

/// The refusal for a time that already has an appointment. If a thousand want the same time, those who come too late then need not
/// wait for the practitioner's calendar, each holding a connection.
pub(super) async fn lost(
    services: &Services,
    by: AccountId,
    patient: PatientId,
    request: &BookingRequest,
) -> Outcome<Option<BookingRefusal>> {
    let directory = services.directory().await?;
    let offering = directory.offering_over(request.practitioner, request.centre, request.service, request.slots);
    let Some(offering) = offering.filter(|offering| !offering.service.is_group()) else { return Ok(None) };
    let conn = &mut services.db.read().await?;
    let slot = offering.service.rule.occupied(&slot_at(offering.service, request.starts_at));
    if !claim::is_booked(conn, &Span { resource: request.practitioner.resource(), slot }).await?
        || appointment::made_by_intent(conn, by, &request.idempotency_key).await?.is_some()
    {
        return Ok(None);
    }
    let asker = Asker { keeper: Some(by), ..Asker::new(Some(patient.account()), services.clock.now().as_second()) };
    let why = why::list(conn, &directory, &offering, asker, request.starts_at).await?;
    Ok(leading(&why.blockers, Strictness::Patient))
}

/// The refusal with the limit that was met, and free times near the one refused, if another time would help.
pub async fn with_nearest(
    services: &Services,
    patient: Option<PatientId>,
    moving: Option<&Appointment>,
    request: &BookingRequest,
    refusal: BookingRefusal,
) -> Outcome<Failure> {
    metrics::counter!("consulta_bookings_refused_total", "reason" => format!("{refusal:?}")).increment(1);
    let (mut nearest, mut limit) = (Vec::new(), None);
    if refusal.depends_on_the_time() {
        let directory = services.directory().await?;
        let (practitioner, centre, service) = (request.practitioner, request.centre, request.service);
        let offering = directory.offering_over(practitioner, centre, service, request.slots);
        let again = || directory.offering_again_over(practitioner, centre, service, request.slots);
        let offering = offering.or_else(again);
        let offering = offering.ok_or(AppError::NotFound)?;
        limit = booking::limit(refusal, offering.service, &directory.settings);
        let (conn, now) = (&mut services.db.read().await?, services.clock.now());
        let wanted = request.starts_at;
        let slots = availability::nearest(conn, now, &directory, &offering, patient, moving, wanted).await?;
        nearest = slots.iter().map(|slot| slot.starts_at.as_second()).collect();
    }
    Ok(AppError::Booking { refusal, nearest, limit }.into())
}
