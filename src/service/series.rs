//! Recurring appointments: the same local time every few weeks, all of them or none.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    booking::{self, BookingRequest, Order, place_in},
    cancel::{Cancellation, call_off},
    deed,
    directory::Directory,
    occupancy, proxy, refusals, staff,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        audit::Deed,
        booking::{BookingRefusal, Strictness, Target},
        form::{self, Field},
        ids::{AppointmentId, PatientId},
        policy::Action,
        series::Recurrence,
    },
    error::AppError,
    storage::{
        appointment::{self, MadeBefore},
        db::Tx,
        lock, notice, series,
    },
};

/// A requested series.
#[derive(Clone, Debug)]
pub struct SeriesRequest {
    /// The first appointment, which the others follow.
    pub first: BookingRequest,
    /// How it recurs.
    pub recurrence: Recurrence,
    /// Starts that the person agreed to leave out.
    pub skip: Vec<Timestamp>,
}

impl SeriesRequest {
    /// A series with all of its slots.
    #[must_use]
    pub fn whole(first: BookingRequest, recurrence: Recurrence) -> Self {
        Self { first, recurrence, skip: Vec::new() }
    }
}

struct SeriesOrder {
    by: By,
    patient: PatientId,
    wanted: SeriesRequest,
    strictness: Strictness,
    directory: Arc<Directory>,
}

/// Books the same local time repeatedly for the actor, in one transaction.
///
/// # Errors
/// [`AppError::Series`] with every unavailable slot and the reason, if there are any: nothing is booked then.
pub async fn book_series(services: &Services, actor: &Actor, wanted: SeriesRequest) -> Outcome<Vec<AppointmentId>> {
    let (patient, by) = services.as_patient(actor, Action::Book)?;
    place_series(services, by, patient, wanted, Strictness::Patient).await
}

/// Like [`book_series`], for a patient, by a family member whom they entrust with that.
///
/// # Errors
/// The errors of [`book_series`]; not found without an active proxy for booking.
pub async fn book_series_by_proxy(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    wanted: SeriesRequest,
) -> Outcome<Vec<AppointmentId>> {
    let by = By::now(services, actor);
    by.account()?;
    let basis = proxy::asked(services, actor, Action::Book, patient, by.at).await?;
    place_series(services, by.on(basis), patient, wanted, Strictness::Patient).await
}

/// Like [`book_series`], for a patient, by staff.
///
/// # Errors
/// The errors of [`book_series`]; not found if the practitioner is not theirs.
pub async fn book_series_for(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    wanted: SeriesRequest,
) -> Outcome<Vec<AppointmentId>> {
    let by = By::now(services, actor);
    by.account()?;
    let Target { practitioner, centre, .. } = wanted.first.target;
    let basis = staff::calendar(services, actor, Some(practitioner)).await?.basis_at(centre)?;
    place_series(services, by.on(basis), patient, wanted, Strictness::Staff).await
}

async fn place_series(
    services: &Services,
    by: By,
    patient: PatientId,
    mut wanted: SeriesRequest,
    strictness: Strictness,
) -> Outcome<Vec<AppointmentId>> {
    wanted.first.reason = form::text(Field::Reason, &wanted.first.reason, 0, 500)?;
    if !(8..=56).contains(&wanted.first.idempotency_key.len()) {
        return Err(AppError::BadRequest.into());
    }
    let input = |directory| SeriesOrder { by: by.clone(), patient, wanted: wanted.clone(), strictness, directory };
    services.write_by_directory(input, |tx, order| Box::pin(place_series_in(tx, order))).await
}

