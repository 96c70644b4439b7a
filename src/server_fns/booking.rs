//! The slot picker's week, and booking.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{referral::ReferralNeedView, time_view::TimeView};
use crate::{domain::booking::BookingRefusal, error::AppError};

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
    /// The chosen kind of visit.
    pub service: ServiceView,
    /// All kinds to choose from.
    pub services: Vec<ServiceView>,
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
    /// How many places are left at which times (UTC seconds), where groups have begun to fill.
    pub places_left: Vec<(i64, u32)>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// Whose appointment is being moved, where that is somebody else than the reader.
    pub for_whom: Option<String>,
}

impl WeekView {
    /// How many places are left at a time, of how many, where it is a group's.
    #[must_use]
    pub fn places_left(&self, start: i64) -> Option<(u32, u32)> {
        let seats = self.service.seats;
        let left = self.places_left.iter().find(|(time, _)| *time == start).map_or(seats, |(_, left)| *left);
        (seats > 1).then_some((left, seats))
    }
}

/// A kind of visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    /// Its key; the standard visit has none.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What happens; may be empty.
    pub description: String,
    /// How long it lasts.
    pub minutes: u16,
    /// `in person` or `online`.
    pub mode: String,
    /// `$85.00 AUD`, where it has a price of its own.
    pub price: Option<String>,
    /// For how many people it is; 1 mostly.
    pub seats: u32,
    /// Whether the practitioner has to agree first.
    pub on_request: bool,
}

impl ServiceView {
    /// `30 min`, `60 min, group`, `20 min, online`.
    #[must_use]
    pub fn facts(&self) -> String {
        let group = if self.seats > 1 { ", group" } else { "" };
        let online = if self.mode == "online" { ", online" } else { "" };
        format!("{} min{group}{online}", self.minutes)
    }
}

/// One time of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceView {
    /// When.
    pub slot: TimeView,
    /// Why it cannot be had, where it cannot.
    pub refusal: Option<BookingRefusal>,
}

/// Which time is looked over: all as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewQuery {
    /// The practitioner's key.
    pub practitioner: String,
    /// The centre's key.
    pub centre: String,
    /// The service's key; blank for the first.
    #[serde(default)]
    pub service: String,
    /// When it starts, UTC seconds.
    pub slot: String,
    /// The key of the appointment that is to be moved there; blank where none is.
    #[serde(default)]
    pub moving: String,
    /// Every how many weeks, and how often, where a series is asked for.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// The key of the patient for whom the reader books; blank for themself.
    #[serde(default)]
    pub whom: String,
}

/// A time that is kept for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    /// When the time starts, UTC seconds.
    pub slot: i64,
    /// Until when, UTC seconds.
    pub until: i64,
    /// The same by the clock of the centre, `10:35`.
    pub until_time: String,
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
    /// As which kind of visit.
    pub service: ServiceView,
    /// Until when it is kept for the reader, where it is.
    pub hold: Option<HoldView>,
    /// Why it cannot be had, where that is known already.
    pub unavailable: Option<AppError>,
    /// The reader's own appointment at that time, or that of whom they book for, where one stands in the way.
    pub in_the_way: Option<i64>,
    /// How many appointments the clinic allows a patient in a day, where it counts them.
    pub daily_limit: Option<u32>,
    /// Whether the reader, who moves an appointment later than patients may, must say why.
    pub must_say_why: bool,
    /// Free times near it, where it cannot be had.
    pub nearest: Vec<TimeView>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// The times of the series that is asked for, this one first; empty where none is.
    pub series: Vec<OccurrenceView>,
    /// For whom it is booked, where that is somebody else than the reader.
    pub whom: Option<i64>,
    /// The same in words, also where a practitioner moves a patient's appointment.
    pub for_whom: Option<String>,
    /// For whom else the reader books: key and name.
    pub entrusting: Vec<(i64, String)>,
    /// What was typed as the reason before the times of a series were asked for.
    pub reason: String,
    /// A name for this intent: sent twice, it books once.
    pub intent: String,
}

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

    let (services, reader) = super::context::request()?;
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
    let (services, actor) = super::context::request()?;
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
    super::context::redirect(&address);
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
    let services = super::context::services()?;
    let time = (practitioner.as_str(), centre.as_str(), service.as_str(), slot.as_str());
    let address = super::convert::review::hold_for_visitor(&services, time, !register.is_empty()).await?;
    super::context::redirect(&address);
    Ok(())
}

/// Lets go of the time that is kept for the reader, where it is still this one.
#[server(endpoint = "release_hold")]
pub async fn release_hold(slot: i64) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
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

    let (services, actor) = super::context::request()?;
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
    super::context::redirect(&format!("/appointments/{id}?booked=1{left_out}"));
    Ok(())
}

/// The nearest free times in a refusal, as times of the centre.
#[server(endpoint = "nearest", input = server_fn::codec::GetUrl)]
pub async fn nearest(centre: String, starts: String) -> Result<Vec<TimeView>, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::review::nearest(&services, &actor, &centre, &starts).await
}
