//! The slot picker's week, and booking.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        booking::{ReviewQuery, ReviewView, WeekView},
        time_view::TimeView,
    },
};

/// A week of the slot picker. Without a centre it is the one with the earliest free time; without a week, or with
/// nonsense for one, it is the first with free times. With `whom` it is as the patient sees it for whom the reader books.
#[server(endpoint = "week", input = server_fn::codec::GetUrl)]
pub async fn week(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    week: String,
    #[server(default)] moving: String,
    #[server(default)] whom: String,
) -> Result<WeekView, AppError> {
    use crate::{
        domain::{
            calendar_view::local_date,
            ids::{CentreId, PractitionerId},
        },
        service::{
            availability::{self, WeekQuery},
            search::openings_of,
        },
    };

    let (services, reader) = crate::request::context::request()?;
    let actor = super::convert::review::booking_for(&services, &reader, &whom).await?;
    let directory = services.directory_for(&actor).await?;
    let id: PractitionerId = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let asked: Option<CentreId> = match centre.as_str() {
        "" => None,
        centre => Some(centre.parse().map_err(|_| AppError::NotFound)?),
    };
    // An appointment can be moved away from where its practitioner no longer works.
    let asked = asked.filter(|id| moving.is_empty() || person.affiliations.iter().any(|work| work.centre == *id));
    let centre = if let Some(centre) = asked {
        centre
    } else {
        let free = openings_of(&services, &directory, person).await?.map(|openings| openings.centre.id);
        free.or(person.affiliations.first().map(|a| a.centre)).ok_or(AppError::NotFound)?
    };
    let service = super::convert::booking::service_id(&service)?;
    let moving = super::convert::review::moved(&moving)?;
    let asked = WeekQuery { practitioner: id, centre, service, date: week.parse().ok(), moving };
    let mut week = availability::week(&services, &directory, &actor, asked).await?;
    let is_empty = week.days.iter().all(|day| day.slots.is_empty());
    if let (None, true, Some(slot)) = (asked.date, is_empty, week.next_free) {
        let date = local_date(&week.centre.zone, slot.starts_at);
        week = availability::week(&services, &directory, &actor, WeekQuery { date: Some(date), ..asked }).await?;
    }
    let referral = match moving {
        Some(_) => None,
        None => super::convert::referral::need(&services, &actor, person, services.clock.now()).await?,
    };
    let for_whom = super::convert::review::moved_for(&services, &reader, moving).await?;
    Ok(WeekView { referral, for_whom, ..super::convert::booking::week(&directory, person, &week) })
}

/// The chosen slot, as it will be booked. For a patient who is signed in it is kept for some minutes.
#[server(endpoint = "review")]
pub async fn review(query: ReviewQuery) -> Result<ReviewView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::review::review(&services, &actor, query).await
}

/// Leads to the same review with the times of a series, or `once` without; what was typed is there again.
#[server(endpoint = "show_series")]
pub async fn show_series(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] whom: String,
    #[server(default)] show_every: String,
    #[server(default)] show_times: String,
    #[server(default)] once: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let errand = (practitioner.as_str(), centre.as_str(), service.as_str(), slot.as_str(), whom.as_str());
    let every = if once.is_empty() { super::convert::review::recurrence(&show_every, &show_times) } else { None };
    let address = super::convert::review::show_series(errand, every, &reason).await?;
    crate::request::context::redirect(&address);
    Ok(())
}

/// Holds a time for a visitor who is about to sign in or, with `register`, to make an account, and leads there.
#[server(endpoint = "hold_time")]
pub async fn hold_time(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] register: String,
) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let time = (practitioner.as_str(), centre.as_str(), service.as_str(), slot.as_str());
    let address = super::convert::review::hold_for_visitor(&services, time, !register.is_empty()).await?;
    crate::request::context::redirect(&address);
    Ok(())
}

/// Lets go of the time that is kept for the reader, where it is still this one.
#[server(endpoint = "release_hold")]
pub async fn release_hold(slot: i64) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    Ok(crate::service::hold::release(&services, &actor, slot).await?)
}

/// Books a slot for the reader, or for `whom` they book, or those of a series that they keep, and goes to the confirmation.
#[server(endpoint = "book")]
pub async fn book(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] reason: String,
    #[server(default)] every: String,
    #[server(default)] times: String,
    #[server(default)] keep: Vec<String>,
    #[server(default)] whom: String,
    intent: String,
) -> Result<(), AppError> {
    use crate::service::booking::BookingRequest;

    let (services, actor) = crate::request::context::request()?;
    let request = BookingRequest {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: centre.parse().map_err(|_| AppError::NotFound)?,
        service: super::convert::booking::service_id(&service)?,
        starts_at: super::convert::booking::instant(&slot).ok_or(AppError::BadRequest)?,
        reason,
        idempotency_key: intent,
    };
    let whom = super::convert::review::whom(&actor, &whom)?;
    let (id, left_out) = match super::convert::review::recurrence(&every, &times) {
        Some(every) => super::convert::review::book_series(&services, &actor, whom, request, every, &keep).await?,
        None => (super::convert::review::book_one(&services, &actor, whom, request).await?, Vec::new()),
    };
    let left_out = left_out.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let left_out = if left_out.is_empty() { left_out } else { format!("&left_out={left_out}") };
    crate::request::context::redirect(&format!("/appointments/{id}?booked=1{left_out}"));
    Ok(())
}

/// The nearest free times in a refusal, as times of the centre.
#[server(endpoint = "nearest", input = server_fn::codec::GetUrl)]
pub async fn nearest(centre: String, starts: String) -> Result<Vec<TimeView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::review::nearest(&services, &actor, &centre, &starts).await
}
