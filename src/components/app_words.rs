//! What patients' apps read, in words.

use crate::{
    domain::app_scope::Readable,
    words::{listed, tr},
};

/// What a part of a record is called.
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

/// Exactly what of it an app reads, said to the patient who is asked.
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

/// Several parts in one line.
#[must_use]
pub fn parts(all: &[Readable]) -> String {
    listed(all.iter().map(|of| part(*of)))
}
