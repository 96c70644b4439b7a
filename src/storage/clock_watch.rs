//! The state of the clock watch, shared by all processes, and correction of what a fast clock put off.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::clock_watch::ClockWatch;

/// What is known.
pub async fn load(conn: &mut Conn) -> StorageResult<ClockWatch> {
    const SQL: &str = "select seen_at, settles_at from clock_watch where id = 1";
    let (seen_at, settles_at): (i64, i64) = on!(conn, c => sqlx::query_as(SQL).fetch_one(c).await)?;
    Ok(ClockWatch { seen_at, settles_at })
}

/// Stores the new state; false if another process was faster.
pub async fn put(tx: &mut Tx, earlier: ClockWatch, watch: ClockWatch) -> StorageResult<bool> {
    const SQL: &str = "
        update clock_watch
        set seen_at = $3, settles_at = $4
        where id = 1
        and seen_at = $1
        and settles_at = $2";
    let put = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(earlier.seen_at)
        .bind(earlier.settles_at)
        .bind(watch.seen_at)
        .bind(watch.settles_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(put == 1)
}

/// Makes everything due that waits for an instant which only a fast clock can have set: correct values are due within these times.
pub async fn make_due(tx: &mut Tx, now: i64) -> StorageResult<()> {
    const HOUR: i64 = 3_600;
    const SOON: [(&str, i64); 6] = [
        ("update task set due_at = 0, taken_until = 0 where due_at > $1 or taken_until > $1", HOUR),
        ("update task set announced_at = 0, failing_since = 0 where announced_at > $1 or failing_since > $1", 0),
        // In milliseconds; no bucket takes longer to refill.
        ("delete from shared_limit where full_at > $1 * 1000", 4 * HOUR),
        ("update upkeep set began_at = 0, ended_at = 0, leased_until = 0 where began_at > $1", 0),
        (
            "
            update delivery
            set due_at = 0, taken_until = 0
            where status = 'queued'
            and (due_at > $1 or taken_until > $1)",
            24 * HOUR,
        ),
        (
            "
            update webhook_delivery
            set due_at = 0, taken_until = 0
            where status = 'queued'
            and (due_at > $1 or taken_until > $1)",
            24 * HOUR,
        ),
    ];
    for (sql, ahead) in SOON {
        on!(&mut **tx, c => sqlx::query(sql).bind(now + ahead).execute(c).await.map(drop))?;
    }
    Ok(())
}