async fn place_series_in(tx: &mut Tx, order: &SeriesOrder) -> Outcome<Vec<AppointmentId>> {
    let SeriesOrder { by, wanted: SeriesRequest { first, recurrence, skip }, directory, .. } = order;
    let target = &first.target;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let centre = directory.centre(target.centre).ok_or(AppError::NotFound)?;
    let starts = recurrence.starts(&centre.zone, target.starts_at);
    // Another request with the same form waits here, and then finds what the first has made.
    lock::calendars(tx, [target.practitioner.account(), order.patient.account()]).await?;
    let made = made_before(tx, order, &starts).await?;
    if !made.is_empty() {
        return Ok(made);
    }
    let kept = starts.into_iter().filter(|at| !skip.contains(at));
    let series = series::insert(tx, by.account()?, by.at).await?;
    let (mut made, mut conflicts) = (Vec::new(), Vec::new());
    for starts_at in kept {
        let one = Order {
            by: by.clone(),
            patient: order.patient,
            request: BookingRequest {
                target: Target { starts_at, ..*target },
                idempotency_key: intent_of(first, starts_at),
                ..first.clone()
            },
            strictness: order.strictness,
            override_reason: String::new(),
            series: Some(series),
            is_handover: false,
            directory: directory.clone(),
        };
        match place_in(tx, &one).await {
            Ok(id) => made.push(id),
            // The others are tried all the same, so that every conflict is reported at once.
            Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
                conflicts.push((starts_at.as_second(), refusal))
            }
            Err(failure) => return Err(failure),
        }
    }
    match (made.is_empty(), conflicts.is_empty()) {
        (false, true) => {
            if let Some(first) = made.first() {
                notice::fold(tx, *first, series, by.second()).await?;
            }
            Ok(made)
        }
        (true, true) => Err(occupancy::refused(BookingRefusal::Past)),
        _ => Err(AppError::Series(conflicts).into()),
    }
}

/// The idempotency key of one appointment of a series.
fn intent_of(request: &BookingRequest, starts_at: Timestamp) -> String {
    format!("{}{:x}", request.idempotency_key, starts_at.as_second() / 300)
}

/// The appointments that the same intent has already made, in order. They are then the whole series, whatever was left out.
///
/// # Errors
/// That it was for other slots, another person or another kind of visit: then it is not the same form.
async fn made_before(tx: &mut Tx, order: &SeriesOrder, starts: &[Timestamp]) -> Outcome<Vec<AppointmentId>> {
    let SeriesOrder { wanted: SeriesRequest { first, .. }, by, patient, .. } = order;
    let made = appointment::made_by_intents(tx, by.account()?, &first.idempotency_key).await?;
    let is_same = |made: &MadeBefore| booking::is_same(made, *patient, first) && starts.contains(&made.first_start);
    if made.iter().all(is_same) {
        Ok(made.into_iter().map(|made| made.id).collect())
    } else {
        Err(AppError::FormUsed.into())
    }
}

/// Cancels an appointment and all later ones of its series that the actor can still cancel; returns how many. Cancelling for the
/// clinic takes a reason.
///
/// # Errors
/// Not found for anyone who may not cancel it; a missing reason; the first one can no longer be cancelled.
pub async fn cancel_rest(services: &Services, actor: &Actor, from: AppointmentId, reason: &str) -> Outcome<usize> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let ending = Cancellation { by: By::now(services, actor), id: from, reason, seen: None };
    let work = services.db.write(ending, |tx, ending| Box::pin(cancel_rest_in(tx, ending)));
    refusals::told(services, actor, from, Deed::AppointmentCancel, work.await).await
}

async fn cancel_rest_in(tx: &mut Tx, ending: &Cancellation) -> Outcome<usize> {
    let Cancellation { by, id: from, reason, .. } = ending;
    let (first, party, basis) = deed::begin(tx, &by.actor, Action::CancelAppointment, *from, by.at).await?;
    let series = first.series.ok_or(AppError::NotFound)?;
    let settings = super::settings(tx).await?;
    if party == Party::Staff || life::sets_cut_off_aside(party, first.slot.starts_at, &settings, by.at) {
        form::text(Field::OverrideReason, reason, 3, 500)?;
    }
    let mut cancelled = 0;
    for one in series::from(tx, series, first.slot.starts_at).await? {
        let found = deed::standing(tx, one.id).await?;
        // A moved appointment may be at a centre where this receptionist has no say.
        match proxy::dealing_with(tx, &by.actor, Action::CancelAppointment, one.id, by.at).await {
            Ok(_) => {}
            Err(Failure::Refused(_)) => continue,
            Err(fault) => return Err(fault),
        }
        let to = match life::cancel(found.status, found.slot.starts_at, party, &settings, by.at) {
            Ok(to) => to,
            Err(refusal) if found.id == *from => return Err(AppError::Cancel(refusal).into()),
            Err(_) => continue,
        };
        call_off(tx, ending, &found, to, basis).await?;
        cancelled += 1;
    }
    notice::fold(tx, *from, series, by.second()).await?;
    Ok(cancelled)
}
