//! A booking request.

use crate::domain::booking::Target;

/// A booking request.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// The requested slot.
    pub target: Target,
    /// The reason for the visit; may be empty, at most 500 characters.
    pub reason: String,
    /// Identifies this intent: 8 to 64 characters. Sent again, it returns the appointment that it made.
    pub idempotency_key: String,
}
