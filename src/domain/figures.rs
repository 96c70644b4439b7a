//! The scope of the clinic's reports: whole weeks in its time zone, and a part of the clinic.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    calendar_view::{day_start, local_date, week_of},
    ids::{CentreId, PractitionerId},
    time::Zone,
    visit_kind::VisitKind,
};

/// Smaller groups are not shown separately where they could identify someone.
pub const SMALLEST_GROUP: i64 = 5;

/// The lengths of a period, in weeks.
pub const WEEKS: [i64; 4] = [4, 12, 26, 52];

/// The parts of the clinic that can be compared, as in an address.
pub const PARTS: [&str; 3] = ["practitioner", "centre", "service"];

const WEEK: i64 = 7 * 24 * 3_600;

/// Later than every instant that counts, in UTC seconds; small enough for addition without overflow.
const EVER: i64 = 1 << 58;

/// The part of the clinic that a report covers; all of it by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// One practitioner's.
    pub practitioner: Option<PractitionerId>,
    /// One centre's.
    pub centre: Option<CentreId>,
    /// One kind of visit.
    pub service: Option<VisitKind>,
}

/// Whole weeks, Monday to Sunday, by the clock of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weeks {
    zone: Zone,
    first: Date,
    count: i64,
    from: i64,
    until: i64,
    /// UTC offsets, each with the second up to which it applies; a year has at most four.
    stretches: [(i64, i64); 4],
}

impl Weeks {
    /// A number of weeks, starting with the week of a date.
    #[must_use]
    pub fn new(zone: &Zone, date: Date, count: i64) -> Self {
        let first = week_of(date);
        let end = first.saturating_add((7 * count).days());
        let [from, until] = [first, end].map(|date| day_start(zone, date));
        let mut stretches = [(EVER, i64::from(zone.tz().to_offset(from).seconds())); 4];
        let changes = zone.tz().following(from).take_while(|change| change.timestamp() < until).take(3);
        for (place, change) in (0..3).zip(changes) {
            stretches[place].0 = change.timestamp().as_second();
            for later in &mut stretches[place + 1..] {
                later.1 = i64::from(change.offset().seconds());
            }
        }
        Self { zone: zone.clone(), first, count, from: from.as_second(), until: until.as_second(), stretches }
    }

    /// A number of weeks, ending with the week of a date; without a date, ending with the last whole week.
    #[must_use]
    pub fn ending(zone: &Zone, last: Option<Date>, count: i64, now: Timestamp) -> Self {
        let last = last.unwrap_or_else(|| local_date(zone, now).saturating_sub(7.days()));
        Self::new(zone, week_of(last).saturating_sub((7 * (count - 1)).days()), count)
    }

    /// The same number of weeks before these.
    #[must_use]
    pub fn before(&self) -> Self {
        Self::new(&self.zone, self.first.saturating_sub((7 * self.count).days()), self.count)
    }

    /// The first second.
    #[must_use]
    pub fn from(&self) -> i64 {
        self.from
    }

    /// The second after the end of the last week.
    #[must_use]
    pub fn until(&self) -> i64 {
        self.until
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.count
    }

    /// The first Monday.
    #[must_use]
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last Sunday.
    #[must_use]
    pub fn last(&self) -> Date {
        self.first.saturating_add((7 * self.count - 1).days())
    }

    /// The Monday of each week.
    pub fn mondays(&self) -> impl Iterator<Item = Date> + use<> {
        let first = self.first;
        (0..self.count).map(move |week| first.saturating_add((7 * week).days()))
    }

    /// Midnight before the first Monday in wall time, as if that were UTC.
    #[must_use]
    pub fn first_midnight(&self) -> i64 {
        day_start(&Zone::utc(), self.first).as_second()
    }

    /// UTC offsets, each with the second up to which it applies; the last applies from there on.
    #[must_use]
    pub fn stretches(&self) -> [(i64, i64); 4] {
        self.stretches
    }

    /// Spreads results keyed by week number over all weeks in order.
    #[must_use]
    pub fn each<T: Clone + Default>(&self, found: impl IntoIterator<Item = (i64, T)>) -> Vec<T> {
        let mut each = vec![T::default(); usize::try_from(self.count).unwrap_or_default()];
        for (week, one) in found {
            if let Some(place) = usize::try_from(week).ok().and_then(|week| each.get_mut(week)) {
                *place = one;
            }
        }
        each
    }

