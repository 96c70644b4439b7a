//! Converts between `server_fns::staff` and the use cases.

use super::{booking, patient_list, review, suggest};
use crate::{
    domain::{address::escape, desk::NewPatientForm, ids::CentreId, policy::Basis, time::WallMinute},
    error::AppError,
    request::kept::ReasonFor,
    service::{
        directory::Directory,
        errand::{A_MONTH, Arrival, Booked, Errand, Offer, Repeat, StaffRequest, When},
        password::one_time_code,
        staff::{Listed, PatientName},
    },
    views::{
        patient_list::PatientView,
        staff::{DeskBookingView, MatchView, NewPatientErrand, StaffBooking, StaffWeekQuery, StaffWeekView},
    },
};

fn key<T: std::str::FromStr>(text: &str) -> Result<Option<T>, AppError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| AppError::NotFound) }
}

/// The page's query.
pub fn errand(query: &StaffWeekQuery) -> Result<Errand<'_>, AppError> {
    Ok(Errand {
        practitioner: key(&query.practitioner)?,
        patient: &query.patient,
        centre: key(&query.centre)?,
        service: booking::service_id(&query.service)?,
        date: query.date.parse().ok(),
        repeat: booking::instant(&query.slot)
            .zip(review::recurrence(&query.every, &query.times))
            .map(|(first, every)| Repeat { first, every }),
    })
}

/// The address that shows the patient found, with the text in the practitioner box.
pub fn found_at(query: &StaffWeekQuery, sought: &str, find_practitioner: &str) -> String {
    let StaffWeekQuery { practitioner, centre, service, date, time, .. } = query;
    let [practitioner, centre, service, date, time] =
        [practitioner, centre, service, date, time].map(|part| escape(part));
    let sought = escape(sought);
    let find = match find_practitioner.trim() {
        "" => String::new(),
        typed => format!("&find_practitioner={}", escape(typed)),
    };
    format!(
        "/staff/book?practitioner={practitioner}&centre={centre}&service={service}&date={date}&time={time}&sought={sought}{find}"
    )
}

/// In how many weeks a follow-up is planned.
pub fn weeks(query: &StaffWeekQuery) -> i64 {
    query.weeks.parse().unwrap_or(A_MONTH).clamp(1, 52)
}

/// A week to book into, with a new patient's refused form.
pub fn week(
    directory: &Directory,
    found: Offer<'_>,
    query: &StaffWeekQuery,
    newcomer: Option<NewPatientForm>,
) -> StaffWeekView {
    let is_today = found.date == found.week.today;
    let time = WallMinute::parse(&query.time).map(|time| time.to_string()).unwrap_or_default();
    let is_at_desk = found.calendar.is_at_desk();
    let is_own = found.calendar.basis == Basis::Own;
    let anyone = (!is_own).then(|| suggest::practitioner(directory, found.person));
    let mut view = offer(directory, found, time);
    view.typed = query.patient.trim().to_owned();
    view.chosen = query.slot.parse().ok();
    view.anyone = anyone;
    view.desk = is_at_desk.then_some(DeskBookingView { is_today, newcomer });
    view
}

/// The week for a follow-up visit.
pub fn following(directory: &Directory, (found, time): (Offer<'_>, String), follows: (i64, i64)) -> StaffWeekView {
    StaffWeekView { follows: Some(follows), ..offer(directory, found, time) }
}

fn offer(directory: &Directory, found: Offer<'_>, time: String) -> StaffWeekView {
    let pair = |patient: PatientName| (patient.name, patient.number);
    let mut week = booking::week(directory, found.person, &found.week);
    let series = review::occurrences(&found.week.centre.zone, found.series);
    week.centres.retain(|(id, _)| found.calendar.is_open_at(CentreId(*id)));
    StaffWeekView {
        week,
        date: found.date.to_string(),
        patient: found.patient.map(pair),
        typed: String::new(),
        matches: found.matches.into_iter().map(match_view).collect(),
        more_matches: found.more_matches,
        patient_problem: found.patient_problem,
        needs_referral: found.needs_referral,
        time,
        follows: None,
        recent: found.recent.into_iter().map(pair).collect(),
        intent: one_time_code() + &one_time_code(),
        anyone: None,
        desk: None,
        series,
        reason: String::new(),
        chosen: None,
    }
}

/// A patient to choose.
fn match_view(found: Listed) -> MatchView {
    let PatientView { name, number, born, last, .. } = patient_list::view(found);
    MatchView { name, number, born, last }
}

/// The booking that a form requests.
pub fn request(form: &StaffBooking) -> Result<StaffRequest<'_>, AppError> {
    Ok(StaffRequest {
        practitioner: key(&form.practitioner)?,
        patient: &form.patient,
        centre: form.centre.parse().ok(),
        service: booking::service_id(&form.service)?,
        when: match form.other_time.trim() {
            "" => When::Slot(booking::instant(&form.slot)),
            _ => When::Typed { date: &form.date, time: &form.other_time },
        },
        override_reason: &form.override_reason,
        reason: form.reason.clone(),
        arrived: form.arrived,
        intent: form.intent.clone(),
        series: review::recurrence(&form.every, &form.times)
            .map(|every| (every, form.keep.iter().filter_map(|start| booking::instant(start)).collect())),
    })
}

/// The booking for which a reason is typed.
pub fn which(query: &StaffWeekQuery) -> ReasonFor {
    [&query.practitioner, &query.centre, &query.service, &query.slot, &query.patient].map(Clone::clone)
}

/// Like `which`, for a form whose series begins with this slot.
pub fn which_begun(form: &StaffBooking, start: i64) -> ReasonFor {
    let slot = start.to_string();
    [&form.practitioner, &form.centre, &form.service, &slot, &form.patient].map(Clone::clone)
}

/// Where a form leads that shows or hides the slots of a series.
pub fn series_address(form: &StaffBooking, start: i64) -> String {
    let [practitioner, patient, centre, service, date] =
        [&form.practitioner, &form.patient, &form.centre, &form.service, &form.date].map(|part| escape(part));
    let asked = match form.show.as_str() {
        "series" => review::recurrence(&form.show_every, &form.show_times),
        _ => None,
    };
    let every = asked.map(|every| format!("&every={}&times={}", every.every_weeks(), every.times()));
    let every = every.unwrap_or_default();
    format!(
        "/staff/book?patient={patient}&practitioner={practitioner}&centre={centre}&service={service}&date={date}&slot={start}{every}"
    )
}

/// Where to go after a booking: to the desk's day, to an administrator's list, else to the practitioner's week.
pub fn after(booked: &Booked) -> String {
    let Booked { centre, date, .. } = booked;
    match booked.basis {
        Basis::FrontDesk => {
            let done = match booked.arrival {
                Some(Arrival::CheckedIn) => "walk_in",
                Some(Arrival::TooEarly) => "early",
                Some(Arrival::Already) | None => "booked",
            };
            format!("/desk?centre={centre}&date={date}&{done}=1")
        }
        Basis::Administration => "/admin/appointments?booked=1".to_owned(),
        _ => format!("/practitioner?from={date}&booked=1"),
    }
}

/// Where to book a patient who was just registered at a desk.
pub fn after_adding(made: &PatientName, centre: CentreId, errand: &NewPatientErrand) -> String {
    let [practitioner, service, date, time] =
        [&errand.practitioner, &errand.service, &errand.date, &errand.time].map(|part| escape(part));
    let number = escape(&made.number);
    format!(
        "/staff/book?patient={number}&practitioner={practitioner}&centre={centre}&service={service}&date={date}&time={time}&added=1"
    )
}
