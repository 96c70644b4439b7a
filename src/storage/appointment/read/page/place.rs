//! The place of an appointment in a list.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{appointment::Status, ordering::AppointmentColumn, text::search_key},
    storage::appointment::read::row::Appointment,
};

/// The place of an appointment in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The search name that it is sorted by; empty in a list by time or status.
    pub name: String,
    /// The key of the person or centre with that name, or the rank of the status in the course of a visit.
    pub of: i64,
    /// Its start, in UTC seconds.
    pub at: i64,
    /// The primary key of the row.
    pub id: i64,
}

/// The rank of a status in the course of a visit.
pub(super) fn place_of(status: Status) -> i64 {
    Status::ALL.iter().zip(0..).find(|(one, _)| **one == status).map_or(0, |(_, place)| place)
}

impl Place {
    /// An appointment's place in a list with this order.
    #[must_use]
    pub fn of(one: &Appointment, by: AppointmentColumn) -> Self {
        let (name, of) = match by {
            AppointmentColumn::When => (String::new(), 0),
            AppointmentColumn::Patient => (search_key(&one.patient_name), one.patient.0),
            AppointmentColumn::Practitioner => (search_key(&one.practitioner_name), one.practitioner.0),
            AppointmentColumn::Centre => (search_key(&one.centre_name), one.centre.0),
            AppointmentColumn::Status => (String::new(), place_of(one.status)),
        };
        Self { name, of, at: one.slot.starts_at.as_second(), id: one.id.0 }
    }

    /// Whether it comes later in a list with this direction.
    pub(super) fn follows(&self, other: &Self, descending: bool) -> bool {
        if descending { self < other } else { self > other }
    }
}
