//! What latecomers are told.

use super::request::BookingRequest;
use crate::{
    domain::{
        booking::{self, BookingRefusal, Strictness, Target, leading, slot_at},
        ids::PatientId,
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services,
        availability::{self, Perspective},
        occupancy, why,
    },
    storage::{
        appointment::{self, Appointment},
        claim::{self, Asker, Span},
    },
};

/// The refusal for a slot that is already taken. If a thousand people want the same slot, the latecomers need not wait for the
/// practitioner's calendar, each holding a connection.
pub(super) async fn lost(
    services: &Services,
    by: &By,
    patient: PatientId,
    request: &BookingRequest,
) -> Outcome<Option<BookingRefusal>> {
    let me = by.account()?;
    let directory = services.directory().await?;
    let target = &request.target;
    let offering = directory.offering_at(target).filter(|offering| !offering.service.is_group());
    let Some(offering) = offering else { return Ok(None) };
    let conn = &mut services.db.read().await?;
    let slot = offering.service.rule.occupied(&slot_at(offering.service, target.starts_at));
    if !claim::is_booked(conn, &Span { resource: target.practitioner.resource(), slot }).await?
        || appointment::made_by_intent(conn, me, &request.idempotency_key).await?.is_some()
    {
        return Ok(None);
    }
    let asker = Asker { keeper: Some(me), ..Asker::new(Some(patient.account()), by.at) };
    let why = why::list(conn, &directory, &offering, asker, target.starts_at).await?;
    Ok(leading(&why.blockers, Strictness::Patient))
}

/// The refusal with the limit that was reached, and free slots near the refused one if another slot would help.
pub async fn with_nearest(
    services: &Services,
    patient: Option<PatientId>,
    moving: Option<&Appointment>,
    target: &Target,
    refusal: BookingRefusal,
) -> Outcome<Failure> {
    metrics::counter!("consulta_bookings_refused_total", "reason" => format!("{refusal:?}")).increment(1);
    let (mut nearest, mut limit) = (Vec::new(), None);
    if refusal.depends_on_the_time() {
        let directory = services.directory().await?;
        let offering = directory.offering_at(target).or_else(|| directory.offering_again_at(target));
        let offering = offering.ok_or(AppError::NotFound)?;
        limit = booking::limit(refusal, offering.service, &directory.settings);
        let (conn, now) = (&mut services.db.read().await?, services.clock.now());
        let moving = match moving {
            Some(found) => Some(occupancy::moving(conn, found).await?),
            None => None,
        };
        let asker = Asker { moving, ..Asker::new(patient.map(PatientId::account), now) };
        let seen_by = Perspective::of_patient(&directory, asker);
        let slots = availability::nearest(conn, seen_by, &offering, target.starts_at).await?;
        nearest = slots.iter().map(|slot| slot.starts_at.as_second()).collect();
    }
    Ok(AppError::Booking { refusal, nearest, limit }.into())
}
