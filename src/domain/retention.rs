//! What is deleted by itself once no one needs it any more, and after how long. The privacy page says the same.

const DAY: i64 = 24 * 3_600;

/// How many days someone who registers has to activate their account.
pub const DAYS_TO_ACTIVATE: i64 = 30;
/// How many days an application is kept that was declined or withdrawn.
pub const DAYS_AFTER_DECISION: i64 = 180;
/// How many days an application is kept whose applicant does not answer.
pub const DAYS_TO_ANSWER: i64 = 365;

/// So many days before an instant, in UTC seconds.
#[must_use]
pub const fn days_before(now: i64, days: i64) -> i64 {
    now - days * DAY
}
