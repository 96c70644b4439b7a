//! Booking. Everything that decides a booking is read inside the transaction that writes it, or known to be current there. The
//! claims have the last word: only the database can tell who was first.

mod intent;
mod read;
mod refusal;
mod request;

use std::sync::Arc;

use jiff::Timestamp;

pub(super) use self::{intent::is_same, refusal::with_nearest};
use self::{intent::made_before, refusal::lost};
pub use self::{
    read::{appointment, in_the_way, opened, reasons, size_of_group, told_of},
    request::BookingRequest,
};
use super::{
    By, Failure, Outcome, Services, availability, desk,
    directory::{Directory, Offering},
    occupancy::{self, Visit, refused},
    proxy, referral, staff,
};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        audit::{Deed, Subject},
        booking::{BookingRefusal, Claimed, Facts, Strictness, Target, decide, limit},
        calendar_view::{day_bounds, local_date},
        form::{self, Field},
        ids::{AppointmentId, PatientId, SeriesId},
        local_time::LocalTime,
        notice::NoticeKind,
        policy::{Action, Basis},
        slot::Slot,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewAppointment, NewEvent},
        db::Tx,
        erasure, lock, notice,
    },
};

/// A booking that is about to be written.
pub(super) struct Order {
    pub by: By,
    pub patient: PatientId,
    pub request: BookingRequest,
    pub strictness: Strictness,
    /// Why staff override rules; otherwise empty.
    pub override_reason: String,
    pub series: Option<SeriesId>,
    /// Whether it replaces an appointment with another practitioner.
    pub is_handover: bool,
    pub directory: Arc<Directory>,
}

/// A requested visit: once it is decided, it has a slot.
#[derive(Clone, Copy)]
pub(super) struct Proposal<'a> {
    pub offering: Offering<'a>,
    pub patient: PatientId,
    pub starts_at: Timestamp,
    /// The appointment that would be moved there.
    pub moving: Option<&'a Appointment>,
    pub strictness: Strictness,
}

/// Books a slot for the actor.
///
/// # Errors
/// Why the slot is unavailable, with the nearest ones that are available; a reason that is too long; a storage failure.
pub async fn book(services: &Services, actor: &Actor, request: BookingRequest) -> Outcome<AppointmentId> {
    let (patient, by) = services.as_patient(actor, Action::Book)?;
    place(services, by, patient, request, Strictness::Patient, String::new()).await
}

/// Books a slot for a patient, as staff: the practitioner, an administrator, or someone at the centre's desk. The rules about
/// working hours apply unless it is a deliberate double-booking; overriding any of them requires a reason.
///
/// # Errors
/// Not found if the practitioner is not theirs; a missing reason; why the slot is unavailable.
pub async fn book_for(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    request: BookingRequest,
    override_reason: Option<&str>,
) -> Outcome<AppointmentId> {
    let by = By::now(services, actor);
    by.account()?;
    let Target { practitioner, centre, .. } = request.target;
    let basis = staff::calendar(services, actor, Some(practitioner)).await?.basis_at(centre)?;
    let (strictness, reason) = match override_reason {
        None => (Strictness::Staff, String::new()),
        Some(reason) => (Strictness::Overbooking, form::text(Field::OverrideReason, reason, 3, 500)?),
    };
    place(services, by.on(basis), patient, request, strictness, reason).await
}

/// Does everything that a booking does, but fails before the commit, like a process that dies at that point: the simulation checks
/// that no trace of it is left.
pub(super) async fn book_and_die(services: &Services, actor: &Actor, request: BookingRequest) -> Outcome<()> {
    let (patient, by) = services.as_patient(actor, Action::Book)?;
    let order = |directory| Order {
        by: by.clone(),
        patient,
        request: request.clone(),
        strictness: Strictness::Patient,
        override_reason: String::new(),
        series: None,
        is_handover: false,
        directory,
    };
    let die = services.write_by_directory(order, |tx, order| {
        Box::pin(async move {
            place_in(tx, order).await?;
            Err::<(), _>(Failure::Fault("the process died".into()))
        })
    });
    die.await
}

