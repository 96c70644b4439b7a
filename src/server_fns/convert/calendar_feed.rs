//! From use cases' results to what `server_fns::calendar_feed` returns.

use jiff::{Timestamp, tz::TimeZone};

use crate::{views::calendar_feed::CalendarFeedView, words::calendar::long_date};

/// Since when there is an address, and the secret of one that was just made.
pub fn view(since: Option<Timestamp>, secret: Option<String>) -> CalendarFeedView {
    CalendarFeedView {
        since: since.map(|at| long_date(TimeZone::UTC.to_datetime(at).date())).unwrap_or_default(),
        address: secret.map(|secret| format!("/calendar/{secret}.ics")),
    }
}
