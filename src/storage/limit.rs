//! Failed guesses at secrets, counted across all processes. Each bucket is stored as the instant at which it will be full again.

use super::{
    db::{Conn, Db, Tx, on},
    error::StorageResult,
};

/// A bucket: its key, and how long it takes to regain one try, and all tries, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// A hash of what is counted.
    pub key: String,
    /// For one try.
    pub period: i64,
    /// For all.
    pub most: i64,
}

/// Whether several processes may count: only one serves an SQLite database.
#[must_use]
pub fn is_shared(db: &Db) -> bool {
    matches!(db, Db::Postgres(..))
}

/// How many milliseconds from `now` it takes until each of these buckets has a try left; 0 if each has one.
pub async fn wait(conn: &mut Conn, buckets: &[Bucket], now: i64) -> StorageResult<u64> {
    const SQL: &str = "select full_at from shared_limit where key = $1";
    let mut longest = 0;
    for bucket in buckets {
        let full_at: Option<i64> =
            on!(&mut *conn, c => sqlx::query_scalar(SQL).bind(bucket.key.clone()).fetch_optional(c).await)?;
        let full_at = full_at.unwrap_or_default().max(now) + bucket.period;
        longest = longest.max(full_at - now - bucket.most);
    }
    Ok(longest.unsigned_abs())
}

/// Uses up one try in each bucket.
pub async fn count(tx: &mut Tx, buckets: &[Bucket], now: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into shared_limit (key, full_at)
        values ($1, $2)
        on conflict (key) do update
        set full_at = case when shared_limit.full_at > $3 then shared_limit.full_at else $3 end + $4";
    let mut in_order: Vec<&Bucket> = buckets.iter().collect();
    // In a fixed order, so that two transactions with the same buckets don't deadlock.
    in_order.sort_unstable_by(|one, other| one.key.cmp(&other.key));
    for bucket in in_order {
        on!(&mut **tx, c => sqlx::query(SQL)
            .bind(bucket.key.clone())
            .bind(now + bucket.period)
            .bind(now)
            .bind(bucket.period)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Deletes the buckets that are full again.
pub async fn sweep(tx: &mut Tx, now: i64) -> StorageResult<()> {
    const SQL: &str = "delete from shared_limit where full_at <= $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
