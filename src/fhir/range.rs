//! Periods of time, as searches give them.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// A period: dates by the local clock of wherever something takes place, or instants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Not before this date.
    pub from_date: Option<Date>,
    /// Not after this date.
    pub to_date: Option<Date>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub before: Option<Timestamp>,
}

/// The years in which anything can take place.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

impl Range {
    /// Narrows it by a value such as `ge2026-11-24`.
    ///
    /// # Errors
    /// That it isn't one.
    pub fn narrow(&mut self, value: &str) -> Result<(), ()> {
        let (prefix, rest) = value.split_at_checked(2).unwrap_or(("", value));
        let (prefix, rest) =
            if rest.is_empty() || prefix.bytes().all(|c| c.is_ascii_digit()) { ("eq", value) } else { (prefix, rest) };
        if rest.len() <= 10 {
            let (first, last) = days(rest).ok_or(())?;
            match prefix {
                "eq" => self.within(Some(first), Some(last)),
                "ge" => self.within(Some(first), None),
                "gt" | "sa" => self.within(last.tomorrow().ok(), None),
                "le" => self.within(None, Some(last)),
                "lt" | "eb" => self.within(None, first.yesterday().ok()),
                _ => return Err(()),
            }
            return Ok(());
        }
        let at: Timestamp = rest.parse().map_err(|_| ())?;
        if !YEARS.contains(&at.to_zoned(TimeZone::UTC).year()) {
            return Err(());
        }
        let second = Timestamp::from_second(at.as_second()).map_err(|_| ())?;
        let next = second + 1.second();
        match prefix {
            "eq" => self.between(Some(second), Some(next)),
            "ge" => self.between(Some(second), None),
            "gt" | "sa" => self.between(Some(next), None),
            "le" => self.between(None, Some(next)),
            "lt" | "eb" => self.between(None, Some(second)),
            _ => return Err(()),
        }
        Ok(())
    }

    fn within(&mut self, from: Option<Date>, to: Option<Date>) {
        self.from_date = self.from_date.max(from);
        self.to_date = [self.to_date, to].into_iter().flatten().min();
    }

    fn between(&mut self, from: Option<Timestamp>, before: Option<Timestamp>) {
        self.from = self.from.max(from);
        self.before = [self.before, before].into_iter().flatten().min();
    }

    /// Whether it includes an instant that falls on this date where it takes place.
    pub fn holds(&self, at: Timestamp, date: Date) -> bool {
        self.from_date.is_none_or(|from| from <= date)
            && self.to_date.is_none_or(|to| date <= to)
            && self.from.is_none_or(|from| from <= at)
            && self.before.is_none_or(|before| at < before)
    }

    /// The same for a date alone, such as that of a birth.
    pub fn holds_date(&self, date: Date) -> bool {
        date.to_zoned(TimeZone::UTC).is_ok_and(|day| self.holds(day.timestamp(), date))
    }

    /// The same for an instant whose place is not known.
    pub fn holds_anywhere(&self, at: Timestamp) -> bool {
        self.holds(at, at.to_zoned(TimeZone::UTC).date())
    }
}

/// The first and the last day of a year, a month or a day.
fn days(text: &str) -> Option<(Date, Date)> {
    let (first, length) = match text.len() {
        4 => (format!("{text}-01-01"), 1.year()),
        7 => (format!("{text}-01"), 1.month()),
        10 => (text.to_owned(), 1.day()),
        _ => return None,
    };
    let first: Date = first.parse().ok().filter(|first: &Date| YEARS.contains(&first.year()))?;
    Some((first, first.checked_add(length).ok()?.yesterday().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_have_prefixes_and_may_be_months() {
        let of = |values: &[&str]| {
            let mut range = Range::default();
            values.iter().try_for_each(|value| range.narrow(value)).map(|()| range)
        };
        let november = of(&["2026-11"]).expect("a month");
        assert_eq!((november.from_date, november.to_date), (Some(date(2026, 11, 1)), Some(date(2026, 11, 30))));
        let both = of(&["ge2026-11-24", "lt2026-11-30"]).expect("a range");
        assert_eq!((both.from_date, both.to_date), (Some(date(2026, 11, 24)), Some(date(2026, 11, 29))));
        let instants = of(&["ge2026-11-24T09:00:00+11:00"]).expect("an instant");
        assert_eq!(instants.from.map(Timestamp::as_second), Some(1_795_471_200));
        for wrong in ["", "xx2026-11-24", "2026-02-30", "9999-12-31", "2026-11-24T09:00:00", "now", "ge", "ap2026"] {
            assert!(of(&[wrong]).is_err(), "{wrong}");
        }
    }
}
