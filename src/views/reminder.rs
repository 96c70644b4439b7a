//! The page that a reminder's email links to.

use serde::{Deserialize, Serialize};

use super::{booking::DayView, time_view::TimeView};

/// A visit in a reminder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The appointment's key.
    pub id: i64,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// The name of the centre.
    pub centre: String,
    /// Whether its patient has confirmed it.
    pub comes: bool,
    /// Whether they can still cancel or move it.
    pub may_change: bool,
}

/// A week of times to which a visit can be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingView {
    /// The appointment's key.
    pub id: i64,
    /// When it is.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// The name of the centre.
    pub centre: String,
    /// `23 - 29 November 2026`.
    pub title: String,
    /// The previous Monday, if its week can still be booked.
    pub previous: Option<String>,
    /// The next Monday, if its week can already be booked.
    pub next: Option<String>,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
}
