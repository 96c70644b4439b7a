//! Moving a practitioner's day to a colleague: what would happen to each appointment.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::ids::AppointmentId;

/// The practitioner, and the colleague.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayMoveQuery {
    /// The practitioner's key.
    pub practitioner: String,
    /// The centre's key; by default the first of theirs.
    pub centre: String,
    /// The day, `2026-11-24`; by default today.
    pub date: String,
    /// The colleague's key; empty if none is chosen.
    pub colleague: String,
}

/// A day, with what would happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMoveView {
    /// The practitioner's key.
    pub practitioner: i64,
    /// The full name of the practitioner whose day it is.
    pub name: String,
    /// Their centres: key and name.
    pub centres: Vec<(i64, String)>,
    /// The centre's key.
    pub centre: i64,
    /// The day, `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// The colleagues who could take it over: key and name.
    pub colleagues: Vec<(i64, String)>,
    /// The chosen colleague: key and name.
    pub colleague: Option<(i64, String)>,
    /// The upcoming appointments, by time.
    pub rows: Vec<MovedView>,
    /// Names this intent.
    pub key: String,
}

/// An appointment to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedView {
    /// The key that links and forms name it by.
    pub id: AppointmentId,
    /// Its version, which a change must name.
    pub version: i64,
    /// When it is.
    pub when: TimeView,
    /// Who comes.
    pub patient_name: String,
    /// The kind of visit; the standard visit has no name.
    pub service_name: Option<String>,
    /// When the colleague has time for it.
    pub way: WayView,
}

/// What would happen to an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayView {
    /// No colleague is chosen yet.
    Open,
    /// It keeps its time.
    Same,
    /// Another time of that day.
    Other(TimeView),
    /// It stays where it is, for this reason.
    Stays(String),
}
