//! Drafts of a consultation's forms: typed, but not yet part of the record.

use serde::{Deserialize, Serialize};

use super::{
    diagnosis::DiagnosisForm,
    note::NoteForm,
    observation::ObservationForm,
    prescription::{MedicineForm, PrescriptionForm},
};

/// The maximum size of a draft in bytes.
pub const LARGEST: usize = 48 * 1024;

/// A form as it was last typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named as its form")]
pub enum Draft {
    Note(NoteForm),
    Diagnosis(DiagnosisForm),
    Observation(ObservationForm),
    Prescription(PrescriptionForm),
}

impl Draft {
    /// The form that it belongs to.
    #[must_use]
    pub fn kind(&self) -> DraftKind {
        match self {
            Self::Note(_) => DraftKind::Note,
            Self::Diagnosis(_) => DraftKind::Diagnosis,
            Self::Observation(_) => DraftKind::Observation,
            Self::Prescription(_) => DraftKind::Prescription,
        }
    }

    /// Whether nothing was typed, so that there is nothing to save.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Note(form) => form.text.trim().is_empty(),
            Self::Diagnosis(form) => [&form.name, &form.code, &form.detail].iter().all(|text| text.trim().is_empty()),
            Self::Observation(form) => *form == ObservationForm::default(),
            Self::Prescription(form) => {
                let texts = [&form.diagnosis, &form.instructions, &form.follow_up];
                texts.iter().all(|text| text.trim().is_empty()) && form.medicines.iter().all(MedicineForm::is_blank)
            }
        }
    }
}

/// A form whose drafts are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named as its form")]
pub enum DraftKind {
    Note,
    Diagnosis,
    Observation,
    Prescription,
}

impl DraftKind {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Diagnosis => "diagnosis",
            Self::Observation => "observation",
            Self::Prescription => "prescription",
        }
    }
}
