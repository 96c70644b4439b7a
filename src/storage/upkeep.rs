//! Periodic upkeep by one of the processes, how it last ended, and the processes that are running.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};

/// The state of a kind of upkeep. Instants are UTC seconds, 0 for never.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Run {
    /// Its kind: `backup`, `drill` or `audit`.
    pub name: String,
    /// Until when a process holds it.
    pub leased_until: i64,
    /// When it last began.
    pub began_at: i64,
    /// When it last ended.
    pub ended_at: i64,
    /// When it last succeeded.
    pub succeeded_at: i64,
    /// `done`, or the last error.
    pub outcome: String,
    /// The result of the last success.
    pub detail: String,
}

impl Run {
    /// Whether the last run failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        !matches!(self.outcome.as_str(), "" | "done")
    }
}

/// Every kind.
pub async fn all(conn: &mut Conn) -> StorageResult<Vec<Run>> {
    const SQL: &str = "
        select name, leased_until, began_at, ended_at, succeeded_at, outcome, detail
        from upkeep
        order by name";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Takes a turn, if no process holds it and none has begun since `due`. Of several processes, only one gets it.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, (now, until, due): (i64, i64, i64)) -> StorageResult<bool> {
    const SQL: &str = "
        update upkeep
        set holder = $2, began_at = $3, leased_until = $4
        where name = $1
        and leased_until <= $3
        and began_at <= $5";
    let taken = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(holder.to_owned())
        .bind(now)
        .bind(until)
        .bind(due)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Records how a turn ended, and ends its lease.
pub async fn note(tx: &mut Tx, name: &str, at: i64, ended: Result<&str, &str>) -> StorageResult<()> {
    const DONE: &str = "
        update upkeep
        set leased_until = 0, ended_at = $2, succeeded_at = $2, outcome = 'done', detail = $3
        where name = $1";
    const FAILED: &str = "
        update upkeep
        set leased_until = 0, ended_at = $2, outcome = $3
        where name = $1";
    let (sql, said) = match ended {
        Ok(detail) => (DONE, detail),
        Err(why) => (FAILED, why),
    };
    on!(&mut **tx, c => sqlx::query(sql).bind(name.to_owned()).bind(at).bind(said.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// A process that has been silent for this many seconds has ended: each reports every minute.
const STILL_THERE: i64 = 150;

/// A process that serves this database, or works on it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Process {
    /// A random name that the process gave itself.
    pub id: String,
    /// Its version of the program.
    pub version: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub started_at: Timestamp,
    /// When it last reported.
    #[sqlx(try_from = "Second")]
    pub seen_at: Timestamp,
}

/// Records that a process is running, and deletes those silent since `before`.
pub async fn seen(tx: &mut Tx, process: &Process, before: i64) -> StorageResult<()> {
    const SEEN: &str = "
        insert into process (id, version, started_at, seen_at)
        values ($1, $2, $3, $4)
        on conflict (id) do update
        set seen_at = excluded.seen_at";
    const FORGET: &str = "delete from process where seen_at < $1";
    on!(&mut **tx, c => sqlx::query(SEEN)
        .bind(process.id.clone())
        .bind(process.version.clone())
        .bind(process.started_at.as_second())
        .bind(process.seen_at.as_second())
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(FORGET).bind(before).execute(c).await.map(drop))?;
    Ok(())
}

/// The running processes, most recently heard first.
pub async fn processes(conn: &mut Conn, now: i64) -> StorageResult<Vec<Process>> {
    const SQL: &str = "
        select id, version, started_at, seen_at
        from process
        where seen_at >= $1
        order by seen_at desc, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(now - STILL_THERE).fetch_all(c).await)?)
}