    /// The number of the week that contains an instant, from 0; `None` outside the period.
    #[must_use]
    pub fn of(&self, at: i64) -> Option<usize> {
        if at < self.from || at >= self.until {
            return None;
        }
        let offset = self.stretches.iter().find(|(until, _)| at < *until).map_or(0, |(_, offset)| *offset);
        usize::try_from((at + offset - self.first_midnight()) / WEEK).ok()
    }
}

/// A share in tenths of a percent, rounded; `None` of a zero total.
#[must_use]
pub fn per_mille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 2_000 + whole) / (whole * 2))
}

/// Which counts of a table are hidden from people who may not open the rows behind them: the small ones and, where the total would
/// give these away, the smallest of the others.
#[must_use]
pub fn kept_back(counts: &[i64]) -> Vec<bool> {
    let is_small = |count: i64| (1..SMALLEST_GROUP).contains(&count);
    let mut kept: Vec<bool> = counts.iter().map(|count| is_small(*count)).collect();
    let (few, sum) =
        counts.iter().filter(|count| is_small(**count)).fold((0, 0), |(few, sum), one| (few + 1, sum + one));
    let is_given_away = few == 1 || sum == few || sum == few * (SMALLEST_GROUP - 1);
    if few > 0 && is_given_away {
        let others = (0..counts.len()).filter(|place| !is_small(counts[*place]));
        if let Some(next) = others.min_by_key(|place| (counts[*place] == 0, counts[*place])) {
            kept[next] = true;
        }
    }
    kept
}

/// The median; for an even count, the lower of the two middle values.
#[must_use]
pub fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_at_midnight_on_the_wall_also_where_the_clock_changes() {
        for name in ["Australia/Sydney", "Europe/London", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu"] {
            let zone = Zone::parse(name).expect("a zone");
            let weeks = Weeks::new(&zone, date(2026, 1, 7), 52);
            assert_eq!(weeks.first(), date(2026, 1, 5));
            for (number, monday) in weeks.mondays().enumerate() {
                let midnight = day_start(&zone, monday).as_second();
                assert_eq!(weeks.of(midnight), Some(number), "{name} {monday}");
                assert_eq!(weeks.of(midnight - 1), number.checked_sub(1), "{name} before {monday}");
            }
            assert_eq!(weeks.of(weeks.until()), None);
        }
    }

    #[test]
    fn the_last_whole_week_is_the_last_unless_one_is_named() {
        let zone = Zone::parse("Australia/Sydney").expect("a zone");
        let sunday: Timestamp = "2026-11-22T12:59:59Z".parse().expect("an instant");
        let monday: Timestamp = "2026-11-22T13:00:00Z".parse().expect("an instant");
        assert_eq!(Weeks::ending(&zone, None, 4, sunday).last(), date(2026, 11, 15));
        assert_eq!(Weeks::ending(&zone, None, 4, monday).last(), date(2026, 11, 22));
        let named = Weeks::ending(&zone, Some(date(2026, 11, 24)), 4, monday);
        assert_eq!((named.first(), named.last()), (date(2026, 11, 2), date(2026, 11, 29)));
        assert_eq!(named.before().last(), date(2026, 11, 1));
    }

    #[test]
    fn small_counts_are_kept_back_and_so_is_what_would_give_them_away() {
        assert_eq!(kept_back(&[]), [false; 0]);
        assert_eq!(kept_back(&[0, 5, 80]), [false, false, false]);
        assert_eq!(kept_back(&[2, 3, 9]), [true, true, false], "2 and 3, or 1 and 4");
        assert_eq!(kept_back(&[0, 3, 9, 7]), [false, true, false, true], "the sum less 16");
        assert_eq!(kept_back(&[1, 1, 6]), [true, true, true], "2 of two is 1 each");
        assert_eq!(kept_back(&[4, 4, 6]), [true, true, true], "and 8 is 4 each");
        assert_eq!(kept_back(&[3, 0, 0]), [true, true, false]);
    }

    #[test]
    fn parts_are_rounded_and_of_nothing_there_is_none() {
        assert_eq!((per_mille(1, 3), per_mille(2, 3), per_mille(0, 0)), (Some(333), Some(667), None));
        assert_eq!((median(vec![9, 1, 5]), median(vec![4, 2]), median(Vec::new())), (Some(5), Some(2), None));
    }
}
