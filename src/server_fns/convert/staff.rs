//! Between `server_fns::staff` and the use cases.

use jiff::civil::Date;

use crate::server_fns::{
    convert::booking,
    staff::{StaffBooking, StaffWeekQuery, StaffWeekView},
};
use crate::{
    domain::{
        account::{Actor, Role},
        calendar_view::local_date,
        form::{Field, FieldError, Problem},
        ids::{CentreId, PractitionerId},
        time::{WallMinute, Zone},
    },
    error::AppError,
    service::{
        Services,
        booking::{BookingRequest, book_for},
        password::one_time_code,
        referral, staff,
    },
};

fn practitioner(actor: &Actor, text: &str) -> Result<PractitionerId, AppError> {
    let named = if text.is_empty() { None } else { Some(text.parse().map_err(|_| AppError::NotFound)?) };
    Ok(staff::calendar(actor, named)?)
}

pub async fn week(services: &Services, actor: &Actor, query: StaffWeekQuery) -> Result<StaffWeekView, AppError> {
    let id = practitioner(actor, &query.practitioner)?;
    let directory = services.directory_for(actor).await?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let centre: CentreId = match query.centre.as_str() {
        "" => person.affiliations.first().map(|work| work.centre).ok_or(AppError::NotFound)?,
        text => text.parse().map_err(|_| AppError::NotFound)?,
    };
    let service = booking::service_id(&query.service)?;
    let (patient, patient_problem) = match query.patient.trim() {
        "" => (None, None),
        typed => match staff::find_patient(services, actor, id, typed).await.map_err(AppError::from) {
            Ok(found) => (Some(found), None),
            Err(problem @ AppError::Invalid(_)) => (None, Some(problem)),
            Err(error) => return Err(error),
        },
    };
    let asked: Option<Date> = query.date.parse().ok();
    let week = staff::week(services, &directory, actor, patient.as_ref(), (id, centre, service), asked).await?;
    let next_free = week.next_free.map(|slot| local_date(&week.centre.zone, slot.starts_at));
    let date = asked.or(next_free).unwrap_or(week.today);
    let needs_referral = match &patient {
        Some(found) => {
            let as_patient = Actor::Account { id: found.id.account(), roles: vec![Role::Patient] };
            let need = referral::need(services, &as_patient, person, services.clock.now()).await?;
            matches!(need, referral::Need::Missing)
        }
        None => false,
    };
    let recent = staff::recent_patients(services, actor, id).await?;
    Ok(StaffWeekView {
        week: booking::week(&directory, person, &week),
        date: date.to_string(),
        patient: patient.map(|patient| (patient.name, patient.number)),
        patient_problem,
        needs_referral,
        recent: recent.into_iter().map(|patient| (patient.name, patient.number)).collect(),
        intent: one_time_code() + &one_time_code(),
    })
}

/// Books, and answers with where to go on.
pub async fn book(services: &Services, actor: &Actor, form: StaffBooking) -> Result<String, AppError> {
    let id = practitioner(actor, &form.practitioner)?;
    let patient = staff::find_patient(services, actor, id, &form.patient).await?;
    let directory = services.directory_for(actor).await?;
    let centre = form.centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
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
    book_for(services, actor, patient.id, request, (!why.is_empty()).then_some(why)).await?;
    let is_own = actor.id() == Some(id.account());
    let is_admin = matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Administrator));
    Ok(if is_admin && !is_own {
        "/admin/appointments?booked=1".to_owned()
    } else {
        format!("/practitioner?from={}&booked=1", local_date(&centre.zone, starts_at))
    })
}

/// The instant of a wall time in a zone; in an hour that comes twice, the first.
pub fn at_wall(zone: &Zone, date: &str, time: &str) -> Option<jiff::Timestamp> {
    let date: Date = date.trim().parse().ok()?;
    let minutes = i8::try_from(WallMinute::parse(time).ok()?.minutes() / 60).ok().filter(|hour| *hour < 24)?;
    let rest = i8::try_from(WallMinute::parse(time).ok()?.minutes() % 60).ok()?;
    Some(date.at(minutes, rest, 0, 0).to_zoned(zone.tz().clone()).ok()?.timestamp())
}
