//! Booking for a patient, by staff.

use serde::{Deserialize, Serialize};

use super::{
    booking::{OccurrenceView, WeekView},
    suggest::SuggestionView,
};
use crate::{domain::desk::NewPatientForm, error::AppError};

/// What the page of a booking by staff shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffWeekView {
    /// The week with its free times, for staff and for this patient.
    pub week: WeekView,
    /// The date that the page is about, `2026-11-24`; one of the week's.
    pub date: String,
    /// The patient that was typed: name and number, where there is one.
    pub patient: Option<(String, String)>,
    /// What was typed to find them.
    pub typed: String,
    /// Who has what was typed in their name, where it is a name.
    pub matches: Vec<MatchView>,
    /// Whether there are more of them.
    pub more_matches: bool,
    /// Why there is none, where one was typed.
    pub patient_problem: Option<AppError>,
    /// The time of day that is wanted, `10:30`; may be blank.
    pub time: String,
    /// The visit that this one follows, and in how many weeks, where it follows one.
    pub follows: Option<(i64, i64)>,
    /// Whether the patient would need a referral, and has none.
    pub needs_referral: bool,
    /// Recent patients of the practitioner: name and number.
    pub recent: Vec<(String, String)>,
    /// A name for this intent: sent twice, it books once.
    pub intent: String,
    /// Into whose calendar it is, where the reader chooses that: at a desk from those who work there, for the clinic from everyone.
    pub anyone: Option<SuggestionView>,
    /// Where the reader books at a desk: what is asked and offered there.
    pub desk: Option<DeskBookingView>,
    /// The time that was chosen before, UTC seconds, where one was.
    pub chosen: Option<i64>,
    /// The times of the series that is asked for; empty where none is.
    pub series: Vec<OccurrenceView>,
    /// What was typed as the reason before they were asked for.
    pub reason: String,
}

/// What someone at a desk needs besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskBookingView {
    /// Whether the day is today: whoever is booked may be here already.
    pub is_today: bool,
    /// A new patient as they were typed, where that was refused.
    pub newcomer: Option<NewPatientForm>,
}

/// A patient who may be the one that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchView {
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `12 March 1980`; empty where it is not known, or not for the reader to know.
    pub born: String,
    /// The date of the latest visit to the practitioner; empty before it.
    pub last: String,
}

/// What is asked for.
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
    /// A time of that day; the first free one from then on is offered first. May be blank.
    #[serde(default)]
    pub time: String,
    /// The key of the visit after which this one is to come: it says what is left blank here. May be blank.
    #[serde(default)]
    pub follow_up: String,
    /// In how many weeks it is to come; blank for a month.
    #[serde(default)]
    pub weeks: String,
    /// The time with which a series begins, UTC seconds; blank where none is asked for.
    #[serde(default)]
    pub slot: String,
    /// Every how many weeks it goes on.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// What was typed of the patient, sealed. May be blank.
    #[serde(default)]
    pub sought: String,
}

/// A booking by staff as its form sends it.
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
    /// The date of the time that is typed in, `2026-11-24`.
    #[serde(default)]
    pub date: String,
    /// A time that is typed in, `16:45`; counts before the free time.
    #[serde(default)]
    pub other_time: String,
    /// Why rules are set aside, where they are.
    #[serde(default)]
    pub override_reason: String,
    /// Why the patient comes.
    #[serde(default)]
    pub reason: String,
    /// Whether the patient is here already: they are checked in at once.
    #[serde(default)]
    pub arrived: bool,
    /// A name for this intent.
    pub intent: String,
    /// Every how many weeks it is booked, where it is a series.
    #[serde(default)]
    pub every: String,
    /// How often.
    #[serde(default)]
    pub times: String,
    /// The times of the series that are kept, UTC seconds.
    #[serde(default)]
    pub keep: Vec<String>,
    /// `series` where nothing is booked yet and the times of a series are to be shown, `once` where they no longer are.
    #[serde(default)]
    pub show: String,
    /// Every how many weeks, for those to be shown.
    #[serde(default)]
    pub show_every: String,
    /// How often.
    #[serde(default)]
    pub show_times: String,
}

/// Where a new patient is to be booked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPatientErrand {
    /// The practitioner's key.
    pub practitioner: String,
    /// The key of the centre at whose desk they are.
    pub centre: String,
    /// The service's key; may be blank.
    pub service: String,
    /// The date; may be blank.
    pub date: String,
    /// The time of that day; may be blank.
    pub time: String,
}
