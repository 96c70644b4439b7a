//! Whether the clock can be trusted for deletion and expiry (`domain::clock_watch`). The list of jobs in `server/housekeeping` says
//! which wait for that; anything that expires as part of another job asks here.

use super::{Failure, Outcome, Services};
use crate::{domain::clock_watch::ClockWatch, storage::clock_watch};

/// Whether expired data may be deleted.
///
/// # Errors
/// A storage failure.
pub async fn is_steady(services: &Services) -> Outcome<bool> {
    Ok(known(services).await?.is_steady(services.clock.now().as_second()))
}

/// Whether reminders may be sent to patients.
///
/// # Errors
/// A storage failure.
pub async fn may_remind(services: &Services) -> Outcome<bool> {
    Ok(known(services).await?.may_remind(services.clock.now().as_second()))
}

/// What is known about the clock.
///
/// # Errors
/// A storage failure.
pub(super) async fn known(services: &Services) -> Outcome<ClockWatch> {
    Ok(clock_watch::load(&mut services.db.read().await?).await?)
}

/// Checks the clock. Jobs scheduled by a clock that ran ahead become due again once it is right.
///
/// # Errors
/// A storage failure.
pub async fn look(services: &Services) -> Outcome<()> {
    let now = services.clock.now().as_second();
    let work = services.db.write(now, |tx, now| {
        Box::pin(async move {
            let earlier = clock_watch::load(tx).await?;
            let moved = earlier.moved(*now);
            if clock_watch::put(tx, earlier, earlier.look(*now)).await? && moved.is_some_and(i64::is_negative) {
                clock_watch::make_due(tx, *now).await?;
            }
            Ok::<_, Failure>(moved)
        })
    });
    if let Some(seconds) = work.await? {
        tracing::error!(
            seconds,
            "the clock is not where it should be, or no server ran meanwhile: what has run out is deleted later"
        );
    }
    Ok(())
}
