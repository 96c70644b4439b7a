//! An appointment's consultation: the practitioner's view of it, opening it and finishing it.

use serde::{Deserialize, Serialize};

use super::time_view::{MomentView, TimeView};
use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId},
    record::EntryKind,
};

/// A consultation as its practitioner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationView {
    /// The appointment's key.
    pub appointment: AppointmentId,
    /// The patient's key.
    pub patient: PatientId,
    /// The patient's full name.
    pub patient_name: String,
    /// Number, age, sex, blood group: known details with their labels.
    pub person: Vec<(String, String)>,
    /// When the appointment is.
    pub when: TimeView,
    /// The name of the centre.
    pub centre_name: String,
    /// The reason, in the patient's words; may be empty.
    pub reason: String,
    /// Whether it was opened.
    pub begun: bool,
    /// When it was finished.
    pub finished: Option<MomentView>,
    /// Whether it can be finished now.
    pub may_finish: bool,
    /// Whether the reader may open the patient's record.
    pub may_read: bool,
    /// Whether the reader may refer the patient.
    pub may_refer: bool,
    /// Whether the appointment is on a later day.
    pub is_ahead: bool,
    /// Whether the reader's access does not include the patient's statements.
    pub is_closed: bool,
    /// Allergies, the most severe first.
    pub allergies: Vec<StatementView>,
    /// The patient's own statements of conditions.
    pub conditions: Vec<StatementView>,
    /// The patient's own statements of medications.
    pub medications: Vec<StatementView>,
    /// The patient's own statements of past events.
    pub history: Vec<StatementView>,
    /// Unresolved diagnoses.
    pub diagnoses: Vec<LineView>,
    /// Prescriptions that have not ended.
    pub prescriptions: Vec<RunningView>,
    /// The latest entries of the record.
    pub latest: Vec<LineView>,
    /// The entries written in this consultation.
    pub written: Vec<LineView>,
    /// Measurements over time, if any.
    pub charts: Vec<ChartView>,
}

/// A patient's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// What.
    pub name: String,
    /// Severity, detail and since when, in one line; may be empty.
    pub detail: String,
}

/// An entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// A one-line summary.
    pub title: String,
    /// The rest of it, if shown in full; empty otherwise.
    pub body: String,
    /// Who wrote it.
    pub author: String,
    /// When this happened.
    pub at: MomentView,
    /// Whether it was retracted as an error.
    pub is_error: bool,
    /// The page that shows it alone.
    pub href: String,
}

/// A prescription that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// Each medicine in one line.
    pub medicines: Vec<String>,
    /// Who signed it.
    pub author: String,
    /// When this happened.
    pub at: MomentView,
    /// Whether the reader signed it, and so may replace it.
    pub is_own: bool,
}

/// A measure over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartView {
    /// `Weight`.
    pub name: String,
    /// The latest value with its unit, and when it was taken.
    pub latest: (String, MomentView),
    /// Polylines in a field of 100 by 40, for SVG: `0,30 50,10`. A blood pressure has two.
    pub lines: Vec<String>,
    /// Every value shown with its date, the newest first.
    pub values: Vec<(String, String)>,
}
