//! Lists of appointments: a patient's own, and a practitioner's coming days.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Outcome, Services, as_patient, as_practitioner};
use crate::{
    domain::{
        account::Actor,
        calendar_view::{day_start, local_date},
        policy::Action,
        time::Zone,
    },
    error::AppError,
    storage::appointment::{self, Appointment},
};

/// Past appointments on a page.
pub const PAST_PAGE: i64 = 20;
/// Days that a practitioner's agenda shows.
pub const AGENDA_DAYS: i64 = 7;

/// A patient's appointments.
#[derive(Debug)]
pub struct PatientAppointments {
    /// Those that are not over, the next first.
    pub upcoming: Vec<Appointment>,
    /// A page of those that are over or called off, the latest first.
    pub past: Vec<Appointment>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The actor's own appointments; `page` of the past ones, from 1.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn of_patient(services: &Services, actor: &Actor, page: i64) -> Outcome<PatientAppointments> {
    let (patient, _) = as_patient(actor, Action::ReadPatientAppointments)?;
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let upcoming = appointment::upcoming_of_patient(&mut conn, patient, now).await?;
    let offset = PAST_PAGE * (page.clamp(1, 10_000) - 1);
    let mut past = appointment::past_of_patient(&mut conn, patient, now, PAST_PAGE + 1, offset).await?;
    let shown = usize::try_from(PAST_PAGE).unwrap_or(usize::MAX);
    let more = past.len() > shown;
    past.truncate(shown);
    Ok(PatientAppointments { upcoming, past, more })
}

/// A practitioner's coming days.
#[derive(Debug)]
pub struct Agenda {
    /// The zone by which days are counted: that of the centre whose name comes first.
    pub zone: Zone,
    /// The current instant.
    pub now: Timestamp,
    /// The first day.
    pub from: Date,
    /// Whether the first day is today.
    pub is_today: bool,
    /// [`AGENDA_DAYS`] days with their appointments in order.
    pub days: Vec<(Date, Vec<Appointment>)>,
}

/// The actor's own coming days, from `date` or from today.
///
/// # Errors
/// Not allowed; not found for one who works nowhere; the storage's failure.
pub async fn of_practitioner(services: &Services, actor: &Actor, date: Option<Date>) -> Outcome<Agenda> {
    let (practitioner, _) = as_practitioner(actor, Action::ReadAgenda)?;
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let centre = person.affiliations.iter().find_map(|affiliation| directory.centre(affiliation.centre));
    let zone = centre.map(|centre| centre.zone.clone()).ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let today = local_date(&zone, now);
    let from = date.unwrap_or(today);
    let dates: Vec<Date> = from.series(1.day()).take(usize::try_from(AGENDA_DAYS).unwrap_or(7)).collect();
    let found = appointment::of_practitioner(
        &mut services.db.read().await?,
        practitioner,
        day_start(&zone, from).as_second(),
        day_start(&zone, from.saturating_add(AGENDA_DAYS.days())).as_second(),
    )
    .await?;
    let mut days: Vec<(Date, Vec<Appointment>)> = dates.into_iter().map(|date| (date, Vec::new())).collect();
    for appointment in found {
        let on = local_date(&zone, appointment.slot.starts_at);
        if let Some((_, list)) = days.iter_mut().find(|(date, _)| *date == on) {
            list.push(appointment);
        }
    }
    Ok(Agenda { is_today: from == today, zone, now, from, days })
}
