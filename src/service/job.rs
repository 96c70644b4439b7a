//! What imports and exports share: a process does the job while its requester waits. One process at a time works on each job and
//! reports progress; if it falls silent, another one starts again.

use jiff::Timestamp;

use super::{Failure, Outcome, Services};
use crate::{
    error::AppError,
    storage::{
        bulk_export, data_export,
        db::{Conn, Tx},
        job::Jobs,
    },
};

pub use crate::storage::job::Holder;

/// How long a process may be silent before another one starts the job again, in seconds.
pub(super) const LEASE: i64 = 180;

/// Takes the job that has waited longest, if no other process is working on it.
///
/// # Errors
/// A storage failure.
pub(super) async fn take(services: &Services, jobs: &'static Jobs, by: &str) -> Outcome<Option<Holder>> {
    let now = services.clock.now().as_second();
    let Some((account, id)) = jobs.due(&mut services.db.read().await?, now).await? else { return Ok(None) };
    let holder = Holder { account, id, by: by.to_owned() };
    Ok(take_this(services, jobs, &holder).await?.then_some(holder))
}

/// Takes this job; false if another process is working on it, or it has ended.
///
/// # Errors
/// A storage failure.
pub(super) async fn take_this(services: &Services, jobs: &'static Jobs, holder: &Holder) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    let work = services.db.write((jobs, holder.clone(), now), |tx, (jobs, holder, now)| {
        Box::pin(async move { Ok::<_, Failure>(jobs.take(tx, holder, (*now, *now + LEASE)).await?) })
    });
    work.await
}

/// Reports progress and renews the lease.
///
/// # Errors
/// [`AppError::Overtaken`] if another process has taken it, or it is no longer wanted.
pub(super) async fn keep(
    tx: &mut Tx,
    jobs: &Jobs,
    holder: &Holder,
    (done, total): (usize, usize),
    now: Timestamp,
) -> Outcome<()> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match jobs.progress(tx, holder, (count(done), count(total)), now.as_second() + LEASE).await? {
        true => Ok(()),
        false => Err(AppError::Overtaken.into()),
    }
}

/// The storage keys of all exports' files, which are deleted after a few days.
///
/// # Errors
/// A storage failure.
pub(super) async fn keys(conn: &mut Conn) -> Outcome<Vec<String>> {
    let mut keys = data_export::keys(conn).await?;
    keys.extend(bulk_export::keys(conn).await?);
    Ok(keys)
}
