//! What patients' apps may read, in words.

use crate::{
    domain::app_scope::Readable,
    words::{listed, tr},
};

/// The name of a part of a record.
#[must_use]
pub fn part(of: Readable) -> &'static str {
    match of {
        Readable::Patient => tr!(AppPartPatient),
        Readable::AllergyIntolerance => tr!(AppPartAllergies),
        Readable::Condition => tr!(AppPartDiagnoses),
        Readable::MedicationRequest => tr!(AppPartMedicines),
        Readable::Observation => tr!(AppPartMeasurements),
        Readable::ServiceRequest => tr!(AppPartReferrals),
        Readable::DocumentReference => tr!(AppPartDocuments),
        Readable::Composition => tr!(AppPartNotes),
        Readable::Immunization => tr!(AppPartVaccinations),
        Readable::Procedure => tr!(AppPartProcedures),
        Readable::DiagnosticReport => tr!(AppPartReports),
        Readable::CarePlan => tr!(AppPartCarePlans),
    }
}

/// Exactly what an app reads of it, as the patient who is asked sees it.
#[must_use]
pub fn exactly(of: Readable) -> &'static str {
    match of {
        Readable::Patient => tr!(AppReadsPatient),
        Readable::AllergyIntolerance => tr!(AppReadsAllergies),
        Readable::Condition => tr!(AppReadsDiagnoses),
        Readable::MedicationRequest => tr!(AppReadsMedicines),
        Readable::Observation => tr!(AppReadsMeasurements),
        Readable::ServiceRequest => tr!(AppReadsReferrals),
        Readable::DocumentReference => tr!(AppReadsDocuments),
        Readable::Composition => tr!(AppReadsNotes),
        Readable::Immunization => tr!(AppReadsVaccinations),
        Readable::Procedure => tr!(AppReadsProcedures),
        Readable::DiagnosticReport => tr!(AppReadsReports),
        Readable::CarePlan => tr!(AppReadsCarePlans),
    }
}

/// Several parts as a list.
#[must_use]
pub fn parts(all: &[Readable]) -> String {
    listed(all.iter().map(|of| part(*of)))
}
