//! What a person asks for.

use jiff::Timestamp;

use crate::domain::ids::{CentreId, PractitionerId, ServiceId};

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// When it is to start.
    pub starts_at: Timestamp,
    /// How many neighbouring times it takes; 1 mostly.
    pub slots: u16,
    /// Why; may be empty, at most 500 characters.
    pub reason: String,
    /// Identifies this intent: 8 to 64 characters. Sent again, it returns the appointment that it made.
    pub idempotency_key: String,
}
