//! The rows of the audit in files.

use super::rows::Cell;
use crate::service::audit::Named;

/// The columns, for programs and spreadsheets.
pub(super) const HEAD: [&str; 14] = [
    "seq",
    "at",
    "actor",
    "action",
    "entity",
    "entity_id",
    "patient",
    "part",
    "basis",
    "outcome",
    "times",
    "reason",
    "prev_hash",
    "hash",
];

/// A row in these columns.
pub(super) fn cells(row: &Named) -> Vec<Cell> {
    let (stored, written) = (&row.stored, &row.stored.written);
    vec![
        Cell::Number(stored.seq),
        written.happened_at().to_string().into(),
        row.actor_name.clone().unwrap_or_default().into(),
        written.action.clone().into(),
        written.entity.clone().into(),
        written.entity_id.map(|id| id.to_string()).unwrap_or_default().into(),
        row.patient_name.clone().unwrap_or_default().into(),
        written.part.clone().into(),
        written.basis.clone().into(),
        written.outcome.clone().into(),
        Cell::Number(written.times),
        row.reason.clone().unwrap_or_default().into(),
        stored.prev_hash.clone().into(),
        stored.hash.clone().into(),
    ]
}