/// Books a slot for a patient, on the given basis.
pub(super) async fn place(
    services: &Services,
    by: By,
    patient: PatientId,
    mut request: BookingRequest,
    strictness: Strictness,
    override_reason: String,
) -> Outcome<AppointmentId> {
    request.reason = form::text(Field::Reason, &request.reason, 0, 500)?;
    if !(8..=64).contains(&request.idempotency_key.len()) {
        return Err(AppError::BadRequest.into());
    }
    let order = |directory| Order {
        by: by.clone(),
        patient,
        request: request.clone(),
        strictness,
        override_reason: override_reason.clone(),
        series: None,
        is_handover: false,
        directory,
    };
    if strictness == Strictness::Patient
        && let Some(refusal) = lost(services, &by, patient, &request).await?
    {
        return Err(with_nearest(services, Some(patient), None, &request.target, refusal).await?);
    }
    match services.write_by_directory(order, |tx, order| Box::pin(place_in(tx, order))).await {
        Ok(id) => Ok(id),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            Err(with_nearest(services, Some(patient), None, &request.target, refusal).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// Books inside a transaction.
pub(super) async fn place_in(tx: &mut Tx, order: &Order) -> Outcome<AppointmentId> {
    let Order { by, request, directory, .. } = order;
    let (patient, strictness) = (order.patient, order.strictness);
    let (target, at, me) = (&request.target, by.at, by.account()?);
    let id = patient.account();
    lock::visit(tx, [target.practitioner.account(), id]).await?;
    let is_active = directory.stands_for(tx, id).await?;
    // Checked again: the patient, or an administrator, may have ended it in the meantime.
    if by.basis == Some(Basis::Proxy) {
        proxy::ground(tx, &by.actor, Action::Book, patient, at).await?;
    }
    if by.basis == Some(Basis::FrontDesk) {
        desk::ground(tx, &by.actor, Action::BookForPatient, target.centre).await?;
    }
    // The patient may have closed their account, or been erased, while this waited for their calendar.
    if strictness == Strictness::Patient && !is_active {
        return Err(AppError::NotSignedIn.into());
    }
    if strictness != Strictness::Patient && erasure::erased_at(tx, id).await?.is_some() {
        return Err(AppError::NotFound.into());
    }
    let (offering, slot) = match decide_for(tx, order).await {
        // If a form is sent twice at once, what the first one made may be what is in the way of the second.
        Err(Failure::Refused(refusal)) => {
            return made_before(tx, me, patient, request).await?.ok_or_else(|| refusal.into());
        }
        decided => decided?,
    };
    occupancy::release_holds(tx, [patient.account(), me], at).await?;
    let status = match strictness {
        Strictness::Patient => Status::of_new_booking(offering.service.confirmation),
        Strictness::Staff | Strictness::Overbooking => Status::Booked,
    };
    let new = NewAppointment {
        patient,
        practitioner: target.practitioner,
        centre: target.centre,
        service: offering.service.id,
        slot,
        slots: offering.service.slots,
        local: LocalTime::of(&offering.centre.zone, slot.starts_at),
        status,
        reason: request.reason.clone(),
        booked_by: me,
        idempotency_key: request.idempotency_key.clone(),
        series: order.series,
        overbooked: strictness == Strictness::Overbooking,
        created_at: at,
    };
    let Some(id) = appointment::insert(tx, &new).await? else {
        // The same form, sent twice at once: the other one was first.
        let made = made_before(tx, me, patient, request).await?;
        return made.ok_or_else(|| Failure::Fault("an intent was taken by nobody".into()));
    };
    let visit = Visit { offering, patient, slot, moving: None };
    occupancy::occupy(tx, directory, &visit, id, strictness).await?;
    let is_permitted = referral::spend(tx, visit.offering.practitioner, patient, slot.starts_at, id).await?;
    if !is_permitted && BookingRefusal::NeedsReferral.binds(strictness) {
        return Err(refused(BookingRefusal::NeedsReferral));
    }
    let event = NewEvent { to: status, by: Some(me), reason: &order.override_reason, at };
    appointment::record_event(tx, id, None, event).await?;
    tell_of_booking(tx, order, id, status).await?;
    let deed = if new.overbooked { Deed::AppointmentOverbook } else { Deed::AppointmentBook };
    by.did(tx, deed, Subject::from(id).of(patient));
    Ok(id)
}

async fn decide_for<'o>(tx: &mut Tx, order: &'o Order) -> Outcome<(Offering<'o>, Slot)> {
    let Order { by, patient, request, strictness, directory, .. } = order;
    let target = &request.target;
    let offering = directory.offering_at(target).ok_or(AppError::NotFound)?;
    let (patient, strictness) = (*patient, *strictness);
    let proposal = Proposal { offering, patient, starts_at: target.starts_at, moving: None, strictness };
    Ok((offering, decide_in(tx, directory, proposal, by.at).await?))
}

async fn tell_of_booking(tx: &mut Tx, order: &Order, id: AppointmentId, status: Status) -> Outcome<()> {
    let Order { by, patient, request, .. } = order;
    let practitioner = request.target.practitioner.account();
    let to_patient = match status {
        _ if order.is_handover => NoticeKind::AppointmentHandedOver,
        Status::Pending => NoticeKind::AppointmentRequested,
        _ => NoticeKind::AppointmentBooked,
    };
    let at = by.second();
    notice::insert_for_patient(tx, *patient, None, to_patient, id, at).await?;
    if by.account()? != practitioner {
        let to_practitioner = match status {
            Status::Pending => NoticeKind::RequestReceived,
            _ => NoticeKind::AppointmentReceived,
        };
        notice::insert(tx, practitioner, to_practitioner, Some(id), at).await?;
    }
    Ok(())
}

/// The slot of a proposed visit, if every rule except the claims allows it. An appointment being moved does not count against its
/// own day.
pub(super) async fn decide_in(
    tx: &mut Tx,
    directory: &Directory,
    proposal: Proposal<'_>,
    now: Timestamp,
) -> Outcome<Slot> {
    let Proposal { offering, patient, starts_at, moving, strictness } = proposal;
    let Offering { practitioner, centre, affiliation, service } = offering;
    let date = local_date(&centre.zone, starts_at);
    let day = day_bounds(&centre.zone, date);
    let except = moving.map(|moved| moved.id);
    let of_service_that_day = match (service.daily_cap, service.id) {
        (Some(_), Some(id)) => {
            let within = (day.start, day.end);
            let count = appointment::count_of_service(tx, practitioner.id, id, except, within, starts_at).await?;
            u32::try_from(count).unwrap_or(u32::MAX)
        }
        _ => 0,
    };
    let of_patient_that_day = availability::of_patient_on(tx, directory, patient, except, date).await?;
    // An appointment that is being moved was already booked with a referral.
    let stays = moving.is_some_and(|moved| moved.practitioner == practitioner.id);
    let facts = Facts {
        patient: Some(patient),
        practitioner: practitioner.id,
        accepting: practitioner.accepting,
        needs_referral: !stays && referral::is_missing(tx, practitioner, Some(patient), starts_at).await?,
        service,
        zone: &centre.zone,
        hours: &affiliation.hours,
        starts_at,
        claimed: Claimed::default(),
        of_service_that_day,
        of_patient_that_day,
    };
    decide(&facts, strictness, &directory.settings, now).map_err(|refusal| {
        let limit = limit(refusal, service, &directory.settings);
        AppError::Booking { refusal, nearest: Vec::new(), limit }.into()
    })
}
