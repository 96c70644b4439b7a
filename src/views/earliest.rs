//! The earliest free times of everyone that a search finds.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;

/// A page of free times, earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarliestView {
    /// How many matching practitioners take bookings.
    pub practitioners: usize,
    /// The suburb that was meant, if a known one was named.
    pub suburb: Option<String>,
    /// The nearby suburbs that are included.
    pub nearby: Vec<String>,
    /// This page, from 1.
    pub page: usize,
    /// Whether there is another one.
    pub has_more: bool,
    /// Whether a very long query was truncated.
    pub shortened: bool,
    /// Filter values that no one has.
    pub unlisted: Vec<String>,
    /// If everyone is booked out, the last date searched, as `2026-11-24` and as `Tuesday 24 November 2026`.
    pub given_up: Option<(String, String)>,
    /// Whether these times are in different time zones.
    pub several_zones: bool,
    /// The times.
    pub times: Vec<FreeTimeView>,
}

/// A time that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTimeView {
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// With whom.
    pub practitioner: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Their fields.
    pub expertise: Vec<String>,
    /// The path of their photo.
    pub photo: Option<String>,
    /// At which centre.
    pub centre: i64,
    /// Its name and suburb.
    pub place: String,
}
