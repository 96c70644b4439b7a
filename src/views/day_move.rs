//! A practitioner's day that is moved to a colleague: what would become of each appointment.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::ids::AppointmentId;

/// Whose day, and who is to have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayMoveQuery {
    /// The practitioner's key.
    pub practitioner: String,
    /// The centre's key; by default the first of theirs.
    pub centre: String,
    /// The day, `2026-11-24`; by default today.
    pub date: String,
    /// The colleague's key; empty as long as no one is chosen.
    pub colleague: String,
}

/// A day, with what would become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMoveView {
    /// The practitioner's key.
    pub practitioner: i64,
    /// Their name.
    pub name: String,
    /// Their centres: key and name.
    pub centres: Vec<(i64, String)>,
    /// The centre's key.
    pub centre: i64,
    /// The day, `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// Who could take it over: key and name.
    pub colleagues: Vec<(i64, String)>,
    /// Who takes it over, if that is decided: key and name.
    pub colleague: Option<(i64, String)>,
    /// The appointments that are to come, by time.
    pub rows: Vec<MovedView>,
    /// Names this intent.
    pub key: String,
}

/// An appointment that is to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedView {
    /// Its key.
    pub id: AppointmentId,
    /// How often it has changed.
    pub version: i64,
    /// When it is.
    pub when: TimeView,
    /// Who comes.
    pub patient_name: String,
    /// As which kind of visit; the standard visit has no name.
    pub service_name: Option<String>,
    /// When the colleague has time for it.
    pub way: WayView,
}

/// What would become of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayView {
    /// No colleague is chosen yet.
    Open,
    /// It keeps its time.
    Same,
    /// Another time of that day.
    Other(TimeView),
    /// It stays where it is: why, in words.
    Stays(String),
}
