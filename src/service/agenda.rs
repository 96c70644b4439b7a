//! Lists of appointments: a patient's own, and a practitioner's day or week with its free gaps.

use std::ops::Range;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Outcome, Services, as_patient, as_practitioner, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        calendar_view::{day_start, local_date, week_of},
        directory::Practitioner,
        figures::Scope,
        ids::{AppointmentId, CentreId},
        ordering::{AppointmentColumn, Page},
        policy::Action,
        slot::Slot,
        time::{CELL_SECONDS, Zone, cells},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, AppointmentFilter},
        claim::{self, Asker},
        waitlist,
    },
};

/// Past appointments per page.
pub const PAST_PAGE: i64 = 20;

/// A patient's appointments.
#[derive(Debug)]
pub struct PatientAppointments {
    /// The ones that are not over, soonest first.
    pub upcoming: Vec<Appointment>,
    /// A page of those that are over or cancelled, latest first.
    pub past: Vec<Appointment>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The actor's own appointments; `page` counts pages of past ones, from 1.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn of_patient(services: &Services, actor: &Actor, page: i64) -> Outcome<PatientAppointments> {
    let (patient, _) = as_patient(actor, Action::ReadPatientAppointments)?;
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let upcoming = appointment::upcoming_of_patient(&mut conn, patient, now).await?;
    let offset = PAST_PAGE * (page.clamp(1, 10_000) - 1);
    let mut past = appointment::past_of_patient(&mut conn, patient, now, PAST_PAGE + 1, offset).await?;
    let shown = usize::try_from(PAST_PAGE).unwrap_or(usize::MAX);
    let more = past.len() > shown;
    past.truncate(shown);
    Ok(PatientAppointments { upcoming, past, more })
}

/// A page of the actor's appointments as a practitioner that match a filter, by time.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor, filter: &AppointmentFilter) -> Outcome<Page<Appointment>> {
    let (practitioner, _) = as_practitioner(actor, Action::ReadAgenda)?;
    let filter = AppointmentFilter {
        practitioner: Some(practitioner),
        first: filter.first.map(|scope| Scope { practitioner: Some(practitioner), ..scope }),
        patient: String::new(),
        by: AppointmentColumn::When,
        limit: PAST_PAGE + 1,
        ..filter.clone()
    };
    let found = appointment::page(&mut services.db.read().await?, &filter).await?;
    Ok(Page::cut(found, PAST_PAGE, filter.edge))
}

/// The span of a practitioner's calendar that a board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
}

impl Span {
    /// The length in days.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }
}

/// A practitioner's day or week.
#[derive(Debug)]
pub struct Agenda {
    /// The time zone in which days are counted: that of the first centre by name.
    pub zone: Zone,
    /// The current instant.
    pub now: Timestamp,
    /// Today's date in that zone.
    pub today: Date,
    /// The span shown.
    pub span: Span,
    /// The days, each with its contents in order of time.
    pub days: Vec<AgendaDay>,
    /// When the patients of unfinished visits arrived, in order of arrival.
    pub arrivals: Vec<(AppointmentId, Timestamp)>,
    /// The first appointment after the span.
    pub next: Option<Appointment>,
    /// Requests awaiting an answer, in order of their times.
    pub requests: Vec<Appointment>,
    /// How many people are on the waiting list for a time that this practitioner could offer.
    pub waiting: i64,
}

/// One day of an `Agenda`.
#[derive(Debug)]
pub struct AgendaDay {
    /// Its date.
    pub date: Date,
    /// The appointments that start on it.
    pub appointments: Vec<Appointment>,
    /// The free parts of the practitioner's hours that are long enough for a visit; none in the past.
    pub gaps: Vec<Gap>,
}

/// A free stretch at a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The centre.
    pub centre: CentreId,
    /// The time.
    pub slot: Slot,
}

/// The actor's own day or week around `date`, by default today.
///
/// # Errors
/// Not allowed; not found for a practitioner without a centre; a storage failure.
pub async fn of_practitioner(services: &Services, actor: &Actor, span: Span, date: Option<Date>) -> Outcome<Agenda> {
    let (practitioner, _) = as_practitioner(actor, Action::ReadAgenda)?;
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let centre = person.affiliations.iter().find_map(|affiliation| directory.centre(affiliation.centre));
    let zone = centre.map(|centre| centre.zone.clone()).ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let today = local_date(&zone, now);
    let date = date.unwrap_or(today);
    let first = if span == Span::Week { week_of(date) } else { date };
    let dates = first.series(1.day()).take(usize::try_from(span.days()).unwrap_or(1));
    let (from, to) = (day_start(&zone, first), day_start(&zone, first.saturating_add(span.days().days())));
    let mut conn = services.db.read().await?;
    let found = appointment::of_practitioner(&mut conn, practitioner, from, to).await?;
    let arrivals = appointment::arrivals(&mut conn, practitioner, from, to).await?;
    let next = appointment::next_of(&mut conn, practitioner, to).await?;
    let requests = appointment::requests_to(&mut conn, practitioner, now).await?;
    let waiting = waitlist::count_concerning(&mut conn, practitioner, &person.profession).await?;
    let asker = Asker::new(None, now);
    let (first_cell, last_cell) = cells(from, to).into_inner();
    let claimed = claim::busy_cells(&mut conn, asker, practitioner.resource(), first_cell, last_cell).await?;
    drop(conn);
    let gaps = gaps_at(&directory, person, None, &claimed, from.max(next_cell(now))..to);
    let on = |at| local_date(&zone, at);
    let mut days: Vec<AgendaDay> =
        dates.map(|date| AgendaDay { date, appointments: Vec::new(), gaps: Vec::new() }).collect();
    for gap in gaps {
        if let Some(day) = days.iter_mut().find(|day| day.date == on(gap.slot.starts_at)) {
            day.gaps.push(gap);
        }
    }
    for appointment in found {
        if let Some(day) = days.iter_mut().find(|day| day.date == on(appointment.slot.starts_at)) {
            day.appointments.push(appointment);
        }
    }
    Ok(Agenda { zone, now, today, span, days, arrivals, next, requests, waiting })
}

/// The gaps at each of a practitioner's centres, or at one of them, by time: those long enough for the shortest visit they offer.
pub(super) fn gaps_at(
    directory: &Directory,
    person: &Practitioner,
    only: Option<CentreId>,
    claimed: &[i64],
    within: Range<Timestamp>,
) -> Vec<Gap> {
    let shortest = directory.services_of(person).map(|service| service.rule.duration_minutes()).min().unwrap_or(5);
    let mut found = Vec::new();
    for affiliation in person.affiliations.iter().filter(|work| only.is_none_or(|only| work.centre == only)) {
        let Some(centre) = directory.centre(affiliation.centre) else { continue };
        let free = affiliation.hours.gaps(&centre.zone, within.clone(), claimed.iter().copied(), shortest);
        found.extend(free.into_iter().map(|slot| Gap { centre: centre.id, slot }));
    }
    found.sort_by_key(|gap| gap.slot);
    found
}

/// The start of the next claim cell.
pub(super) fn next_cell(now: Timestamp) -> Timestamp {
    let cell = (now.as_second() + CELL_SECONDS - 1).div_euclid(CELL_SECONDS);
    Timestamp::from_second(cell * CELL_SECONDS).unwrap_or(Timestamp::MAX)
}
