//! Several appointments called off together: what would become of each.

use serde::{Deserialize, Serialize};

use super::{appointment_list::AppointmentQuery, earliest::FreeTimeView, time_view::TimeView};
use crate::domain::ids::AppointmentId;

/// Which appointments are to be called off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallOffQuery {
    /// The keys of the chosen ones.
    pub appointments: Vec<String>,
    /// `1` if all are chosen that match what follows.
    pub every: String,
    /// What they match.
    pub among: AppointmentQuery,
}

/// What would happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOffView {
    /// The chosen appointments.
    pub rows: Vec<CalledOffView>,
    /// Names this intent.
    pub key: String,
    /// How many match, in words, where not all of them could be chosen at once.
    pub too_many: Option<String>,
}

/// A chosen appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOffView {
    /// Its key.
    pub id: AppointmentId,
    /// How often it has changed.
    pub version: i64,
    /// When.
    pub when: TimeView,
    /// Who comes.
    pub patient_name: String,
    /// To whom.
    pub practitioner_name: String,
    /// What the patient would be shown instead.
    pub times: Vec<FreeTimeView>,
    /// Why it is left as it is; empty if it isn't.
    pub why_not: String,
}
