//! Booking by staff for a patient, from start to end: finding the patient, the week on offer, and the outcome.

mod repeat;

use std::sync::Arc;

use jiff::{Timestamp, ToSpan, civil::Date};

pub use self::repeat::Repeat;
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::{Step, StepRefusal},
        booking::Target,
        calendar_view::{at_wall, local_date},
        directory::{Centre, Practitioner},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, PractitionerId, ServiceId},
        policy::Basis,
        series::Recurrence,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        availability::Week,
        booking::{BookingRequest, book_for},
        checkout::Occurrence,
        directory::Directory,
        referral,
        series::{self, SeriesRequest},
        staff::{
            self, Calendar, Listed, PatientName, Wanted, calendar, find_patient, recent_patients, visit_to_follow,
            wanted_patient,
        },
        visit,
    },
};

/// The number of weeks after which a follow-up is proposed.
pub const A_MONTH: i64 = 4;

/// A booking that staff want to make.
#[derive(Clone, Debug)]
pub struct Errand<'a> {
    /// Whose calendar; by default the actor's own.
    pub practitioner: Option<PractitionerId>,
    /// The patient's number or email address, or part of their name; may be blank.
    pub patient: &'a str,
    /// The centre; by default the first.
    pub centre: Option<CentreId>,
    /// The kind of visit; by default the first.
    pub service: Option<ServiceId>,
    /// The date; by default the next free one.
    pub date: Option<Date>,
    /// The requested series, if any.
    pub repeat: Option<Repeat>,
}

/// A week in which to book a patient.
#[derive(Debug)]
pub struct Offer<'d> {
    /// The calendar, and the basis on which the actor books into it.
    pub calendar: Calendar,
    /// The practitioner whose calendar it is.
    pub person: &'d Practitioner,
    /// The week with its free slots, for staff and for this patient.
    pub week: Week<'d>,
    /// The selected date; one of the week's.
    pub date: Date,
    /// The patient whose identifier was typed, if found.
    pub patient: Option<PatientName>,
    /// The patients whose names match what was typed; without dates of birth that the actor may not know.
    pub matches: Vec<Listed>,
    /// Whether there are more matches.
    pub more_matches: bool,
    /// Why no patient was found, if one was typed.
    pub patient_problem: Option<AppError>,
    /// Whether the patient needs a referral, and has none.
    pub needs_referral: bool,
    /// Recent patients of the practitioner.
    pub recent: Vec<PatientName>,
    /// The slots of the requested series; empty if none is requested.
    pub series: Vec<Occurrence>,
}

/// Checks whether the actor books into a calendar, before they say for whom.
///
/// # Errors
/// Not allowed; not found outside the places where the actor books, or if there is no such practitioner.
pub async fn may_begin(services: &Services, actor: &Actor, practitioner: Option<PractitionerId>) -> Outcome<()> {
    let calendar = calendar(services, actor, practitioner).await?;
    services.directory().await?.practitioner(calendar.practitioner).ok_or(AppError::NotFound)?;
    Ok(())
}

/// The week to offer for an errand.
///
/// # Errors
/// Not allowed; not found outside the places where the actor books.
pub async fn offer<'d>(
    services: &Services,
    directory: &'d Arc<Directory>,
    actor: &Actor,
    errand: Errand<'_>,
) -> Outcome<Offer<'d>> {
    let calendar = calendar(services, actor, errand.practitioner).await?;
    let person = directory.practitioner(calendar.practitioner).ok_or(AppError::NotFound)?;
    let mut theirs = person.affiliations.iter().map(|work| work.centre).filter(|centre| calendar.is_open_at(*centre));
    // The newly chosen practitioner may not work at the centre that was shown.
    let asked_at = errand.centre.filter(|at| !calendar.is_at_desk() || calendar.is_open_at(*at));
    let centre = asked_at.or_else(|| theirs.next()).ok_or(AppError::NotFound)?;
    let offered = |id| directory.offering(person.id, centre, id).is_some();
    let service = errand.service.filter(|id| !calendar.is_at_desk() || offered(Some(*id)));
    let (mut patient, mut matches, mut more_matches, mut patient_problem) = (None, Vec::new(), false, None);
    let typed = errand.patient.trim();
    if !typed.is_empty() {
        match wanted_patient(services, actor, person.id, typed).await {
            Ok(Wanted::One(found)) => patient = Some(found),
            Ok(Wanted::Named(found, more)) => {
                // A practitioner sees the date of birth only of patients whose record they can read.
                let tells_all = actor.id() != Some(person.id.account());
                matches = found.into_iter().map(|one| told(one, tells_all)).collect();
                more_matches = more;
            }
            Err(Failure::Refused(problem @ AppError::Invalid(_))) => patient_problem = Some(problem),
            Err(failure) => return Err(failure),
        }
    }
    let at = (centre, service);
    let week = staff::week(services, directory, &calendar, patient.as_ref(), at, errand.date).await?;
    let next_free = week.next_free.map(|slot| local_date(&week.centre.zone, slot.starts_at));
    let date = errand.date.or(next_free).unwrap_or(week.today);
    let needs_referral = lacks_referral(services, patient.as_ref(), person).await?;
    let recent = recent_patients(services, &calendar).await?;
    let series = match (errand.repeat, &patient) {
        (Some(repeat), Some(patient)) => {
            repeat::occurrences(services, directory, actor, (&calendar, patient), at, repeat).await?
        }
        _ => Vec::new(),
    };
    Ok(Offer {
        calendar,
        person,
        week,
        date,
        patient,
        matches,
        more_matches,
        patient_problem,
        needs_referral,
        recent,
        series,
    })
}

