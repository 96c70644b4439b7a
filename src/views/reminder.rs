//! The page that an email with a reminder leads to.

use serde::{Deserialize, Serialize};

use super::{booking::DayView, time_view::TimeView};

/// A visit that a reminder was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The appointment's key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// Where.
    pub centre: String,
    /// Whether its patient has said that they will come.
    pub comes: bool,
    /// Whether they can still cancel or move it.
    pub may_change: bool,
}

/// A week of times to which such a visit can be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingView {
    /// The appointment's key.
    pub id: i64,
    /// When it is.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// Where.
    pub centre: String,
    /// `23 - 29 November 2026`.
    pub title: String,
    /// The Monday before, where one may still book.
    pub previous: Option<String>,
    /// The Monday after, where one may already book.
    pub next: Option<String>,
    /// Monday to Sunday.
    pub days: Vec<DayView>,
}
