//! Last days that an earlier version stored as UTC's, and so showed a day late east of London: each ends with the clinic's own day instead.

use jiff::{Timestamp, tz::TimeZone};

use super::{Failure, Outcome, Services};
use crate::{
    domain::{calendar_view::day_bounds, time::Zone},
    storage::last_day::{self, UtcDay},
};

/// How many are moved in one go.
const AT_ONCE: i64 = 500;

/// Moves all that are left, once there is a centre, and so a zone. What has ended already stays so. Returns how many there were.
///
/// # Errors
/// The storage's failure.
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

/// Where the same date ends in the clinic's zone; `None` if it is over by either clock, or gone.
fn end(day: &UtcDay, zone: &Zone, now: Timestamp) -> Option<i64> {
    let until = Timestamp::from_second(day.until?).ok().filter(|until| *until > now)?;
    let date = until.to_zoned(TimeZone::UTC).date().yesterday().ok()?;
    Some(day_bounds(zone, date).end.as_second())
}