fn told(found: Listed, tells_all: bool) -> Listed {
    let date_of_birth = if tells_all || found.is_known { found.date_of_birth } else { None };
    Listed { date_of_birth, ..found }
}

/// Whether the patient needs a referral, and has none.
async fn lacks_referral(services: &Services, patient: Option<&PatientName>, person: &Practitioner) -> Outcome<bool> {
    let Some(found) = patient else { return Ok(false) };
    let as_patient = Actor::Account { id: found.id.account(), roles: vec![Role::Patient] };
    let need = referral::need(services, &as_patient, person, services.clock.now()).await?;
    Ok(matches!(need, referral::Need::Missing { .. }))
}

/// The week in which the follow-up visit could take place: for the same patient, at the same centre, of the same kind where that is
/// still offered, and at the same time of day; with that time, `10:30`.
///
/// # Errors
/// The errors of [`visit_to_follow`].
pub async fn following<'d>(
    services: &Services,
    directory: &'d Arc<Directory>,
    actor: &Actor,
    after: AppointmentId,
    weeks: i64,
) -> Outcome<(Offer<'d>, String)> {
    let (visit, patient) = visit_to_follow(services, actor, after).await?;
    let person = directory.practitioner(visit.practitioner).ok_or(AppError::NotFound)?;
    let offered = |service| directory.offering(person.id, visit.centre, service);
    let offering = offered(visit.service).or_else(|| offered(None)).ok_or(AppError::NotFound)?;
    let zone = &offering.centre.zone;
    let today = local_date(zone, services.clock.now());
    let day = local_date(zone, visit.slot.starts_at).max(today).saturating_add(weeks.weeks());
    let calendar = calendar(services, actor, Some(person.id)).await?;
    let at = (offering.centre.id, offering.service.id);
    let week = staff::week(services, directory, &calendar, Some(&patient), at, Some(day)).await?;
    // On that day, or else on the nearest day with a free slot.
    let free = week.days.iter().filter(|day| !day.slots.is_empty()).map(|day| day.date);
    let date = free.min_by_key(|free| (*free - day).get_days().abs()).unwrap_or(day);
    let time = zone.tz().to_datetime(visit.slot.starts_at).strftime("%H:%M").to_string();
    let offer = Offer {
        needs_referral: lacks_referral(services, Some(&patient), person).await?,
        recent: recent_patients(services, &calendar).await?,
        calendar,
        person,
        week,
        date,
        patient: Some(patient),
        matches: Vec::new(),
        more_matches: false,
        patient_problem: None,
        series: Vec::new(),
    };
    Ok((offer, time))
}

/// When a patient is booked.
#[derive(Clone, Copy, Debug)]
pub enum When<'a> {
    /// At a free slot, if one was chosen.
    Slot(Option<Timestamp>),
    /// At a typed time, in the centre's time zone.
    Typed {
        /// `2026-11-24`.
        date: &'a str,
        /// `16:45`.
        time: &'a str,
    },
}

