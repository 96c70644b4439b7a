//! The owners of claims.

use crate::domain::ids::{AppointmentId, HoldId, SessionId};

/// The owner of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An appointment.
    Appointment(AppointmentId),
    /// A hold, until it expires.
    Hold(HoldId),
    /// The shared slot of a group.
    Session(SessionId),
}

impl Owner {
    /// The values of the three owner columns, of which exactly one is set.
    pub(super) fn columns(self) -> [Option<i64>; 3] {
        match self {
            Self::Appointment(id) => [Some(id.0), None, None],
            Self::Hold(id) => [None, Some(id.0), None],
            Self::Session(id) => [None, None, Some(id.0)],
        }
    }
}
