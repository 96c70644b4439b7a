//! Converts use cases' results to the views of `server_fns::calendar_feed`.

use jiff::{Timestamp, tz::TimeZone};

use crate::{views::calendar_feed::CalendarFeedView, words::calendar::long_date};

/// When the address was created, and the secret of one just created.
pub fn view(since: Option<Timestamp>, secret: Option<String>) -> CalendarFeedView {
    CalendarFeedView {
        since: since.map(|at| long_date(TimeZone::UTC.to_datetime(at).date())).unwrap_or_default(),
        address: secret.map(|secret| format!("/calendar/{secret}.ics")),
    }
}
