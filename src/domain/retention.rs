//! How long things are kept before they are deleted automatically. The privacy page says the same.

const DAY: i64 = 24 * 3_600;

/// How many days people have to activate an account after registering.
pub const DAYS_TO_ACTIVATE: i64 = 30;
/// How many days a declined or withdrawn application is kept.
pub const DAYS_AFTER_DECISION: i64 = 180;
/// How many days an application is kept if the applicant doesn't answer.
pub const DAYS_TO_ANSWER: i64 = 365;
/// For how many days the results of a bulk action are kept.
pub const DAYS_BULK_RUN: i64 = 90;
/// For how many days the text of an announcement is kept.
pub const DAYS_ANNOUNCEMENT: i64 = 365;

/// The instant this many days before another, in UTC seconds.
#[must_use]
pub const fn days_before(now: i64, days: i64) -> i64 {
    now - days * DAY
}
