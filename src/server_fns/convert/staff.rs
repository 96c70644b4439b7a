//! Between `server_fns::staff` and the use cases.

use jiff::{ToSpan, civil::Date};

use crate::{
    domain::{
        account::{Actor, Role},
        address::escape,
        appointment::{Step, StepRefusal},
        calendar_view::local_date,
        desk::NewPatientForm,
        directory::Practitioner,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId},
        policy::Basis,
        time::{WallMinute, Zone},
    },
    error::AppError,
    request::{context, session},
    server_fns::convert::{booking, patient_list},
    service::{
        Services,
        booking::{BookingRequest, book_for},
        desk,
        directory::Directory,
        password::one_time_code,
        referral,
        staff::{self, Calendar, Wanted},
        visit,
    },
    storage::{patient::PatientName, patient_list::Listed},
    views::{
        booking::WeekView,
        patient_list::PatientView,
        staff::{DeskBookingView, MatchView, NewPatientErrand, StaffBooking, StaffWeekQuery, StaffWeekView},
    },
};

/// In weeks, after which a follow-up is proposed.
const A_MONTH: i64 = 4;

/// Under which the session keeps a new patient who was refused, for the page that shows the form again.
const REFUSED: &str = "refused_patient";

async fn calendar(services: &Services, actor: &Actor, text: &str) -> Result<Calendar, AppError> {
    let named = if text.is_empty() { None } else { Some(text.parse().map_err(|_| AppError::NotFound)?) };
    Ok(staff::calendar(services, actor, named).await?)
}

pub async fn week(services: &Services, actor: &Actor, query: StaffWeekQuery) -> Result<StaffWeekView, AppError> {
    if !query.follow_up.is_empty() {
        return following(services, actor, &query).await;
    }
    let calendar = calendar(services, actor, &query.practitioner).await?;
    let id = calendar.practitioner;
    let directory = services.directory_for(actor).await?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let mut theirs = person.affiliations.iter().map(|work| work.centre).filter(|centre| calendar.is_open_at(*centre));
    let asked_at: Option<CentreId> = match query.centre.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| AppError::NotFound)?),
    };
    // Another practitioner may have been chosen than works at the centre that was shown.
    let asked_at = asked_at.filter(|at| !calendar.is_at_desk() || calendar.is_open_at(*at));
    let centre = asked_at.or_else(|| theirs.next()).ok_or(AppError::NotFound)?;
    let service = booking::service_id(&query.service)?;
    let offered = |id| directory.offering(person.id, centre, id).is_some();
    let service = service.filter(|id| !calendar.is_at_desk() || offered(Some(*id)));
    let typed = query.patient.trim().to_owned();
    let (mut patient, mut matches, mut more_matches, mut patient_problem) = (None, Vec::new(), false, None);
    if !typed.is_empty() {
        match staff::wanted_patient(services, actor, id, &typed).await.map_err(AppError::from) {
            Ok(Wanted::One(found)) => patient = Some(found),
            Ok(Wanted::Named(found, more)) => {
                let is_admin = actor.id() != Some(id.account());
                matches = found.into_iter().map(|found| match_view(found, is_admin)).collect();
                more_matches = more;
            }
            Err(problem @ AppError::Invalid(_)) => patient_problem = Some(problem),
            Err(error) => return Err(error),
        }
    }
    let asked: Option<Date> = query.date.parse().ok();
    let week = staff::week(services, &directory, &calendar, patient.as_ref(), (centre, service), asked).await?;
    let next_free = week.next_free.map(|slot| local_date(&week.centre.zone, slot.starts_at));
    let date = asked.or(next_free).unwrap_or(week.today);
    let needs_referral = lacks_referral(services, patient.as_ref(), person).await?;
    let recent = staff::recent_patients(services, &calendar).await?;
    let time = WallMinute::parse(&query.time).map(|time| time.to_string()).unwrap_or_default();
    let mut view = booking::week(&directory, person, &week);
    view.centres.retain(|(id, _)| calendar.is_open_at(CentreId(*id)));
    let desk = if calendar.is_at_desk() {
        Some(at_desk(services, actor, &directory, date == week.today).await?)
    } else {
        None
    };
    let found = StaffWeekView { patient_problem, needs_referral, ..staff_week(view, date, patient, recent, time) };
    Ok(StaffWeekView { typed, matches, more_matches, desk, ..found })
}

