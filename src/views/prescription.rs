//! Prescriptions: signing, reading, stopping.

use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::domain::ids::{AppointmentId, EntryId};

/// A prescription as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// The key of the appointment in which it was signed.
    pub appointment: AppointmentId,
    /// The patient's name.
    pub patient_name: String,
    /// Their number at this clinic.
    pub patient_number: String,
    /// Their date of birth in words; may be empty.
    pub born: String,
    /// Where they live; may be empty.
    pub address: String,
    /// Their allergies, or why none are shown.
    pub allergies: String,
    /// Who signed it.
    pub author: String,
    /// Their profession.
    pub profession: String,
    /// Their provider number in words; may be empty.
    pub provider: String,
    /// When it was signed.
    pub signed: MomentView,
    /// The centre: name, street and suburb, telephone number.
    pub centre: (String, String, String),
    /// The diagnosis that it treats.
    pub diagnosis: String,
    /// The medicines.
    pub medicines: Vec<MedicineView>,
    /// Instructions for all of them; may be empty.
    pub instructions: String,
    /// When to come again; may be empty.
    pub follow_up: String,
    /// The warnings when it was signed.
    pub warnings: Vec<String>,
    /// When and why it was stopped, if it was.
    pub stopped: Option<(MomentView, String)>,
    /// When and why it was retracted as an error, if it was.
    pub error: Option<(MomentView, String)>,
    /// The key of the prescription that it replaces.
    pub replaces: Option<EntryId>,
    /// The key of the prescription that replaces it.
    pub replaced_by: Option<EntryId>,
    /// Whether the reader signed it.
    pub is_author: bool,
}

/// A medicine of a prescription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in the form")]
pub struct MedicineView {
    pub medicine: String,
    pub dose: String,
    pub route: String,
    pub frequency: String,
    pub duration: String,
    pub instructions: String,
}
