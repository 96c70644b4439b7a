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
        Basis::Treating | Basis::Party => "You read this because of the patient's visit to you.",
        Basis::Relationship => "You read this because you look after the patient.",
        Basis::Referral => "You read this because the patient was referred to you.",
        Basis::Proxy => "You read this because the patient trusts you with it.",
        Basis::Emergency => {
            "You opened this in an emergency. It closes after three hours, and an administrator reviews your reason."
        }
        Basis::Author => "You read this because you wrote it.",
        Basis::Public | Basis::Member | Basis::Administration => "You read this for the clinic.",
    }
}

/// Why somebody else reads a record.
#[must_use]
pub fn ground(basis: Basis) -> &'static str {
    match basis {
        Basis::Own => "It is their own",
        Basis::Treating | Basis::Party => "A visit to them",
        Basis::Relationship => "They look after the patient",
        Basis::Referral => "A referral to them that still counts",
        Basis::Proxy => "The patient trusts them with it",
        Basis::Emergency => "They opened it in an emergency, for some hours",
        Basis::Author => "They wrote in it",
        Basis::Public | Basis::Member | Basis::Administration => "For the clinic",
    }
}

/// How much of a record somebody reads.
#[must_use]
pub fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::OwnEntries => "only what they wrote themself",
        Reach::Summary => "the summary: allergies, conditions, medicines",
        Reach::Shared => "everything but what is hidden",
        Reach::Everything => "everything",
    }
}

/// As what a practitioner looks after a patient.
#[must_use]
pub fn relationship(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::PrimaryCare => "Own doctor",
        RelationshipKind::SpecialistReferral => "Specialist",
        RelationshipKind::Temporary => "For a while",
    }
}

/// How much of a record somebody in the family is trusted with.
#[must_use]
pub fn scope(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => "The summary: allergies, conditions, medicines",
        ProxyScope::Record => "The whole record, but for what you hide",
    }
}

/// The same, said to whom is trusted.
#[must_use]
pub fn entrusted(scope: ProxyScope) -> &'static str {
    match scope {
        ProxyScope::Summary => "You may read the summary",
        ProxyScope::Record => "You may read all of it but what is hidden",
    }
}

/// On what ground, and how far, a practitioner reads a record now.
#[must_use]
pub fn reads(access: Option<(Basis, Reach)>) -> String {
    access.map_or_else(
        || "Cannot read it".to_owned(),
        |(basis, found)| format!("{}: reads {}", ground(basis), reach(found)),
    )
}
