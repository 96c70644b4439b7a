//! Background jobs that users wait for: which job is due, who is working on it, its progress and its end. The SQL is the same for
//! every table of such jobs.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// A job, and the process that holds it.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Its owner's account.
    pub account: AccountId,
    /// Which of theirs.
    pub id: String,
    /// The name of the process.
    pub by: String,
}

/// The jobs of a table.
#[derive(Debug)]
pub struct Jobs {
    pub(super) due: &'static str,
    pub(super) take: &'static str,
    pub(super) progress: &'static str,
    pub(super) end: &'static str,
}

/// Makes the SQL for a table of jobs: the column that says since when they wait, the stages in which they do, and what else is set
/// when one is taken.
macro_rules! jobs {
    ($table:literal, $since:literal, $stages:literal, $taken:literal) => {
        $crate::storage::job::Jobs {
            due: concat!(
                "
        select account_id, id
        from ",
                $table,
                "
        where stage in (",
                $stages,
                ")
        and taken_until <= $1
        order by ",
                $since,
                "
        limit 1"
            ),
            take: concat!(
                "
        update ",
                $table,
                "
        set taken_by = $3, taken_until = $5",
                $taken,
                "
        where account_id = $1
        and id = $2
        and stage in (",
                $stages,
                ")
        and taken_until <= $4"
            ),
            progress: concat!(
                "
        update ",
                $table,
                "
        set done = $4, total = $5, taken_until = $6
        where account_id = $1
        and id = $2
        and taken_by = $3
        and stage in (",
                $stages,
                ")"
            ),
            end: concat!(
                "
        update ",
                $table,
                "
        set stage = $4, taken_by = '', taken_until = 0
        where account_id = $1
        and id = $2
        and taken_by = $3
        and stage in (",
                $stages,
                ")"
            ),
        }
    };
}
pub(super) use jobs;

/// Binds a holder as the first three arguments of a statement.
macro_rules! of_holder {
    ($sql:expr, $holder:expr) => {
        sqlx::query($sql).bind($holder.account.0).bind($holder.id.clone()).bind($holder.by.clone())
    };
}

impl Jobs {
    /// The next job to be taken.
    pub async fn due(&self, conn: &mut Conn, now: i64) -> StorageResult<Option<(AccountId, String)>> {
        let found: Option<(i64, String)> = on!(conn, c => sqlx::query_as(self.due).bind(now).fetch_optional(c).await)?;
        Ok(found.map(|(account, id)| (AccountId(account), id)))
    }

    /// Takes a job until an instant; false if another process was faster.
    pub async fn take(&self, tx: &mut Tx, holder: &Holder, (now, until): (i64, i64)) -> StorageResult<bool> {
        let taken = on!(&mut **tx, c => of_holder!(self.take, holder)
            .bind(now)
            .bind(until)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(taken == 1)
    }

    /// Records progress and extends the hold until an instant; false if this process no longer holds it.
    pub async fn progress(
        &self,
        tx: &mut Tx,
        holder: &Holder,
        (done, total): (i64, i64),
        until: i64,
    ) -> StorageResult<bool> {
        let kept = on!(&mut **tx, c => of_holder!(self.progress, holder)
            .bind(done)
            .bind(total)
            .bind(until)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(kept == 1)
    }

    /// Ends a job in a stage; false if this process no longer holds it.
    pub async fn end(&self, tx: &mut Tx, holder: &Holder, stage: &'static str) -> StorageResult<bool> {
        let ended = on!(&mut **tx, c => of_holder!(self.end, holder)
            .bind(stage)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(ended == 1)
    }
}