/// What someone at a desk needs to book.
async fn at_desk(
    services: &Services,
    actor: &Actor,
    directory: &Directory,
    is_today: bool,
) -> Result<DeskBookingView, AppError> {
    let centres = desk::centres(services, actor).await?;
    let colleagues = centres.iter().flat_map(|centre| directory.staff(*centre));
    let mut colleagues: Vec<(i64, String)> = colleagues.map(|person| (person.id.0, person.name.clone())).collect();
    colleagues.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    colleagues.dedup();
    Ok(DeskBookingView { colleagues, is_today, newcomer: session::take_once(REFUSED).await })
}

/// Makes a patient of someone at a desk, and answers with where they are booked.
pub async fn add_patient(
    services: &Services,
    actor: &Actor,
    form: NewPatientForm,
    errand: &NewPatientErrand,
) -> Result<String, AppError> {
    let centre = errand.centre.parse().map_err(|_| AppError::NotFound)?;
    let made = desk::add_patient(services, actor, centre, &form).await.map_err(AppError::from);
    if matches!(made, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &form).await?;
    }
    let PatientName { number, .. } = made?;
    let [practitioner, service, date, time] =
        [&errand.practitioner, &errand.service, &errand.date, &errand.time].map(|part| escape(part));
    Ok(format!(
        "/staff/book?patient={}&practitioner={practitioner}&centre={centre}&service={service}&date={date}&time={time}&added=1",
        escape(&number)
    ))
}

/// A patient to choose; a practitioner learns the date of birth of those whose record they can read.
fn match_view(found: Listed, by_administrator: bool) -> MatchView {
    let may_tell = by_administrator || found.is_known;
    let PatientView { name, number, born, last, .. } = patient_list::view(found);
    MatchView { name, number, born: if may_tell { born } else { String::new() }, last }
}

/// Whether the patient would need a referral, and has none.
async fn lacks_referral(
    services: &Services,
    patient: Option<&PatientName>,
    person: &Practitioner,
) -> Result<bool, AppError> {
    let Some(found) = patient else { return Ok(false) };
    let as_patient = Actor::Account { id: found.id.account(), roles: vec![Role::Patient] };
    let need = referral::need(services, &as_patient, person, services.clock.now()).await?;
    Ok(matches!(need, referral::Need::Missing))
}

fn staff_week(
    week: WeekView,
    date: Date,
    patient: Option<PatientName>,
    recent: Vec<PatientName>,
    time: String,
) -> StaffWeekView {
    let pair = |patient: PatientName| (patient.name, patient.number);
    StaffWeekView {
        week,
        date: date.to_string(),
        patient: patient.map(pair),
        typed: String::new(),
        matches: Vec::new(),
        more_matches: false,
        patient_problem: None,
        needs_referral: false,
        time,
        follows: None,
        recent: recent.into_iter().map(pair).collect(),
        intent: one_time_code() + &one_time_code(),
        desk: None,
    }
}