/// A booking by staff.
#[derive(Clone, Debug)]
pub struct StaffRequest<'a> {
    /// Whose calendar; by default the actor's own.
    pub practitioner: Option<PractitionerId>,
    /// The patient's number or email address.
    pub patient: &'a str,
    /// The centre.
    pub centre: Option<CentreId>,
    /// The kind of visit; by default the first.
    pub service: Option<ServiceId>,
    /// The time.
    pub when: When<'a>,
    /// Why rules are overridden; blank if they are not.
    pub override_reason: &'a str,
    /// The reason for the visit.
    pub reason: String,
    /// Whether the patient is already here: they are checked in at once.
    pub arrived: bool,
    /// Identifies this intent.
    pub intent: String,
    /// The series that is booked instead of a single slot, with those of its slots that are kept.
    pub series: Option<(Recurrence, Vec<Timestamp>)>,
}

/// The result of a booking by staff.
#[derive(Debug)]
pub struct Booked {
    /// The basis on which it was made.
    pub basis: Basis,
    /// The centre.
    pub centre: CentreId,
    /// The date there.
    pub date: Date,
    /// The result of checking the patient in, if they are already here.
    pub arrival: Option<Arrival>,
}

/// The result of checking in a patient whose booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// They are checked in.
    CheckedIn,
    /// It is too early.
    TooEarly,
    /// The form was sent twice.
    Already,
}

/// Books for a patient, once or as a series, and at a desk checks them in if they are here.
///
/// # Errors
/// Not allowed; not found outside the places where the actor books; the errors of [`find_patient`] and [`book_for`].
pub async fn book(services: &Services, actor: &Actor, request: StaffRequest<'_>) -> Outcome<Booked> {
    let calendar = calendar(services, actor, request.practitioner).await?;
    let practitioner = calendar.practitioner;
    let directory = services.directory_for(actor).await?;
    directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let centre = request.centre.and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    calendar.basis_at(centre.id)?;
    let patient = find_patient(services, actor, practitioner, request.patient).await?;
    let starts_at = start(centre, request.when)?;
    let wanted = BookingRequest {
        target: Target { practitioner, centre: centre.id, service: request.service, starts_at, slots: 1 },
        reason: request.reason,
        idempotency_key: request.intent,
    };
    let date = local_date(&centre.zone, starts_at);
    let booked = Booked { basis: calendar.basis, centre: centre.id, date, arrival: None };
    if let Some((every, keep)) = request.series {
        let starts = every.starts(&centre.zone, starts_at).into_iter();
        let skip = starts.filter(|start| !keep.contains(start)).collect();
        let wanted = SeriesRequest { first: wanted, recurrence: every, skip };
        series::book_series_for(services, actor, patient.id, wanted).await?;
        return Ok(booked);
    }
    let why = request.override_reason.trim();
    let made = book_for(services, actor, patient.id, wanted, (!why.is_empty()).then_some(why)).await?;
    let arrival = match calendar.is_at_desk() && request.arrived {
        true => Some(check_in(services, actor, made).await?),
        false => None,
    };
    Ok(Booked { arrival, ..booked })
}

/// The chosen slot, for a form that continues with the slots of its series.
///
/// # Errors
/// Not allowed; not found outside the places where the actor books; that no slot is chosen.
pub async fn chosen(
    services: &Services,
    actor: &Actor,
    practitioner: Option<PractitionerId>,
    centre: Option<CentreId>,
    when: When<'_>,
) -> Outcome<Timestamp> {
    let calendar = calendar(services, actor, practitioner).await?;
    let directory = services.directory_for(actor).await?;
    let centre = centre.and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    calendar.basis_at(centre.id)?;
    start(centre, when)
}

fn start(centre: &Centre, when: When<'_>) -> Outcome<Timestamp> {
    let starts_at = match when {
        When::Slot(at) => at,
        When::Typed { date, time } => at_wall(&centre.zone, date, time),
    };
    Ok(starts_at.ok_or_else(|| FieldError::new(Field::OtherTime, Problem::Missing))?)
}

/// Checks in the patient who was just booked: the booking stands even if it is too early.
async fn check_in(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Arrival> {
    match visit::take_step(services, actor, id, Step::CheckIn, "").await {
        Ok(()) => Ok(Arrival::CheckedIn),
        Err(Failure::Refused(AppError::Step(StepRefusal::TooEarly))) => Ok(Arrival::TooEarly),
        Err(Failure::Refused(AppError::Step(StepRefusal::NotFromHere))) => Ok(Arrival::Already),
        Err(failure) => Err(failure),
    }
}
