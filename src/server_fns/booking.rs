//! The slot picker's week, and booking.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::error::AppError;

/// A week of the slot picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekView {
    /// With whom.
    pub practitioner: BookeeView,
    /// The chosen centre's key.
    pub centre: i64,
    /// Its name.
    pub centre_name: String,
    /// Its street and suburb.
    pub centre_place: String,
    /// `Sydney time`.
    pub zone: String,
    /// All centres to choose from: key, name and suburb.
    pub centres: Vec<(i64, String)>,
    /// Its Monday, `2026-11-23`.
    pub week: String,
    /// `23 - 29 November 2026`.
    pub title: String,
    /// The Monday before, where one may still book.
    pub previous: Option<String>,
    /// The Monday after, where one may already book.
    pub next: Option<String>,
    /// The earliest free time, in this week or later, with the Monday of its week.
    pub next_free: Option<(TimeView, String)>,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
}

/// The practitioner beside the slot picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookeeView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Address of their photo.
    pub photo: Option<String>,
    /// `$85.00 AUD`, where told.
    pub fee: Option<String>,
    /// Whether they take bookings.
    pub accepting: bool,
}

/// A day of the slot picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long: String,
    /// `Tue`.
    pub weekday: String,
    /// `24`.
    pub number: String,
    /// `24 Nov`.
    pub short: String,
    /// Whether it is today, where the centre is.
    pub is_today: bool,
    /// Whether it is over.
    pub is_past: bool,
    /// Its free slots in order.
    pub slots: Vec<TimeView>,
}

impl DayView {
    /// Its slots by part of the day: before 12, before 17, and after.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, Vec<TimeView>); 3] {
        let in_part = |from: &str, to: &str| {
            self.slots.iter().filter(|slot| slot.time.as_str() >= from && slot.time.as_str() < to).cloned().collect()
        };
        [("Morning", in_part("00", "12")), ("Afternoon", in_part("12", "17")), ("Evening", in_part("17", "25"))]
    }
}

/// A chosen slot, to be looked over before booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// With whom.
    pub practitioner: BookeeView,
    /// The centre's key.
    pub centre: i64,
    /// Its name.
    pub centre_name: String,
    /// Its street and suburb.
    pub centre_place: String,
    /// When.
    pub slot: TimeView,
    /// How long, in minutes.
    pub minutes: i64,
    /// A name for this intent: sent twice, it books once.
    pub intent: String,
}

/// A week of the slot picker. Without a centre it is the one with the earliest free time; without a week, or with
/// nonsense for one, it is the first with free times.
#[server(endpoint = "week", input = server_fn::codec::GetUrl)]
pub async fn week(practitioner: String, centre: String, week: String) -> Result<WeekView, AppError> {
    use crate::{
        domain::{
            calendar_view::local_date,
            ids::{CentreId, PractitionerId},
        },
        service::{availability, search::openings_of},
    };

    let (services, actor) = super::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let id: PractitionerId = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let centre: CentreId = if centre.is_empty() {
        let free = openings_of(&services, &directory, person).await?.map(|openings| openings.centre.id);
        free.or(person.affiliations.first().map(|a| a.centre)).ok_or(AppError::NotFound)?
    } else {
        centre.parse().map_err(|_| AppError::NotFound)?
    };
    let asked = week.parse().ok();
    let mut week = availability::week(&services, &directory, &actor, id, centre, asked).await?;
    let is_empty = week.days.iter().all(|day| day.slots.is_empty());
    if let (None, true, Some(slot)) = (asked, is_empty, week.next_free) {
        let date = local_date(&week.centre.zone, slot.starts_at);
        week = availability::week(&services, &directory, &actor, id, centre, Some(date)).await?;
    }
    Ok(super::convert::booking::week(&directory, person, &week))
}

/// The chosen slot, as it will be booked.
#[server(endpoint = "review", input = server_fn::codec::GetUrl)]
pub async fn review(practitioner: String, centre: String, slot: String) -> Result<ReviewView, AppError> {
    let (services, actor) = super::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let id = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let centre = centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    let starts_at = slot.parse().ok().and_then(|s| jiff::Timestamp::from_second(s).ok()).ok_or(AppError::BadRequest)?;
    Ok(super::convert::booking::review(&directory, person, centre, starts_at))
}

/// Books a slot for the reader, and goes to the confirmation.
#[server(endpoint = "book")]
pub async fn book(
    practitioner: String,
    centre: String,
    slot: String,
    #[server(default)] reason: String,
    intent: String,
) -> Result<(), AppError> {
    use crate::service::booking::{self, BookingRequest};

    let (services, actor) = super::context::request()?;
    let request = BookingRequest {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: centre.parse().map_err(|_| AppError::NotFound)?,
        starts_at: super::convert::booking::instant(&slot).ok_or(AppError::BadRequest)?,
        reason,
        idempotency_key: intent,
    };
    let id = booking::book(&services, &actor, request).await?;
    super::context::redirect(&format!("/appointments/{id}?booked=1"));
    Ok(())
}

/// The nearest free times in a refusal, as times of the centre.
#[server(endpoint = "nearest", input = server_fn::codec::GetUrl)]
pub async fn nearest(centre: String, starts: String) -> Result<Vec<TimeView>, AppError> {
    let (services, actor) = super::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let centre = centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    let starts = starts.split(',').filter_map(super::convert::booking::instant).take(8);
    Ok(starts.map(|at| TimeView::new(&centre.zone, &super::convert::booking::slot(&directory, at))).collect())
}
