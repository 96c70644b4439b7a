//! What is to be held.

use jiff::Timestamp;

use crate::domain::ids::{AppointmentId, CentreId, PractitionerId, ServiceId};

/// Which time is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// When it starts.
    pub starts_at: Timestamp,
    /// How many neighbouring times it takes; an appointment that is moved keeps its own number.
    pub slots: u16,
    /// The appointment to be moved there, if any: it gives up its own time then.
    pub moving: Option<AppointmentId>,
}