/// The week in which the visit after this one could be: for its patient, at its centre, of its kind where that is still offered, and
/// at its time of day.
async fn following(services: &Services, actor: &Actor, query: &StaffWeekQuery) -> Result<StaffWeekView, AppError> {
    let after = query.follow_up.parse().map_err(|_| AppError::NotFound)?;
    let (visit, patient) = staff::visit_to_follow(services, actor, after).await?;
    let directory = services.directory_for(actor).await?;
    let person = directory.practitioner(visit.practitioner).ok_or(AppError::NotFound)?;
    let offered = |service| directory.offering(person.id, visit.centre, service);
    let offering = offered(visit.service).or_else(|| offered(None)).ok_or(AppError::NotFound)?;
    let zone = &offering.centre.zone;
    let today = local_date(zone, services.clock.now());
    let weeks: i64 = query.weeks.parse().unwrap_or(A_MONTH).clamp(1, 52);
    let day = local_date(zone, visit.slot.starts_at).max(today).saturating_add(weeks.weeks());
    let calendar = staff::calendar(services, actor, Some(person.id)).await?;
    let at = (offering.centre.id, offering.service.id);
    let week = staff::week(services, &directory, &calendar, Some(&patient), at, Some(day)).await?;
    // On that day, else on the one nearest to it on which there is a time.
    let free = week.days.iter().filter(|day| !day.slots.is_empty()).map(|day| day.date);
    let date = free.min_by_key(|free| (*free - day).get_days().abs()).unwrap_or(day);
    let recent = staff::recent_patients(services, &calendar).await?;
    let time = zone.tz().to_datetime(visit.slot.starts_at).strftime("%H:%M").to_string();
    let view = booking::week(&directory, person, &week);
    let needs_referral = lacks_referral(services, Some(&patient), person).await?;
    let follows = Some((visit.id.0, weeks));
    Ok(StaffWeekView { follows, needs_referral, ..staff_week(view, date, Some(patient), recent, time) })
}

/// Books, and answers with where to go on.
pub async fn book(services: &Services, actor: &Actor, form: StaffBooking) -> Result<String, AppError> {
    let calendar = calendar(services, actor, &form.practitioner).await?;
    let id = calendar.practitioner;
    let directory = services.directory_for(actor).await?;
    directory.practitioner(id).ok_or(AppError::NotFound)?;
    let centre = form.centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    calendar.basis_at(centre.id)?;
    let patient = staff::find_patient(services, actor, id, &form.patient).await?;
    let starts_at = if form.other_time.trim().is_empty() {
        booking::instant(&form.slot)
    } else {
        at_wall(&centre.zone, &form.date, &form.other_time)
    };
    let starts_at =
        starts_at.ok_or_else(|| AppError::Invalid(vec![FieldError::new(Field::OtherTime, Problem::Missing)]))?;
    let request = BookingRequest {
        practitioner: id,
        centre: centre.id,
        service: booking::service_id(&form.service)?,
        starts_at,
        reason: form.reason,
        idempotency_key: form.intent,
    };
    let why = form.override_reason.trim();
    let made = book_for(services, actor, patient.id, request, (!why.is_empty()).then_some(why)).await?;
    let date = local_date(&centre.zone, starts_at);
    if calendar.is_at_desk() {
        let done = if form.arrived { check_in(services, actor, made).await? } else { "booked" };
        return Ok(format!("/desk?centre={}&date={date}&{done}=1", centre.id));
    }
    Ok(match calendar.basis {
        Basis::Administration => "/admin/appointments?booked=1".to_owned(),
        _ => format!("/practitioner?from={date}&booked=1"),
    })
}

/// Checks in whoever was just booked, and answers with what has been done: the booking stands also where it is too early.
async fn check_in(services: &Services, actor: &Actor, id: AppointmentId) -> Result<&'static str, AppError> {
    match visit::take_step(services, actor, id, Step::CheckIn, "").await.map_err(AppError::from) {
        Ok(()) => Ok("walk_in"),
        Err(AppError::Step(StepRefusal::TooEarly)) => Ok("early"),
        // The form was sent twice.
        Err(AppError::Step(StepRefusal::NotFromHere)) => Ok("booked"),
        Err(error) => Err(error),
    }
}

/// The instant of a wall time in a zone; in an hour that comes twice, the first.
pub fn at_wall(zone: &Zone, date: &str, time: &str) -> Option<jiff::Timestamp> {
    let date: Date = date.trim().parse().ok()?;
    let minutes = i8::try_from(WallMinute::parse(time).ok()?.minutes() / 60).ok().filter(|hour| *hour < 24)?;
    let rest = i8::try_from(WallMinute::parse(time).ok()?.minutes() % 60).ok()?;
    Some(date.at(minutes, rest, 0, 0).to_zoned(zone.tz().clone()).ok()?.timestamp())
}
