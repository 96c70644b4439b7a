//! A referral as the subject of an audit row.

use crate::domain::{
    audit::{Subject, Thing},
    ids::{EntryId, PatientId},
    record::EntryKind,
};

/// A referral as the subject of an audit row.
pub(super) fn subject(id: EntryId, patient: PatientId) -> Subject<'static> {
    Subject::one(Thing::Referral, id.0).of(patient).part(EntryKind::Referral.as_str())
}
