//! Why a time cannot be booked.

use serde::{Deserialize, Serialize};

use super::{
    booking::{BookeeView, ServiceView},
    time_view::TimeView,
};
use crate::domain::booking::BookingRefusal;

/// The answer for one time, or the form to ask with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyView {
    /// With whom.
    pub practitioner: BookeeView,
    /// The centre's key.
    pub centre: i64,
    /// The centre's name.
    pub centre_name: String,
    /// `Sydney time`.
    pub zone: String,
    /// The kind of visit.
    pub service: ServiceView,
    /// The date asked about, or today: `2026-11-24`.
    pub date: String,
    /// The time asked about, `09:15`; blank if none was.
    pub time: String,
    /// The interval asked about, if there is one.
    pub slot: Option<TimeView>,
    /// Every rule that prevents it, with the number that it sets, and any details such as the name of a closure.
    pub reasons: Vec<(BookingRefusal, Option<u32>, String)>,
}
