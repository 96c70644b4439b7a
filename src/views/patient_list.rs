//! The practitioner's page about their patients.

use serde::{Deserialize, Serialize};

/// A page of patients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientsView {
    /// The search text; empty if none.
    pub sought: String,
    /// By name.
    pub patients: Vec<PatientView>,
    /// Which page this is, from 1.
    pub page: i64,
    /// Whether there is another.
    pub more: bool,
    /// Whether every patient of the clinic is listed.
    pub everybody: bool,
}

/// A patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    /// A `PatientId`.
    pub id: i64,
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `12 March 1980`; empty if unknown.
    pub born: String,
    /// Whether the reader can open the record.
    pub is_known: bool,
    /// The date of the latest visit; empty before the first.
    pub last: String,
    /// When the next one is; empty if there is none.
    pub next: String,
}
