//! What a person asks for.

use crate::domain::booking::Target;

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// Which time.
    pub target: Target,
    /// Why; may be empty, at most 500 characters.
    pub reason: String,
    /// Identifies this intent: 8 to 64 characters. Sent again, it returns the appointment that it made.
    pub idempotency_key: String,
}
