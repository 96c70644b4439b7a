//! A centre's week.

use serde::{Deserialize, Serialize};

use crate::domain::{appointment::Status, wording::Wording};

/// A centre's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekView {
    /// The centres to choose from: keys and names.
    pub centres: Vec<(i64, String)>,
    /// The key of the chosen centre.
    pub centre: i64,
    /// The centre's name.
    pub centre_name: String,
    /// `Sydney time`.
    pub zone: String,
    /// `23 to 29 November 2026`.
    pub title: String,
    /// The days, from Monday.
    pub days: Vec<WeekDayView>,
    /// The same day a week before.
    pub previous: String,
    /// The same day a week later.
    pub next: String,
    /// Practitioners, by name.
    pub practitioners: Vec<WeekLineView>,
    /// Rooms, by name.
    pub rooms: Vec<WeekLineView>,
    /// How many appointments there are.
    pub total: usize,
}

/// A day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekDayView {
    /// `2026-11-24`.
    pub date: String,
    /// `Tue 24 Nov`.
    pub short: String,
    /// `Tuesday 24 November 2026`.
    pub long: String,
    /// Whether it is today there.
    pub is_today: bool,
    /// Whether it is the chosen day: phones show one day.
    pub is_chosen: bool,
}

/// A practitioner's or a room's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekLineView {
    /// The name.
    pub name: String,
    /// The appointments of each day, in order.
    pub days: Vec<Vec<WeekVisitView>>,
}

/// An appointment, as a bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekVisitView {
    /// `09:30`.
    pub time: String,
    /// `09:30-10:00`.
    pub span: String,
    /// Who comes.
    pub patient_name: String,
    /// By whom.
    pub practitioner_name: String,
    /// Its status.
    pub status: Status,
    /// The clinic's choice of status names.
    pub wording: Wording,
    /// Its page; empty if the reader cannot open it.
    pub href: String,
}
