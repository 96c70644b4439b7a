//! Booking and calling off. Everything that decides is read inside the transaction that writes; the claims have the last
//! word, and only the database can say who was first.

use jiff::Timestamp;

use super::{Failure, Outcome, Services, as_patient, authorise, availability, live, settings};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party, Status},
        booking::{self, BookingRefusal, Request, slot_rule},
        calendar_view::local_date,
        form::{self, Field},
        ids::{AppointmentId, CentreId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        settings::Settings,
        slot::{Schedule, Slot},
        time::Zone,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewAppointment},
        audit::{self, AuditEvent},
        claim,
        db::Tx,
        hours, notice,
    },
};

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// When it is to start.
    pub starts_at: Timestamp,
    /// Why; may be empty, at most 500 characters.
    pub reason: String,
    /// Names this intent: 8 to 64 characters. Sent again, it answers with the appointment it made.
    pub idempotency_key: String,
}

struct Booking {
    actor: Actor,
    patient: PatientId,
    basis: Basis,
    request: BookingRequest,
    now: Timestamp,
}

/// Books a time for the actor themself.
///
/// # Errors
/// Why the time cannot be had, with the nearest that can; a reason that is too long; the storage's failure.
pub async fn book(services: &Services, actor: &Actor, mut request: BookingRequest) -> Outcome<AppointmentId> {
    let (patient, basis) = as_patient(actor, Action::Book)?;
    request.reason = form::text(Field::Reason, &request.reason, 0, 500)?;
    if !(8..=64).contains(&request.idempotency_key.len()) {
        return Err(AppError::BadRequest.into());
    }
    let booking = Booking { actor: actor.clone(), patient, basis, now: services.clock.now(), request: request.clone() };
    let outcome = services.db.write(booking, |tx, booking| Box::pin(book_in(tx, booking))).await;
    match outcome {
        Ok(id) => {
            services.live.changed(request.practitioner);
            Ok(id)
        }
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => {
            let at = (request.practitioner, request.centre);
            let nearest = nearest_to(services, patient, at, request.starts_at, refusal).await?;
            Err(AppError::Booking { refusal, nearest }.into())
        }
        Err(failure) => Err(failure),
    }
}

async fn book_in(tx: &mut Tx, booking: &Booking) -> Outcome<AppointmentId> {
    let Booking { actor, patient, basis, request, now } = booking;
    let intent = &request.idempotency_key;
    if let Some(made) = appointment::find_by_intent(tx, patient.account(), intent).await? {
        return Ok(made);
    }
    let settings = settings(tx).await?;
    let terms = hours::terms(tx, request.practitioner, request.centre).await?.ok_or(AppError::NotFound)?;
    let hours = hours::of_affiliation(tx, terms.affiliation).await?;
    let schedule = Schedule::new(terms.zone.clone(), &hours, slot_rule(&settings));
    let asked = Request {
        patient: *patient,
        practitioner: request.practitioner,
        accepting: terms.accepting,
        schedule: &schedule,
        starts_at: request.starts_at,
    };
    let slot = booking::decide(&asked, &settings, *now).map_err(refused)?;
    if day_is_full(tx, *patient, &slot, &terms.zone, &settings).await? {
        return Err(refused(BookingRefusal::DayFull));
    }
    let status = Status::of_new_booking(&settings);
    let new = NewAppointment {
        patient: *patient,
        practitioner: request.practitioner,
        centre: request.centre,
        slot,
        status,
        reason: request.reason.clone(),
        booked_by: patient.account(),
        idempotency_key: intent.clone(),
        created_at: now.as_second(),
    };
    let Some(id) = appointment::insert(tx, &new).await? else {
        // The same form, sent twice at once: the other one was first.
        let made = appointment::find_by_intent(tx, patient.account(), intent).await?;
        return made.ok_or_else(|| Failure::Fault("an intent was taken by nobody".into()));
    };
    let people = [patient.resource(), request.practitioner.resource()];
    if !claim::take(tx, id, people, &slot).await? {
        let patient_busy = claim::is_claimed(tx, patient.resource(), &slot, id).await?;
        return Err(refused(if patient_busy { BookingRefusal::PatientBusy } else { BookingRefusal::Taken }));
    }
    let at = now.as_second();
    appointment::record_event(tx, id, (None, status), Some(patient.account()), "", at).await?;
    let to_patient = match status {
        Status::Pending => NoticeKind::AppointmentRequested,
        _ => NoticeKind::AppointmentBooked,
    };
    notice::insert(tx, patient.account(), to_patient, Some(id), at).await?;
    notice::insert(tx, request.practitioner.account(), NoticeKind::AppointmentReceived, Some(id), at).await?;
    live::announce(tx, request.practitioner).await?;
    audit(tx, actor, "appointment.book", id, *basis, at).await?;
    Ok(id)
}

