//! What is to be held.

use crate::domain::{booking::Target, ids::AppointmentId};

/// Which time is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest {
    /// Which time; an appointment that is moved there keeps its own length.
    pub target: Target,
    /// The appointment to be moved there, if any: it gives up its own time then.
    pub moving: Option<AppointmentId>,
}
