//! The front desk: a centre's day, with all practitioners side by side.

use serde::{Deserialize, Serialize};

use crate::domain::{appointment::Status, wording::Wording};

/// The reader's desks, and the day of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// The centres at whose desks the reader works: key and name.
    pub centres: Vec<(i64, String)>,
    /// The day; `None` if they work at no desk yet.
    pub day: Option<DeskDayView>,
}

/// A centre's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskDayView {
    /// The centre's key.
    pub centre: i64,
    /// The centre's name.
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
    /// The local time now: `09:47`.
    pub now: String,
    /// The practitioners there: key and name. Each is a column.
    pub practitioners: Vec<(i64, String)>,
    /// Every half hour from the first to the last that has anything in it.
    pub rows: Vec<DeskRowView>,
    /// Patients who have arrived and are not finished, in order of arrival.
    pub waiting: Vec<WaitingView>,
    /// How many appointments there are.
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
    /// Each practitioner's cell, in the order of the columns.
    pub cells: Vec<DeskCellView>,
}

/// One practitioner's half hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskCellView {
    /// The appointments that start in it.
    pub visits: Vec<DeskVisitView>,
    /// When they become free, `09:40`.
    pub free: Option<String>,
    /// The same in UTC seconds.
    pub free_at: Option<i64>,
    /// Whether an earlier appointment continues.
    pub goes_on: bool,
}

/// An appointment as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskVisitView {
    /// An `AppointmentId`.
    pub id: i64,
    /// Who comes.
    pub patient_name: String,
    /// Their telephone number; may be empty.
    pub phone: String,
    /// `09:30`.
    pub time: String,
    /// How long, in minutes.
    pub minutes: i64,
    /// The kind of visit.
    pub service_name: Option<String>,
    /// Whether it takes place online.
    pub is_online: bool,
    /// In which room.
    pub room: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// In whose words.
    pub wording: Wording,
    /// When the patient arrived.
    pub since: Option<String>,
    /// Whether the patient can be checked in now.
    pub may_check_in: bool,
    /// Whether it can be moved or cancelled.
    pub may_change: bool,
    /// The page to choose another time for it.
    pub moving: String,
}

/// Someone who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// The appointment's key.
    pub id: i64,
    /// The patient's full name.
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
