//! Converts use cases' results to the views of `server_fns::time_view`.

use jiff::Timestamp;

use crate::words::{counted, tr};

pub use crate::words::calendar::{clock, short_date, weekday, zone_label};

/// The time elapsed before `now`, in words: `just now`, `3 days ago`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let many = |n: i64| usize::try_from(n).unwrap_or_default();
    match now.as_second() - at.as_second() {
        ..=600 => tr!(AccJustNow).to_owned(),
        seconds @ 601..=5_399 => counted!(AccMinutesAgo, many(seconds / 60)),
        seconds @ 5_400..=129_599 => counted!(AccHoursAgo, many((seconds + 1_800) / 3_600)),
        seconds => counted!(AccDaysAgo, many((seconds + 43_200) / 86_400)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn how_long_ago_is_told_in_the_unit_that_fits() {
        let now = Timestamp::from_second(1_000_000).unwrap_or_default();
        let told: Vec<String> = [5, 700, 7_200, 90_000, 260_000].map(|before| ago(now - before.seconds(), now)).into();
        assert_eq!(told, ["just now", "11 minutes ago", "2 hours ago", "25 hours ago", "3 days ago"]);
    }
}
