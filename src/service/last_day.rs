//! Corrects last days that an earlier version stored in UTC, and so showed a day late east of London: each ends with the clinic's
//! own day instead.

use jiff::{Timestamp, tz::TimeZone};

use super::{Failure, Outcome, Services};
use crate::{
    domain::{calendar_view::day_bounds, time::Zone},
    storage::last_day::{self, UtcDay},
};

/// The number corrected per batch.
const AT_ONCE: i64 = 500;

/// Corrects all remaining ones, once there is a centre, and so a time zone. Those that have ended stay ended. Returns the number
/// corrected.
///
/// # Errors
/// A storage failure.
pub async fn mend(services: &Services) -> Outcome<usize> {
    let directory = services.directory().await?;
    if directory.size().1 == 0 && directory.settings.time_zone.is_none() {
        return Ok(0);
    }
    let (zone, now) = (directory.clinic_zone(), services.clock.now());
    let mut mended = 0;
    loop {
        let found = last_day::of_utc(&mut services.db.read().await?, AT_ONCE).await?;
        if found.is_empty() {
            return Ok(mended);
        }
        let moved: Vec<(UtcDay, Option<i64>)> =
            found.into_iter().map(|day| (day.clone(), end(&day, &zone, now))).collect();
        let work = services.db.write(moved, |tx, moved| {
            Box::pin(async move {
                let mut count = 0;
                for (day, until) in moved {
                    count += usize::from(last_day::settle(tx, day, *until).await?);
                }
                Ok::<_, Failure>(count)
            })
        });
        mended += work.await?;
    }
}

/// The end of the same date in the clinic's zone; `None` if it is over by either clock, or gone.
fn end(day: &UtcDay, zone: &Zone, now: Timestamp) -> Option<i64> {
    let until = Timestamp::from_second(day.until?).ok().filter(|until| *until > now)?;
    let date = until.to_zoned(TimeZone::UTC).date().yesterday().ok()?;
    Some(day_bounds(zone, date).end.as_second())
}