pub(super) fn refused(refusal: BookingRefusal) -> Failure {
    AppError::Booking { refusal, nearest: Vec::new() }.into()
}

async fn day_is_full(tx: &mut Tx, patient: PatientId, slot: &Slot, zone: &Zone, settings: &Settings) -> Outcome<bool> {
    let Some(most) = settings.max_per_patient_per_day else {
        return Ok(false);
    };
    let date = local_date(zone, slot.starts_at);
    let bound = |date: jiff::civil::Date| date.to_zoned(zone.tz().clone()).map(|start| start.timestamp().as_second());
    let (Ok(from), Ok(to)) = (bound(date), date.tomorrow().and_then(bound)) else {
        return Ok(false);
    };
    let that_day = appointment::count_of_patient(tx, patient, from, to).await?;
    Ok(that_day >= i64::from(most))
}

/// Free times near the one that was refused, where another time would help.
pub(super) async fn nearest_to(
    services: &Services,
    patient: PatientId,
    (practitioner, centre): (PractitionerId, CentreId),
    wanted: Timestamp,
    refusal: BookingRefusal,
) -> Outcome<Vec<i64>> {
    use BookingRefusal::{
        DayFull, NotAccepting, OffGrid, Oneself, OutsideHours, Past, PatientBusy, Taken, TooFarAhead,
    };
    match refusal {
        Oneself | NotAccepting => return Ok(Vec::new()),
        Taken | Past | TooFarAhead | OutsideHours | OffGrid | PatientBusy | DayFull => {}
    }
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|a| a.centre == centre).ok_or(AppError::NotFound)?;
    let centre = directory.centre(centre).ok_or(AppError::NotFound)?;
    let schedule = here.schedule(centre, slot_rule(&directory.settings));
    let people = [practitioner.resource(), patient.resource()];
    let mut slots = availability::nearest(services, &people, &schedule, wanted).await?;
    if refusal == DayFull {
        let full = local_date(&centre.zone, wanted);
        slots.retain(|slot| local_date(&centre.zone, slot.starts_at) != full);
    }
    Ok(slots.iter().map(|slot| slot.starts_at.as_second()).collect())
}

struct Cancellation {
    actor: Actor,
    id: AppointmentId,
    reason: String,
    now: Timestamp,
}

/// Calls an appointment off, for either of its parties, and frees its time.
///
/// # Errors
/// Not found for anybody else; too late, or already called off.
pub async fn cancel(services: &Services, actor: &Actor, id: AppointmentId, reason: &str) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let cancellation = Cancellation { actor: actor.clone(), id, reason, now: services.clock.now() };
    let practitioner = services.db.write(cancellation, |tx, input| Box::pin(cancel_in(tx, input))).await?;
    services.live.changed(practitioner);
    Ok(())
}

async fn cancel_in(tx: &mut Tx, cancellation: &Cancellation) -> Outcome<PractitionerId> {
    let Cancellation { actor, id, reason, now } = cancellation;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(tx, *id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    let basis = authorise(actor, Action::CancelAppointment, parties)?;
    let (party, other) = if found.patient.account() == me {
        (Party::Patient, found.practitioner.account())
    } else {
        (Party::Practitioner, found.patient.account())
    };
    let settings = settings(tx).await?;
    let to = life::cancel(found.status, found.slot.starts_at, party, &settings, *now).map_err(AppError::Cancel)?;
    if !appointment::set_status(tx, *id, found.status, to).await? {
        return Err(AppError::Cancel(life::CancelRefusal::AlreadyCancelled).into());
    }
    claim::release(tx, *id).await?;
    let at = now.as_second();
    appointment::record_event(tx, *id, (Some(found.status), to), Some(me), reason, at).await?;
    notice::insert(tx, other, NoticeKind::AppointmentCancelled, Some(*id), at).await?;
    live::announce(tx, found.practitioner).await?;
    audit(tx, actor, "appointment.cancel", *id, basis, at).await?;
    Ok(found.practitioner)
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
    let event = AuditEvent {
        at,
        actor,
        action,
        entity: "appointment",
        entity_id: Some(id.0),
        basis: Some(basis),
        outcome: "done",
    };
    Ok(audit::record(tx, &event).await?)
}

/// One appointment, for either of its parties.
///
/// # Errors
/// Not found for anybody else.
pub async fn appointment(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(&mut services.db.read().await?, id, me).await?;
    let found = found.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    authorise(actor, Action::ReadAppointment, parties)?;
    Ok(found)
}

/// Whether the actor is a party that could cancel it now.
#[must_use]
pub fn may_cancel(services: &Services, actor: &Actor, found: &Appointment, settings: &Settings) -> bool {
    let party = match actor.id() {
        Some(me) if me == found.patient.account() => Party::Patient,
        Some(me) if me == found.practitioner.account() => Party::Practitioner,
        _ => return false,
    };
    life::cancel(found.status, found.slot.starts_at, party, settings, services.clock.now()).is_ok()
}
