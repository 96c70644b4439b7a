//! The slot picker's week, and booking.

use serde::{Deserialize, Serialize};

use super::{referral::ReferralNeedView, time_view::TimeView};
use crate::{
    domain::{booking::BookingRefusal, healthcare_service::VisitMode},
    error::AppError,
};

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
    /// How many days ahead one may book, where that ends within this week.
    pub horizon_days: Option<u16>,
    /// The earliest free time, in this week or later, with the Monday of its week.
    pub next_free: Option<(TimeView, String)>,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
    /// How many places are left at which times (UTC seconds), where groups have begun to fill.
    pub places_left: Vec<(i64, u32)>,
    /// From which times (UTC seconds) several in a row can be booked together, and how many at most.
    pub in_a_row: Vec<(i64, u16)>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// Whose appointment is being moved, where that is someone else than the reader.
    pub for_whom: Option<String>,
    /// Whether the waiting list is for the reader, now or once they have signed in.
    pub may_wait: bool,
}

impl WeekView {
    /// How many times in a row can be booked together from this one on.
    #[must_use]
    pub fn longest(&self, start: i64) -> u16 {
        self.in_a_row.iter().find(|(time, _)| *time == start).map_or(1, |(_, most)| *most)
    }

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
    /// How it takes place.
    pub mode: VisitMode,
    /// `$85.00 AUD`, where it has a price of its own.
    pub price: Option<String>,
    /// For how many people it is; 1 mostly.
    pub seats: u32,
    /// Whether the practitioner has to agree first.
    pub on_request: bool,
}

/// One time of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceView {
    /// When.
    pub slot: TimeView,
    /// Why it cannot be had, where it cannot.
    pub refusal: Option<BookingRefusal>,
}

/// One of the lengths that an appointment may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthView {
    /// How many times in a row.
    pub slots: u16,
    /// How many minutes.
    pub minutes: i64,
    /// `09:00 to 10:00`, as times are shown.
    pub span: String,
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
    /// How many times in a row; blank for one.
    #[serde(default)]
    pub slots: String,
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

/// That a time can be held for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldOfferView {
    /// For how many minutes.
    pub minutes: u16,
    /// Whether the page does so by itself: not where another site's link led to it.
    pub at_once: bool,
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
    /// Its groups that have no place left, in order.
    pub full: Vec<TimeView>,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    /// Before 12.
    Morning,
    /// Before 17.
    Afternoon,
    /// After that.
    Evening,
}

impl DayView {
    /// Its free slots and full groups by part of the day, before 12, before 17, and after; each with whether it is full.
    #[must_use]
    pub fn parts(&self) -> [(DayPart, Vec<(TimeView, bool)>); 3] {
        let free = self.slots.iter().map(|slot| (slot, false));
        let mut all: Vec<_> = free.chain(self.full.iter().map(|slot| (slot, true))).collect();
        all.sort_by_key(|(slot, _)| slot.start);
        let in_part = |hours: std::ops::Range<u16>| {
            let part = all.iter().filter(|(slot, _)| hours.contains(&(slot.minute / 60)));
            part.map(|(slot, is_full)| ((*slot).clone(), *is_full)).collect()
        };
        [(DayPart::Morning, in_part(0..12)), (DayPart::Afternoon, in_part(12..17)), (DayPart::Evening, in_part(17..24))]
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
    /// How many times in a row that is.
    pub slots: u16,
    /// How long it may be instead from the same start; empty where there is no choice.
    pub lengths: Vec<LengthView>,
    /// As which kind of visit.
    pub service: ServiceView,
    /// How many places its group has left, where it is a group's and can be had.
    pub places_left: Option<u32>,
    /// Until when it is kept for the reader, where it is.
    pub hold: Option<HoldView>,
    /// That it can be kept, where it isn't yet.
    pub offer: Option<HoldOfferView>,
    /// Why it cannot be had, where that is known already.
    pub unavailable: Option<AppError>,
    /// The reader's own appointment at that time, or that of whom they book for, where one stands in the way.
    pub in_the_way: Option<i64>,
    /// Whether the reader, who moves an appointment later than patients may, must say why.
    pub must_say_why: bool,
    /// Free times near it, where it cannot be had.
    pub nearest: Vec<TimeView>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// The times of the series that is asked for, this one first; empty where none is.
    pub series: Vec<OccurrenceView>,
    /// For whom it is booked, where that is someone else than the reader.
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
