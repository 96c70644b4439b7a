//! A referral, for the audit.

use crate::domain::{
    audit::{Subject, Thing},
    ids::{EntryId, PatientId},
    record::EntryKind,
};

/// A referral, for the audit.
pub(super) fn subject(id: EntryId, patient: PatientId) -> Subject<'static> {
    Subject::one(Thing::Referral, id.0).of(patient).part(EntryKind::Referral.as_str())
}
