//! The words for the parts of a record, and for who may read it.

use crate::{
    domain::{
        access::{ProxyScope, Reach, RelationshipKind},
        imported::ImportedKind,
        policy::Basis,
        record::EntryKind,
        statement::{Severity, StatementKind},
    },
    words::tr,
};

/// A kind of record entry.
#[must_use]
pub fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => tr!(RecordNote),
        EntryKind::Diagnosis => tr!(RecordDiagnosis),
        EntryKind::Observation => tr!(RecordMeasurement),
        EntryKind::Prescription => tr!(RecordPrescription),
        EntryKind::Referral => tr!(RecordReferral),
        EntryKind::Document => tr!(RecordDocument),
    }
}

/// Several of them.
#[must_use]
pub fn entry_kinds(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => tr!(RecordNotes),
        EntryKind::Diagnosis => tr!(RecordDiagnoses),
        EntryKind::Observation => tr!(RecordMeasurements),
        EntryKind::Prescription => tr!(RecordPrescriptions),
        EntryKind::Referral => tr!(RecordReferrals),
        EntryKind::Document => tr!(RecordDocuments),
    }
}

/// A kind of imported entry.
#[must_use]
pub fn imported_kind(kind: ImportedKind) -> &'static str {
    match kind {
        ImportedKind::Allergy => tr!(RecordAllergy),
        ImportedKind::CarePlan => tr!(RecordCarePlan),
        ImportedKind::Condition => tr!(RecordDiagnosis),
        ImportedKind::Document => tr!(RecordDocument),
        ImportedKind::Medication => tr!(RecordPrescription),
        ImportedKind::Observation => tr!(RecordMeasurement),
        ImportedKind::Procedure => tr!(RecordProcedure),
        ImportedKind::Report => tr!(RecordReport),
        ImportedKind::Vaccination => tr!(RecordVaccination),
        ImportedKind::Visit => tr!(RecordVisit),
    }
}

/// A kind of statement.
#[must_use]
pub fn statement_kinds(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => tr!(RecordAllergies),
        StatementKind::Condition => tr!(RecordConditions),
        StatementKind::Medication => tr!(RecordMedications),
        StatementKind::History => tr!(RecordHistory),
    }
}

/// The severity of an allergy.
#[must_use]
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Mild => tr!(RecordMild),
        Severity::Moderate => tr!(RecordModerate),
        Severity::Severe => tr!(RecordSevere),
    }
}

/// The badge for it.
#[must_use]
pub fn severity_badge(severity: Severity) -> &'static str {
    match severity {
        Severity::Mild => "badge",
        Severity::Moderate => "badge badge-warn",
        Severity::Severe => "badge badge-danger",
    }
}

/// The reader's own basis for reading a record.
#[must_use]
pub fn reading_because(basis: Basis) -> &'static str {
    match basis {
        Basis::Own => tr!(RecordOwnBecause),
        Basis::Treating | Basis::Party => tr!(RecordVisitBecause),
        Basis::Relationship => tr!(RecordCareBecause),
        Basis::Referral => tr!(RecordReferralBecause),
        Basis::Proxy | Basis::App => tr!(RecordProxyBecause),
        Basis::Emergency => {
            tr!(RecordEmergencyBecause)
        }
        Basis::Author => tr!(RecordAuthorBecause),
        Basis::Public | Basis::Member | Basis::Administration | Basis::FrontDesk => {
            tr!(RecordClinicBecause)
        }
    }
}

/// Someone else's basis for reading a record.
#[must_use]
pub fn ground(basis: Basis) -> &'static str {
    match basis {
        Basis::Own => tr!(RecordOwnGround),
        Basis::Treating | Basis::Party => tr!(RecordVisitGround),
        Basis::Relationship => tr!(RecordCareGround),
        Basis::Referral => tr!(RecordReferralGround),
        Basis::Proxy | Basis::App => tr!(RecordProxyGround),
        Basis::Emergency => tr!(RecordEmergencyGround),
        Basis::Author => tr!(RecordAuthorGround),
        Basis::Public | Basis::Member | Basis::Administration | Basis::FrontDesk => tr!(RecordClinicGround),
    }
}

/// How much of a record someone reads.
#[must_use]
pub fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::OwnEntries => tr!(RecordReachOwn),
        Reach::Summary => tr!(RecordReachSummary),
        Reach::Shared => tr!(RecordReachShared),
        Reach::Everything => tr!(RecordReachAll),
    }
}

/// The kind of a care relationship.
#[must_use]
pub fn relationship(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::PrimaryCare => tr!(RecordOwnDoctor),
        RelationshipKind::SpecialistReferral => tr!(RecordSpecialist),
        RelationshipKind::Temporary => tr!(RecordTemporary),
    }
}

/// How much of a record a family member may read.
#[must_use]
pub fn scope(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => tr!(RecordScopeSummary),
        ProxyScope::Record => tr!(RecordScopeWhole),
    }
}

/// The same, addressed to that person.
#[must_use]
pub fn entrusted(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => tr!(RecordEntrustedSummary),
        ProxyScope::Record => tr!(RecordEntrustedWhole),
    }
}

/// The basis on which, and how far, a practitioner currently reads a record.
#[must_use]
pub fn reads(access: Option<(Basis, Reach)>) -> String {
    access.map_or_else(
        || tr!(RecordCantRead).to_owned(),
        |(basis, found)| tr!(RecordCanRead, ground = ground(basis), reach = reach(found)),
    )
}
