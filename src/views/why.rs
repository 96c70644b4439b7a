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
    /// Its name.
    pub centre_name: String,
    /// `Sydney time`.
    pub zone: String,
    /// As which kind of visit.
    pub service: ServiceView,
    /// The date asked about, or today: `2026-11-24`.
    pub date: String,
    /// The time asked about, `09:15`; blank when none was.
    pub time: String,
    /// The stretch asked about, where there is one.
    pub slot: Option<TimeView>,
    /// Every rule that stands in its way, with the number that it sets, and what there is to add, such as the name of a closure.
    pub reasons: Vec<(BookingRefusal, Option<u32>, String)>,
}
