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
    /// The centre's name.
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
    /// The previous Monday, if its week can still be booked.
    pub previous: Option<String>,
    /// The next Monday, if its week can already be booked.
    pub next: Option<String>,
    /// How many days ahead people can book, if that ends in this week.
    pub horizon_days: Option<u16>,
    /// The earliest free time, in this week or later, with the Monday of its week.
    pub next_free: Option<(TimeView, String)>,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
    /// How many places are left at which times (UTC seconds), for groups with members.
    pub places_left: Vec<(i64, u32)>,
    /// The times (UTC seconds) from which several consecutive slots can be booked together, with the maximum number.
    pub in_a_row: Vec<(i64, u16)>,
    /// The referral that is required, if one is.
    pub referral: Option<ReferralNeedView>,
    /// The patient whose appointment is being moved, if not the reader.
    pub for_whom: Option<String>,
    /// Whether the reader can use the waiting list, now or once they have signed in.
    pub may_wait: bool,
}

impl WeekView {
    /// How many consecutive slots can be booked together from this one on.
    #[must_use]
    pub fn longest(&self, start: i64) -> u16 {
        self.in_a_row.iter().find(|(time, _)| *time == start).map_or(1, |(_, most)| *most)
    }

    /// How many places of how many are left at a time, if it is a group's.
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
    /// The name in the reader's language.
    pub name: String,
    /// The description; may be empty.
    pub description: String,
    /// How long it lasts.
    pub minutes: u16,
    /// How it takes place.
    pub mode: VisitMode,
    /// `$85.00 AUD`, where it has a price of its own.
    pub price: Option<String>,
    /// For how many people it is; usually 1.
    pub seats: u32,
    /// Whether the practitioner has to agree first.
    pub on_request: bool,
}

/// One appointment of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceView {
    /// The time, from its start to its end.
    pub slot: TimeView,
    /// Why it is unavailable, if it is.
    pub refusal: Option<BookingRefusal>,
}

/// A possible length of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthView {
    /// The number of consecutive slots.
    pub slots: u16,
    /// How many minutes.
    pub minutes: i64,
    /// `09:00 to 10:00`, as times are shown.
    pub span: String,
}

/// The time under review: everything as in the address.
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
    /// The number of consecutive slots; blank for one.
    #[serde(default)]
    pub slots: String,
    /// The key of the appointment to be moved there; blank for a new one.
    #[serde(default)]
    pub moving: String,
    /// The interval in weeks and the number of appointments, if a series is requested.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// The key of the patient for whom the reader books; blank for the reader.
    #[serde(default)]
    pub whom: String,
}

/// A slot held for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    /// When the slot starts, UTC seconds.
    pub slot: i64,
    /// When the hold expires, UTC seconds.
    pub until: i64,
    /// The same in the centre's local time, `10:35`.
    pub until_time: String,
}

/// An offer to hold a slot for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldOfferView {
    /// For how many minutes.
    pub minutes: u16,
    /// Whether the page holds it automatically: not if another site's link led here.
    pub at_once: bool,
}

/// The practitioner, beside the slot picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookeeView {
    /// A `PatientId`.
    pub id: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// The path of their photo.
    pub photo: Option<String>,
    /// `$85.00 AUD`, if stated.
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
    /// Its full groups, in order.
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
    /// Its free slots and full groups by part of the day: before 12, before 17, and after; each with whether it is full.
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

/// A chosen slot, under review before booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// With whom.
    pub practitioner: BookeeView,
    /// The centre's key.
    pub centre: i64,
    /// The centre's name.
    pub centre_name: String,
    /// Its street and suburb.
    pub centre_place: String,
    /// The time, from its start to its end.
    pub slot: TimeView,
    /// The number of consecutive slots.
    pub slots: u16,
    /// The possible lengths from the same start; empty if there is no choice.
    pub lengths: Vec<LengthView>,
    /// The kind of visit.
    pub service: ServiceView,
    /// How many places its group has left, if it is an available group.
    pub places_left: Option<u32>,
    /// The reader's hold on it, if any.
    pub hold: Option<HoldView>,
    /// The offer to hold it, if it is not held yet.
    pub offer: Option<HoldOfferView>,
    /// Why it is unavailable, if that is known already.
    pub unavailable: Option<AppError>,
    /// The conflicting appointment of the reader, or of the person they book for, if any.
    pub in_the_way: Option<i64>,
    /// Whether the reader must give a reason, because they move an appointment after the cut-off for patients.
    pub must_say_why: bool,
    /// Nearby free times, if it is unavailable.
    pub nearest: Vec<TimeView>,
    /// The referral that is required, if one is.
    pub referral: Option<ReferralNeedView>,
    /// The appointments of the requested series, this one first; empty if none is requested.
    pub series: Vec<OccurrenceView>,
    /// The person it is booked for, if not the reader.
    pub whom: Option<i64>,
    /// Their name, also if a practitioner moves a patient's appointment.
    pub for_whom: Option<String>,
    /// The other people for whom the reader may book: key and name.
    pub entrusting: Vec<(i64, String)>,
    /// The reason typed before the series was requested.
    pub reason: String,
    /// The key of this intent: sent twice, it books once.
    pub intent: String,
}
