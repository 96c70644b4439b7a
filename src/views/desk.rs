//! The front desk: a day of a centre, all practitioners side by side.

use serde::{Deserialize, Serialize};

use crate::domain::{appointment::Status, wording::Wording};

/// The reader's desks, and a day of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// The centres at whose desks the reader works: key and name.
    pub centres: Vec<(i64, String)>,
    /// The day; none where they work at no desk yet.
    pub day: Option<DeskDayView>,
}

/// A day of a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskDayView {
    /// The centre's key.
    pub centre: i64,
    /// Its name.
    pub centre_name: String,
    /// `Sydney time`.
    pub zone: String,
    /// `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long: String,
    /// Whether it is today, where the centre is.
    pub is_today: bool,
    /// The day before.
    pub previous: String,
    /// The day after.
    pub next: String,
    /// What the clock shows there: `09:47`.
    pub now: String,
    /// Who works there: key and name. Each is a column.
    pub practitioners: Vec<(i64, String)>,
    /// Every half hour from the first to the last in which there is anything.
    pub rows: Vec<DeskRowView>,
    /// Who has arrived and isn't finished, in order of arrival.
    pub waiting: Vec<WaitingView>,
    /// How many appointments stand.
    pub booked: usize,
    /// How many of them are still to come.
    pub expected: usize,
}

/// Half an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRowView {
    /// When it begins, `09:30`.
    pub time: String,
    /// Whether it is now.
    pub is_now: bool,
    /// What each practitioner has in it, in the order of the columns.
    pub cells: Vec<DeskCellView>,
}

/// What one practitioner has in half an hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskCellView {
    /// What starts in it.
    pub visits: Vec<DeskVisitView>,
    /// From when on they are free, `09:40`.
    pub free: Option<String>,
    /// The same in UTC seconds.
    pub free_at: Option<i64>,
    /// Whether an appointment that started before goes on.
    pub goes_on: bool,
}

/// An appointment as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskVisitView {
    /// Its key.
    pub id: i64,
    /// Who comes.
    pub patient_name: String,
    /// Their telephone number; may be empty.
    pub phone: String,
    /// `09:30`.
    pub time: String,
    /// How long, in minutes.
    pub minutes: i64,
    /// As which kind of visit.
    pub service_name: Option<String>,
    /// Whether it takes place online.
    pub is_online: bool,
    /// In which room.
    pub room: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// In whose words.
    pub wording: Wording,
    /// Since when the patient is there.
    pub since: Option<String>,
    /// Whether the patient can be checked in now.
    pub may_check_in: bool,
    /// Whether it can be moved or cancelled.
    pub may_change: bool,
    /// Where another time is chosen for it.
    pub moving: String,
}

/// Someone who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// The appointment's key.
    pub id: i64,
    /// Who.
    pub patient_name: String,
    /// For whom.
    pub practitioner_name: String,
    /// For when, `09:30`.
    pub time: String,
    /// Since when, `09:20`.
    pub since: String,
    /// For how many minutes.
    pub minutes: i64,
}
