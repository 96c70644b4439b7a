//! Converts use cases' results to the views of `server_fns::calendar_feed`.

use jiff::Timestamp;

use crate::{
    domain::{calendar_view::local_date, time::Zone},
    views::calendar_feed::CalendarFeedView,
    words::calendar::long_date,
};

/// When the address was created, and the secret of one just created.
pub fn view(since: Option<Timestamp>, zone: &Zone, secret: Option<String>) -> CalendarFeedView {
    CalendarFeedView {
        since: since.map(|at| long_date(local_date(zone, at))).unwrap_or_default(),
        address: secret.map(|secret| format!("/calendar/{secret}.ics")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_day_that_it_was_at_the_clinic() {
        let zone = Zone::parse("Australia/Sydney").expect("a zone");
        let since = "2026-11-23T13:30:00Z".parse().expect("an instant");
        assert_eq!(view(Some(since), &zone, None).since, "Tuesday 24 November 2026");
    }
}
