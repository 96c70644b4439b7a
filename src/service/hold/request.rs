//! What is to be held.

use crate::domain::{booking::Target, ids::AppointmentId};

/// The slot to be held.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest {
    /// The slot; an appointment that is moved there keeps its own length.
    pub target: Target,
    /// The appointment to be moved there, if any: it then gives up its own slot.
    pub moving: Option<AppointmentId>,
}
