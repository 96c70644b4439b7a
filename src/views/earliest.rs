//! The earliest free times of everyone whom a search finds.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;

/// A page of free times, earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarliestView {
    /// How many practitioners there are who fit and take bookings.
    pub practitioners: usize,
    /// The suburb that was meant, where one was named that there is.
    pub suburb: Option<String>,
    /// The suburbs near it that count.
    pub nearby: Vec<String>,
    /// This page, from 1.
    pub page: usize,
    /// Whether there is another one.
    pub has_more: bool,
    /// Whether only a part of a very long query was read.
    pub shortened: bool,
    /// Values of filters under which no one is listed.
    pub unlisted: Vec<String>,
    /// Where everyone is booked out: until when was looked, as `2026-11-24` and as `Tuesday 24 November 2026`.
    pub given_up: Option<(String, String)>,
    /// Whether not all of these times are by the same clock.
    pub several_zones: bool,
    /// The times.
    pub times: Vec<FreeTimeView>,
}

/// A time that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTimeView {
    /// When.
    pub when: TimeView,
    /// With whom.
    pub practitioner: i64,
    /// Their name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Their fields.
    pub expertise: Vec<String>,
    /// Address of their photo.
    pub photo: Option<String>,
    /// At which centre.
    pub centre: i64,
    /// Its name and suburb.
    pub place: String,
}
