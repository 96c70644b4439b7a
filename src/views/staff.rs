//! Booking for a patient, by staff.

use serde::{Deserialize, Serialize};

use super::{
    booking::{OccurrenceView, WeekView},
    suggest::SuggestionView,
};
use crate::{domain::desk::NewPatientForm, error::AppError};

/// The data of the page for booking by staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffWeekView {
    /// The week with its free times, for staff and for this patient.
    pub week: WeekView,
    /// The date that the page is about, `2026-11-24`; it lies in the week.
    pub date: String,
    /// The patient found: name and number.
    pub patient: Option<(String, String)>,
    /// The search text for the patient.
    pub typed: String,
    /// The people whose names match that text, if it is a name.
    pub matches: Vec<MatchView>,
    /// Whether there are more matches.
    pub more_matches: bool,
    /// Why no patient was found, if one was searched for.
    pub patient_problem: Option<AppError>,
    /// The preferred time of day, `10:30`; may be blank.
    pub time: String,
    /// The visit that this one follows up, and in how many weeks.
    pub follows: Option<(i64, i64)>,
    /// Whether the patient would need a referral, and has none.
    pub needs_referral: bool,
    /// Recent patients of the practitioner: name and number.
    pub recent: Vec<(String, String)>,
    /// The key of this intent: sent twice, it books once.
    pub intent: String,
    /// The practitioner, if the reader can choose one: at a desk among those who work there, for the clinic among all.
    pub anyone: Option<SuggestionView>,
    /// The data for a booking at a desk.
    pub desk: Option<DeskBookingView>,
    /// The time chosen before, UTC seconds, if any.
    pub chosen: Option<i64>,
    /// The appointments of the requested series; empty if none is requested.
    pub series: Vec<OccurrenceView>,
    /// The reason typed before the series was requested.
    pub reason: String,
}

/// What someone at a desk also needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskBookingView {
    /// Whether the day is today, so that the patient may already be here.
    pub is_today: bool,
    /// A new patient as typed, if that was refused.
    pub newcomer: Option<NewPatientForm>,
}

/// A patient who may be the one meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchView {
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `12 March 1980`; empty if unknown, or hidden from the reader.
    pub born: String,
    /// The date of the latest visit to the practitioner; empty before the first.
    pub last: String,
}

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffWeekQuery {
    /// The practitioner's key; blank for the reader's own.
    pub practitioner: String,
    /// The patient's number or e-mail address, or part of their name; may be blank.
    pub patient: String,
    /// The centre's key; blank for the first.
    pub centre: String,
    /// The service's key; blank for the first.
    pub service: String,
    /// A date; blank for the next free one.
    pub date: String,
    /// A time on that day; the first free one from then on is suggested. May be blank.
    #[serde(default)]
    pub time: String,
    /// The key of the visit that this one follows up: it supplies what is left blank here. May be blank.
    #[serde(default)]
    pub follow_up: String,
    /// In how many weeks the follow-up is due; blank for a month.
    #[serde(default)]
    pub weeks: String,
    /// The start of a series, UTC seconds; blank if none is requested.
    #[serde(default)]
    pub slot: String,
    /// The interval of the series in weeks.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// The search text for the patient, sealed. May be blank.
    #[serde(default)]
    pub sought: String,
}

/// A booking by staff, as submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffBooking {
    /// The practitioner's key.
    pub practitioner: String,
    /// The patient's number or e-mail address.
    pub patient: String,
    /// The centre's key.
    pub centre: String,
    /// The service's key; blank for the first.
    #[serde(default)]
    pub service: String,
    /// A free time, UTC seconds.
    #[serde(default)]
    pub slot: String,
    /// The date of a typed time, `2026-11-24`.
    #[serde(default)]
    pub date: String,
    /// A typed time, `16:45`; takes precedence over the free time.
    #[serde(default)]
    pub other_time: String,
    /// Why rules are overridden, if they are.
    #[serde(default)]
    pub override_reason: String,
    /// Why the patient comes.
    #[serde(default)]
    pub reason: String,
    /// Whether the patient is already here: they are checked in at once.
    #[serde(default)]
    pub arrived: bool,
    /// The key of this intent.
    pub intent: String,
    /// The interval in weeks, if it is a series.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// The chosen appointments of the series, UTC seconds.
    #[serde(default)]
    pub keep: Vec<String>,
    /// `series` to show the appointments of a series without booking yet, `once` to return to a single one.
    #[serde(default)]
    pub show: String,
    /// The interval in weeks of the series to show.
    #[serde(default)]
    pub show_every: String,
    /// How often.
    #[serde(default)]
    pub show_times: String,
}

/// The booking that a new patient is being registered for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPatientErrand {
    /// The practitioner's key.
    pub practitioner: String,
    /// The key of the desk's centre.
    pub centre: String,
    /// The service's key; may be blank.
    pub service: String,
    /// The date; may be blank.
    pub date: String,
    /// The time of that day; may be blank.
    pub time: String,
}
