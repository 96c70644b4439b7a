//! Booking. Everything that decides is read inside the transaction that writes, or known to be as it stands there; the
//! claims have the last word, and only the database can say who was first.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services, as_patient, authorise, availability,
    directory::{Directory, Offering},
    live,
    occupancy::{self, Visit, refused},
    proxy, referral,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Status},
        booking::{BookingRefusal, Claimed, Facts, Strictness, decide},
        calendar_view::{day_start, local_date},
        form::{self, Field},
        ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, SeriesId, ServiceId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        slot::Slot,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewAppointment},
        audit::{self, AuditEvent},
        db::Tx,
        lock, notice,
    },
};

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// As which kind of visit; the first that the practitioner offers where none is named.
    pub service: Option<ServiceId>,
    /// When it is to start.
    pub starts_at: Timestamp,
    /// Why; may be empty, at most 500 characters.
    pub reason: String,
    /// Names this intent: 8 to 64 characters. Sent again, it answers with the appointment it made.
    pub idempotency_key: String,
}

/// A booking on its way into the database.
pub(super) struct Order {
    pub actor: Actor,
    pub by: AccountId,
    pub patient: PatientId,
    pub basis: Basis,
    pub request: BookingRequest,
    pub strictness: Strictness,
    /// Why staff set rules aside; else empty.
    pub override_reason: String,
    pub series: Option<SeriesId>,
    pub now: Timestamp,
    pub directory: Arc<Directory>,
}

/// Books a time for the actor themself.
///
/// # Errors
/// Why the time cannot be had, with the nearest that can; a reason that is too long; the storage's failure.
pub async fn book(services: &Services, actor: &Actor, request: BookingRequest) -> Outcome<AppointmentId> {
    let (patient, basis) = as_patient(actor, Action::Book)?;
    let by = patient.account();
    place(services, actor, (by, patient, basis), request, Strictness::Patient, String::new()).await
}

/// Books a time for a patient, for staff: the practitioner or an administrator. The rules about working hours hold unless it is
/// an overbooking; setting any aside wants a reason.
///
/// # Errors
/// Not found when the practitioner is not theirs; a missing reason; why the time cannot be had.
pub async fn book_for(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    request: BookingRequest,
    override_reason: Option<&str>,
) -> Outcome<AppointmentId> {
    let by = actor.id().ok_or(AppError::NotSignedIn)?;
    let basis = authorise(actor, Action::BookForPatient, Resource::Practitioner(request.practitioner))?;
    let (strictness, reason) = match override_reason {
        None => (Strictness::Staff, String::new()),
        Some(reason) => (Strictness::Overbooking, form::text(Field::OverrideReason, reason, 3, 500)?),
    };
    place(services, actor, (by, patient, basis), request, strictness, reason).await
}

