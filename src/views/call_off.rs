//! Cancelling several appointments together: what would happen to each.

use serde::{Deserialize, Serialize};

use super::{appointment_list::AppointmentQuery, bulk::LotView, earliest::FreeTimeView, time_view::TimeView};
use crate::domain::ids::AppointmentId;

/// The appointments to cancel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallOffQuery {
    /// The keys of the chosen ones.
    pub appointments: Vec<String>,
    /// `1` if all that match the filters below are chosen.
    pub every: String,
    /// Where the previous ones of all that match ended; empty for the first.
    pub after: String,
    /// What they match.
    pub among: AppointmentQuery,
    /// The run that did the same to the group before this one.
    pub run: String,
}

/// What would happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOffView {
    /// The chosen appointments.
    pub rows: Vec<CalledOffView>,
    /// Names this intent.
    pub key: String,
    /// How many of those asked for are not there any more.
    pub gone: usize,
    /// Which of all matches these are, if too many to be chosen at once.
    pub lot: Option<LotView>,
    /// The run that did the same to the group before; empty if there is none.
    pub run: String,
    /// The reason that was given to that group.
    pub reason: String,
}

/// A chosen appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOffView {
    /// The key that links and forms name it by.
    pub id: AppointmentId,
    /// Its version, which a change must name.
    pub version: i64,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// Who comes.
    pub patient_name: String,
    /// To whom.
    pub practitioner_name: String,
    /// The times that the patient would be offered instead.
    pub times: Vec<FreeTimeView>,
    /// Why it is skipped; empty if it is not.
    pub why_not: String,
}
