//! Periods of time in searches.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::Value;

/// A period: dates in the local time of wherever something takes place, or instants.
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

/// An instant, and the local date.
pub type Moment = (Timestamp, Date);

impl Range {
    /// The period of a value.
    ///
    /// # Errors
    /// That it is invalid.
    pub fn of(value: &str) -> Result<Self, ()> {
        let mut range = Self::default();
        range.narrow(value).map(|()| range)
    }

    /// The smallest period that includes both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            from_date: self.from_date.zip(other.from_date).map(|(one, other)| one.min(other)),
            to_date: self.to_date.zip(other.to_date).map(|(one, other)| one.max(other)),
            from: self.from.zip(other.from).map(|(one, other)| one.min(other)),
            before: self.before.zip(other.before).map(|(one, other)| one.max(other)),
        }
    }

    /// Their intersection.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.within(other.from_date, other.to_date);
        self.between(other.from, other.before);
        self
    }

    /// Narrows it by a value such as `ge2026-11-24`.
    ///
    /// # Errors
    /// That it is invalid.
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

    /// Whether it includes an instant that falls on this local date.
    pub fn holds(&self, at: Timestamp, date: Date) -> bool {
        self.from_date.is_none_or(|from| from <= date)
            && self.to_date.is_none_or(|to| date <= to)
            && self.from.is_none_or(|from| from <= at)
            && self.before.is_none_or(|before| at < before)
    }

    /// Whether it overlaps a span with these ends.
    pub fn meets(&self, (first, last): (Moment, Moment)) -> bool {
        self.from_date.is_none_or(|from| from <= last.1)
            && self.to_date.is_none_or(|to| first.1 <= to)
            && self.from.is_none_or(|from| from <= last.0)
            && self.before.is_none_or(|before| first.0 < before)
    }
}

/// The span of an element: a date, an instant with its offset, or a period.
pub fn span(value: &Value) -> Option<(Moment, Moment)> {
    let Some(text) = value.as_str() else {
        let part = |name: &str| value[name].as_str().map(moments);
        let (start, end) = (part("start"), part("end"));
        if start.is_none() && end.is_none() {
            return None;
        }
        let first = start.map_or(Some((Timestamp::MIN, Date::MIN)), |start| start.map(|(first, _)| first))?;
        let last = end.map_or(Some((Timestamp::MAX, Date::MAX)), |end| end.map(|(_, last)| last))?;
        return Some((first, last));
    };
    moments(text)
}

fn moments(text: &str) -> Option<(Moment, Moment)> {
    if text.len() > 10 {
        let moment = (text.parse().ok()?, text.get(..10)?.parse().ok()?);
        return Some((moment, moment));
    }
    let (first, last) = days(text)?;
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp());
    Some(((midnight(first)?, first), (midnight(last.tomorrow().ok()?)? - 1.second(), last)))
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
    use serde_json::json;

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

    #[test]
    fn what_lasts_is_met_by_whatever_it_has_a_part_in() {
        let is_met =
            |range: &str, value: Value| Range::of(range).expect("a range").meets(span(&value).expect("a time"));
        let period = json!({ "start": "2026-11-24T09:00:00+11:00", "end": "2026-11-25T09:00:00+11:00" });
        for range in ["2026-11-24", "2026-11-25", "2026", "ge2026-11-25", "lt2026-11-25", "le2026-11-23T22:00:00Z"] {
            assert!(is_met(range, period.clone()), "{range}");
        }
        for range in ["2026-11-23", "gt2026-11-25", "lt2026-11-24", "lt2026-11-23T22:00:00Z", "ge2026-11-24T22:00:01Z"]
        {
            assert!(!is_met(range, period.clone()), "{range}");
        }
        assert!(is_met("1985-03-27", json!("1985-03")) && !is_met("1985-04", json!("1985-03")));
        assert!(is_met("ge2200-01-01", json!({ "start": "2026-11-24" })));
        for none in [json!("soon"), json!({}), json!({ "start": "soon" }), json!(7), Value::Null] {
            assert_eq!(span(&none), None, "{none}");
        }
    }

    #[test]
    fn either_of_two_periods_is_within_what_includes_both() {
        let of = |value: &str| Range::of(value).expect("a range");
        let both = of("2026-11-24").or(of("2026-11-26"));
        assert_eq!((both.from_date, both.to_date), (Some(date(2026, 11, 24)), Some(date(2026, 11, 26))));
        assert_eq!(of("2026-11-24").or(of("ge2026-11-26")).to_date, None);
        assert_eq!(both.and(of("le2026-11-25")).to_date, Some(date(2026, 11, 25)));
    }
}