/// Does everything that a booking does, and fails before it is confirmed, as a process does that dies then: the simulation
/// looks whether anything is left of it.
pub(super) async fn book_and_die(services: &Services, actor: &Actor, request: BookingRequest) -> Outcome<()> {
    let (patient, basis) = as_patient(actor, Action::Book)?;
    let now = services.clock.now();
    let order = |directory| Order {
        actor: actor.clone(),
        by: patient.account(),
        patient,
        basis,
        request: request.clone(),
        strictness: Strictness::Patient,
        override_reason: String::new(),
        series: None,
        now,
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

pub(super) async fn place(
    services: &Services,
    actor: &Actor,
    (by, patient, basis): (AccountId, PatientId, Basis),
    mut request: BookingRequest,
    strictness: Strictness,
    override_reason: String,
) -> Outcome<AppointmentId> {
    request.reason = form::text(Field::Reason, &request.reason, 0, 500)?;
    if !(8..=64).contains(&request.idempotency_key.len()) {
        return Err(AppError::BadRequest.into());
    }
    let now = services.clock.now();
    let order = |directory| Order {
        actor: actor.clone(),
        by,
        patient,
        basis,
        request: request.clone(),
        strictness,
        override_reason: override_reason.clone(),
        series: None,
        now,
        directory,
    };
    match services.write_by_directory(order, |tx, order| Box::pin(place_in(tx, order))).await {
        Ok(id) => {
            services.live.changed(request.practitioner);
            Ok(id)
        }
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            Err(with_nearest(services, patient, &request, refusal).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// Books, in a transaction.
pub(super) async fn place_in(tx: &mut Tx, order: &Order) -> Outcome<AppointmentId> {
    let Order { actor, by, patient, basis, request, strictness, now, directory, .. } = order;
    let intent = &request.idempotency_key;
    if let Some(made) = appointment::find_by_intent(tx, *by, intent).await? {
        return Ok(made);
    }
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    // Once more: the patient may have ended it in the meantime.
    if *basis == Basis::Proxy {
        proxy::ground(tx, actor, Action::Book, *patient, *now).await?;
    }
    lock::calendar(tx, request.practitioner).await?;
    let offering = directory.offering(request.practitioner, request.centre, request.service);
    let offering = offering.ok_or(AppError::NotFound)?;
    let slot = decide_in(tx, directory, &offering, *patient, request.starts_at, None, *strictness, *now).await?;
    let at = now.as_second();
    occupancy::release_holds(tx, patient.account(), at).await?;
    let status = match strictness {
        Strictness::Patient => Status::of_new_booking(offering.service.confirmation),
        Strictness::Staff | Strictness::Overbooking => Status::Booked,
    };
    let new = NewAppointment {
        patient: *patient,
        practitioner: request.practitioner,
        centre: request.centre,
        service: offering.service.id,
        slot,
        status,
        reason: request.reason.clone(),
        booked_by: *by,
        idempotency_key: intent.clone(),
        series: order.series,
        overbooked: *strictness == Strictness::Overbooking,
        created_at: at,
    };
    let Some(id) = appointment::insert(tx, &new).await? else {
        // The same form, sent twice at once: the other one was first.
        let made = appointment::find_by_intent(tx, *by, intent).await?;
        return made.ok_or_else(|| Failure::Fault("an intent was taken by nobody".into()));
    };
    let visit = Visit { offering, patient: *patient, slot };
    occupancy::occupy(tx, directory, &visit, id, *strictness).await?;
    let is_permitted = referral::spend(tx, visit.offering.practitioner, *patient, slot.starts_at, id).await?;
    if !is_permitted && BookingRefusal::NeedsReferral.binds(*strictness) {
        return Err(refused(BookingRefusal::NeedsReferral));
    }
    appointment::record_event(tx, id, (None, status), Some(*by), &order.override_reason, at).await?;
    tell_of_booking(tx, order, id, status).await?;
    live::announce(tx, request.practitioner).await?;
    let action = if new.overbooked { "appointment.overbook" } else { "appointment.book" };
    let event = AuditEvent::done(at, actor, action, "appointment").to(id.0).on(*basis);
    // What somebody else books for a patient is found by the patient.
    let is_own = *by == patient.account();
    audit::record(tx, &if is_own { event } else { event.in_record_of(*patient) });
    Ok(id)
}

async fn tell_of_booking(tx: &mut Tx, order: &Order, id: AppointmentId, status: Status) -> Outcome<()> {
    let practitioner = order.request.practitioner.account();
    let to_patient = match status {
        Status::Pending => NoticeKind::AppointmentRequested,
        _ => NoticeKind::AppointmentBooked,
    };
    let at = order.now.as_second();
    notice::insert_for_patient(tx, order.patient, None, to_patient, id, at).await?;
    if order.by != practitioner {
        notice::insert(tx, practitioner, NoticeKind::AppointmentReceived, Some(id), at).await?;
    }
    Ok(())
}

/// The slot that starts then, when every rule but the claims allows it. An appointment that is being moved does not count
/// against its own day.
#[expect(clippy::too_many_arguments, reason = "each is one thing that the rules look at")]
pub(super) async fn decide_in(
    tx: &mut Tx,
    directory: &Directory,
    offering: &Offering<'_>,
    patient: PatientId,
    starts_at: Timestamp,
    moving: Option<&Appointment>,
    strictness: Strictness,
    now: Timestamp,
) -> Outcome<Slot> {
    let Offering { practitioner, centre, affiliation, service } = *offering;
    let date = local_date(&centre.zone, starts_at);
    let from = day_start(&centre.zone, date).as_second();
    let to = date.tomorrow().map_or(i64::MAX, |next| day_start(&centre.zone, next).as_second());
    let less = |count: i64, counted: bool| u32::try_from(count - i64::from(counted)).unwrap_or_default();
    let was_that_day = moving.is_some_and(|moved| (from..to).contains(&moved.slot.starts_at.as_second()));
    let of_service_that_day = match (service.daily_cap, service.id) {
        (Some(_), Some(id)) => {
            let counted =
                was_that_day && moving.is_some_and(|moved| moved.service == Some(id) && moved.session.is_none());
            let joining = starts_at.as_second();
            less(appointment::count_of_service(tx, practitioner.id, id, (from, to), joining).await?, counted)
        }
        _ => 0,
    };
    let of_patient_that_day = match directory.settings.max_per_patient_per_day {
        Some(_) => less(appointment::count_of_patient(tx, patient, from, to).await?, was_that_day),
        None => 0,
    };
    // What is moved was booked with a referral already.
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
    decide(&facts, strictness, &directory.settings, now).map_err(refused)
}

/// The refusal with free times near the one that was refused, where another time would help.
pub(super) async fn with_nearest(
    services: &Services,
    patient: PatientId,
    request: &BookingRequest,
    refusal: BookingRefusal,
) -> Outcome<Failure> {
    let mut nearest = Vec::new();
    if refusal.depends_on_the_time() {
        let directory = services.directory().await?;
        let (practitioner, centre, service) = (request.practitioner, request.centre, request.service);
        let offering = directory.offering(practitioner, centre, service);
        let offering = offering.or_else(|| directory.offering_again(practitioner, centre, service));
        let offering = offering.ok_or(AppError::NotFound)?;
        let mut slots = availability::nearest(services, &directory, &offering, patient, request.starts_at).await?;
        if refusal == BookingRefusal::DayFull {
            let zone = &offering.centre.zone;
            slots.retain(|slot| local_date(zone, slot.starts_at) != local_date(zone, request.starts_at));
        }
        nearest = slots.iter().map(|slot| slot.starts_at.as_second()).collect();
    }
    Ok(AppError::Booking { refusal, nearest }.into())
}

/// Notes what was done to an appointment, in its transaction.
pub(super) async fn audit(
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    id: AppointmentId,
    basis: Basis,
    at: i64,
) -> Outcome<()> {
    let event = AuditEvent::done(at, actor, action, "appointment").to(id.0).on(basis);
    audit::record(tx, &event);
    Ok(())
}

/// One appointment, for either of its parties, and for whoever books for its patient.
///
/// # Errors
/// Not found for anybody else.
pub async fn appointment(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    opened(services, actor, id).await.map(|(found, _)| found)
}

/// The same, with which side the actor is on.
///
/// # Errors
/// As [`appointment`].
pub async fn opened(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<(Appointment, Party)> {
    let conn = &mut services.db.read().await?;
    let now = services.clock.now();
    let (found, party, _) = proxy::dealing_with(conn, actor, Action::ReadAppointment, id, now).await?;
    Ok((found, party))
}
