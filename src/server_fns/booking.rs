//! The slot picker's week, and booking.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        booking::{HoldView, ReviewQuery, ReviewView, WeekView},
        time_view::TimeView,
    },
};

/// A week of the slot picker. Without a centre, it is the one with the earliest free slot; without a valid week, it is the first
/// with free slots. With `whom`, it is as seen by the patient for whom the reader books.
#[server(endpoint = "week", input = server_fn::codec::GetUrl)]
pub async fn week(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    week: String,
    #[server(default)] moving: String,
    #[server(default)] whom: String,
) -> Result<WeekView, AppError> {
    use super::convert::{booking::service_id, review};
    use crate::service::{
        checkout::{self, WeekWanted},
        waitlist::may_wait,
    };

    let (services, reader) = crate::request::context::request()?;
    let view = checkout::viewpoint(&services, &reader, review::whom(&whom)?).await?;
    let wanted = WeekWanted {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: match centre.as_str() {
            "" => None,
            centre => Some(centre.parse().map_err(|_| AppError::NotFound)?),
        },
        service: service_id(&service)?,
        date: week.parse().ok(),
        moving: review::moved(&moving)?,
    };
    let found = checkout::week(&services, &view, wanted).await?;
    let referral = super::convert::referral::need(found.need)?;
    let week = super::convert::booking::week(&view.directory, found.person, &found.week);
    Ok(WeekView { referral, for_whom: found.for_whom, may_wait: may_wait(&reader), ..week })
}

/// The chosen slot, for review before booking.
#[server(endpoint = "review")]
pub async fn review(query: ReviewQuery) -> Result<ReviewView, AppError> {
    use super::convert::review;
    use crate::{
        request::{kept, origin, session},
        service::checkout,
    };

    let (services, reader) = crate::request::context::request()?;
    let view = checkout::viewpoint(&services, &reader, review::whom(&query.whom)?).await?;
    let request = review::request(&query)?;
    let every = review::recurrence(&query.every, &query.times);
    let held: Option<String> = session::kept(session::HELD).await;
    let found = checkout::look_over(&services, &view, request, every, held.as_deref()).await?;
    let reason = kept::take_reason(&review::which(&query)).await;
    review::review(&view, found, !origin::is_anothers(), reason)
}

/// Holds the slot under review for the reader, or for whom they book, while they fill in the form; returns the hold's end, if the
/// slot can be held. A plain form leads back to the review.
#[server(endpoint = "keep_time")]
pub async fn keep_time(query: ReviewQuery) -> Result<Option<HoldView>, AppError> {
    use super::convert::review;
    use crate::service::{checkout, hold};

    let (services, reader) = crate::request::context::request()?;
    reader.id().ok_or(AppError::NotSignedIn)?;
    let view = checkout::viewpoint(&services, &reader, review::whom(&query.whom)?).await?;
    let request = review::request(&query)?;
    let until = hold::keep_for_whom(&services, &reader, view.whom, request).await?;
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&review::address(&query)?);
    }
    review::hold(&view, &request.target, until)
}

/// Redirects to the same review with the slots of a series, or `once` without; the input is kept.
#[server(endpoint = "show_series")]
pub async fn show_series(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] slots: String,
    #[server(default)] whom: String,
    #[server(default)] show_every: String,
    #[server(default)] show_times: String,
    #[server(default)] once: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (every, times) = if once.is_empty() { (show_every, show_times) } else { (String::new(), String::new()) };
    let query = ReviewQuery { practitioner, centre, service, slot, slots, whom, every, times, moving: String::new() };
    let address = super::convert::review::address(&query)?;
    if crate::request::context::identity().actor.id().is_some() {
        crate::request::kept::keep_reason(super::convert::review::which(&query), &reason).await?;
    }
    crate::request::context::redirect(&address);
    Ok(())
}

/// Holds a slot for a visitor who is about to sign in or, with `register`, to create an account, and redirects there.
#[server(endpoint = "hold_time")]
pub async fn hold_time(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] slots: String,
    #[server(default)] register: String,
) -> Result<(), AppError> {
    use super::convert::review;
    use crate::{
        request::session,
        service::{checkout, hold::HoldRequest, password::one_time_code},
    };

    let services = crate::request::context::services()?;
    let target = review::target(&practitioner, &centre, &service, &slot, &slots)?;
    let request = HoldRequest { target, moving: None };
    let identity = crate::request::context::identity();
    let known: Option<String> = session::kept(session::HELD).await;
    let visitor = known.clone().unwrap_or_else(|| one_time_code() + &one_time_code());
    let from = (visitor.as_str(), identity.address.as_str());
    if checkout::hold_for_visitor(&services, &identity.actor, from, request).await? && known.is_none() {
        session::show_once(session::HELD, &visitor).await?;
    }
    crate::request::context::redirect(&review::door(target, !register.is_empty()));
    Ok(())
}

/// Releases the slot held for the reader, if it is still this one.
#[server(endpoint = "release_hold")]
pub async fn release_hold(slot: i64) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let starts_at = jiff::Timestamp::from_second(slot).map_err(|_| AppError::BadRequest)?;
    Ok(crate::service::hold::release(&services, &actor, starts_at).await?)
}

/// Books a slot for the reader, or for `whom` they book, or the kept slots of a series, and shows the confirmation.
#[server(endpoint = "book")]
pub async fn book(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    slot: String,
    #[server(default)] slots: String,
    #[server(default)] reason: String,
    #[server(default)] every: String,
    #[server(default)] times: String,
    #[server(default)] keep: Vec<String>,
    #[server(default)] whom: String,
    intent: String,
) -> Result<(), AppError> {
    use super::convert::review;
    use crate::service::{booking::BookingRequest, checkout};

    let (services, actor) = crate::request::context::request()?;
    let request = BookingRequest {
        target: review::target(&practitioner, &centre, &service, &slot, &slots)?,
        reason,
        idempotency_key: intent,
    };
    let whom = review::whom(&whom)?;
    let (id, left_out) = match review::recurrence(&every, &times) {
        Some(every) => {
            let keep: Vec<_> = keep.iter().filter_map(|start| super::convert::booking::instant(start)).collect();
            checkout::book_series(&services, &actor, whom, request, (every, &keep)).await?
        }
        None => (checkout::book(&services, &actor, whom, request).await?, Vec::new()),
    };
    let left_out = left_out.iter().map(|start| start.as_second().to_string()).collect::<Vec<_>>().join(",");
    let left_out = if left_out.is_empty() { left_out } else { format!("&left_out={left_out}") };
    crate::request::context::redirect(&format!("/appointments/{id}?booked=1{left_out}"));
    Ok(())
}

/// The nearest free slots from a refusal, in the centre's time zone.
#[server(endpoint = "nearest", input = server_fn::codec::GetUrl)]
pub async fn nearest(centre: String, starts: String) -> Result<Vec<TimeView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let centre = centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    let starts: Vec<i64> = starts.split(',').filter_map(|start| start.parse().ok()).take(26).collect();
    Ok(super::convert::review::times(&directory, centre, &starts))
}
