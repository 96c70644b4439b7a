//! The demo clinic's waiting list.

use sqlx::QueryBuilder;

use super::{ROWS, patient_id, row_id};
use crate::{
    domain::seed::SeedPlan,
    storage::{
        db::{Tx, on},
        directory,
        error::StorageResult,
    },
};

/// Stores the requests. What can be booked today counts as already matched.
pub(super) async fn insert(tx: &mut Tx, plan: &SeedPlan, now: i64) -> StorageResult<()> {
    let version = directory::version(tx).await?;
    let rows = &plan.waiting;
    insert_all!(
        tx,
        "waitlist_entry (patient_id, practitioner_id, from_minute, until_minute, latest_on, created_at, matched_at, \
         matched_version)",
        rows,
        one => [
            patient_id(plan, one.patient),
            row_id(one.practitioner),
            i64::from(one.between.0),
            i64::from(one.between.1),
            one.latest_on.to_string(),
            one.created_at.as_second(),
            now,
            version,
        ]
    );
    Ok(())
}
