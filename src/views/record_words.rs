//! The words for what a record is made of, and for who may read it.

use crate::domain::{
    access::{ProxyScope, Reach, RelationshipKind},
    policy::Basis,
    record::EntryKind,
    statement::{Severity, StatementKind},
};

/// A kind of line of the record.
#[must_use]
pub fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "Note",
        EntryKind::Diagnosis => "Diagnosis",
        EntryKind::Observation => "Measurement",
        EntryKind::Prescription => "Prescription",
        EntryKind::Referral => "Referral",
        EntryKind::Document => "Document",
    }
}

/// Several of them.
#[must_use]
pub fn entry_kinds(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "Notes",
        EntryKind::Diagnosis => "Diagnoses",
        EntryKind::Observation => "Measurements",
        EntryKind::Prescription => "Prescriptions",
        EntryKind::Referral => "Referrals",
        EntryKind::Document => "Documents",
    }
}

/// What patients say something about.
#[must_use]
pub fn statement_kinds(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => "Allergies",
        StatementKind::Condition => "Conditions",
        StatementKind::Medication => "Medications",
        StatementKind::History => "History",
    }
}

/// How bad an allergy is.
#[must_use]
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Mild => "Mild",
        Severity::Moderate => "Moderate",
        Severity::Severe => "Severe",
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

/// Why somebody reads a record, said to them.
#[must_use]
pub fn reading_because(basis: Basis) -> &'static str {
    match basis {
        Basis::Own => "This is your own record.",
        Basis::Treating | Basis::Party => "You can read this because of the patient's visit to you.",
        Basis::Relationship => "You can read this because you care for the patient.",
        Basis::Referral => "You can read this because the patient was referred to you.",
        Basis::Proxy | Basis::App => "You can read this because the patient shares it with you.",
        Basis::Emergency => {
            "You opened this in an emergency. It closes after three hours, and an administrator reviews your reason."
        }
        Basis::Author => "You can read this because you wrote it.",
        Basis::Public | Basis::Member | Basis::Administration | Basis::FrontDesk => {
            "You can read this on the clinic's behalf."
        }
    }
}

/// Why somebody else reads a record.
#[must_use]
pub fn ground(basis: Basis) -> &'static str {
    match basis {
        Basis::Own => "It's their own",
        Basis::Treating | Basis::Party => "A visit with them",
        Basis::Relationship => "They care for the patient",
        Basis::Referral => "A current referral to them",
        Basis::Proxy | Basis::App => "The patient shares it with them",
        Basis::Emergency => "They opened it in an emergency, for a few hours",
        Basis::Author => "They wrote in it",
        Basis::Public | Basis::Member | Basis::Administration | Basis::FrontDesk => "On the clinic's behalf",
    }
}

/// How much of a record somebody reads.
#[must_use]
pub fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::OwnEntries => "only what they wrote",
        Reach::Summary => "the summary: allergies, conditions, medicines",
        Reach::Shared => "everything except hidden entries",
        Reach::Everything => "everything",
    }
}

/// As what a practitioner looks after a patient.
#[must_use]
pub fn relationship(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::PrimaryCare => "Own doctor",
        RelationshipKind::SpecialistReferral => "Specialist",
        RelationshipKind::Temporary => "Temporary",
    }
}

/// How much of a record somebody in the family is trusted with.
#[must_use]
pub fn scope(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => "The summary: allergies, conditions, medicines",
        ProxyScope::Record => "The whole record, except what you hide",
    }
}

/// The same, said to whom is trusted.
#[must_use]
pub fn entrusted(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => "You can read the summary",
        ProxyScope::Record => "You can read everything except hidden entries",
    }
}

/// On what ground, and how far, a practitioner reads a record now.
#[must_use]
pub fn reads(access: Option<(Basis, Reach)>) -> String {
    access.map_or_else(
        || "Can't read it".to_owned(),
        |(basis, found)| format!("{}: can read {}", ground(basis), reach(found)),
    )
}
