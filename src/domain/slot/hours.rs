//! Opening hours in wall time: weekly windows, dated ones and closures, and whether two sets of them ask for one person at
//! two places at once.
//! What they open on a given date is `open`'s part.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
};

use super::open::OpenTimes;
use crate::domain::time::{WallMinute, Zone};

/// Why opening hours, or the rule that cuts them into slots, make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// A window must end after it starts; one over midnight is two windows.
    #[error("a window must end after it starts")]
    EmptyWindow,
    /// Two windows of one list share time on a weekday.
    #[error("two windows overlap")]
    Overlap(WeeklyWindow, WeeklyWindow),
    /// The step and the duration of slots are whole claim cells: multiples of 5 minutes, from 5 to 1440.
    #[error("slots are cut in multiples of 5 minutes, up to a day")]
    SlotRule,
}

/// When somebody can be booked at one centre, in its wall time: (weekly hours and dated windows) less closures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Week after week.
    pub weekly: Vec<WeeklyWindow>,
    /// On single dates, besides the weekly hours.
    pub dated: Vec<DatedWindow>,
    /// Closed whatever the others say.
    pub closures: Vec<Closure>,
}

/// Open on one weekday from one wall time to another; at 24:00 it may touch the next day's first window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeeklyWindow {
    weekday: Weekday,
    starts: WallMinute,
    ends: WallMinute,
    valid_from: Option<Date>,
    valid_until: Option<Date>,
}

impl WeeklyWindow {
    /// A window of more than no time, in every week.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(weekday: Weekday, starts: WallMinute, ends: WallMinute) -> Result<Self, HoursError> {
        let window = Self { weekday, starts, ends, valid_from: None, valid_until: None };
        if starts < ends { Ok(window) } else { Err(HoursError::EmptyWindow) }
    }

    /// The same window from one date to another, both included.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] when it would end before it begins.
    pub fn valid(self, from: Option<Date>, until: Option<Date>) -> Result<Self, HoursError> {
        match (from, until) {
            (Some(from), Some(until)) if until < from => Err(HoursError::EmptyWindow),
            _ => Ok(Self { valid_from: from, valid_until: until, ..self }),
        }
    }

    /// The weekday, in the centre's zone.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.weekday
    }

    /// The first open minute.
    #[must_use]
    pub fn starts(self) -> WallMinute {
        self.starts
    }

    /// The first minute that is not open any more.
    #[must_use]
    pub fn ends(self) -> WallMinute {
        self.ends
    }

    /// The first date on which it counts, where it has one.
    #[must_use]
    pub fn valid_from(self) -> Option<Date> {
        self.valid_from
    }

    /// The last date on which it counts, where it has one.
    #[must_use]
    pub fn valid_until(self) -> Option<Date> {
        self.valid_until
    }

    fn overlaps(self, other: Self) -> bool {
        let begins = |window: Self| window.valid_from.unwrap_or(Date::MIN);
        let expires = |window: Self| window.valid_until.unwrap_or(Date::MAX);
        self.weekday == other.weekday
            && self.starts < other.ends
            && other.starts < self.ends
            && begins(self) <= expires(other)
            && begins(other) <= expires(self)
    }
}

/// Open on one date from one wall time to another (S0-24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatedWindow {
    date: Date,
    starts: WallMinute,
    ends: WallMinute,
}

impl DatedWindow {
    /// A window of more than no time.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(date: Date, starts: WallMinute, ends: WallMinute) -> Result<Self, HoursError> {
        let window = Self { date, starts, ends };
        if starts < ends { Ok(window) } else { Err(HoursError::EmptyWindow) }
    }

    /// The date, in the centre's zone.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The first open minute.
    #[must_use]
    pub fn starts(self) -> WallMinute {
        self.starts
    }

    /// The first minute that is not open any more.
    #[must_use]
    pub fn ends(self) -> WallMinute {
        self.ends
    }
}

/// Closed from one wall time to another, wherever that is: a holiday has no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Closure {
    starts: DateTime,
    ends: DateTime,
}

impl Closure {
    /// A closure of more than no time.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(starts: DateTime, ends: DateTime) -> Result<Self, HoursError> {
        if starts < ends { Ok(Self { starts, ends }) } else { Err(HoursError::EmptyWindow) }
    }

    /// The first closed instant of the wall clock.
    #[must_use]
    pub fn starts(self) -> DateTime {
        self.starts
    }

    /// When the wall clock opens again.
    #[must_use]
    pub fn ends(self) -> DateTime {
        self.ends
    }

    /// Whether any of the slot is closed, by the clocks of a zone.
    #[must_use]
    pub fn covers(self, zone: &Zone, slot: &super::Slot) -> bool {
        let closed = Availability { closures: vec![self], ..Availability::always() };
        let open = OpenTimes::new(zone.clone(), &closed).open(slot.starts_at.as_second()..slot.ends_at.as_second());
        let whole = open.first().is_some_and(|piece| {
            piece.from == slot.starts_at.as_second() && piece.open_until == slot.ends_at.as_second()
        });
        !whole
    }
}

impl Availability {
    /// Weekly hours and nothing else.
    #[must_use]
    pub fn weekly(hours: &[WeeklyWindow]) -> Self {
        Self { weekly: hours.to_vec(), ..Self::default() }
    }

    /// Around the clock, every day.
    #[must_use]
    pub fn always() -> Self {
        let day = |weekday| WeeklyWindow {
            weekday,
            starts: WallMinute::MIDNIGHT,
            ends: WallMinute::END_OF_DAY,
            valid_from: None,
            valid_until: None,
        };
        Self { weekly: Weekday::Monday.cycle_forward().take(7).map(day).collect(), ..Self::default() }
    }
}

/// Refuses hours at one centre that overlap each other; windows may touch.
///
/// # Errors
/// [`HoursError::Overlap`] with the first pair.
pub fn check_hours(hours: &[WeeklyWindow]) -> Result<(), HoursError> {
    for (index, window) in hours.iter().enumerate() {
        if let Some(other) = hours[..index].iter().find(|other| other.overlaps(*window)) {
            return Err(HoursError::Overlap(*other, *window));
        }
    }
    Ok(())
}

/// The first pair of windows that would need one person at two centres *of the same zone* at once.
#[must_use]
pub fn clashes(a: &[WeeklyWindow], b: &[WeeklyWindow]) -> Option<(WeeklyWindow, WeeklyWindow)> {
    a.iter().find_map(|one| Some((*one, *b.iter().find(|other| one.overlaps(**other))?)))
}

/// The first instant at which one person would have to be at two centres at once, or on the way between them for less than
/// `travel` minutes. The distance of two zones changes with the seasons, so the instants are compared, over the 366 days
/// from `from` on; closures do not count, for they may be lifted.
#[must_use]
pub fn first_clash(
    (zone_a, a): (&Zone, &Availability),
    (zone_b, b): (&Zone, &Availability),
    from: Date,
    travel: u16,
) -> Option<Timestamp> {
    let open = |zone: &Zone, hours: &Availability| {
        let hours = Availability { closures: Vec::new(), ..hours.clone() };
        OpenTimes::new(zone.clone(), &hours).year(from)
    };
    let (ours, theirs) = (open(zone_a, a), open(zone_b, b));
    let gap = i64::from(travel) * 60;
    let meeting = ours.iter().find_map(|one| {
        let next = theirs.partition_point(|other| other.to + gap <= one.from);
        theirs.get(next).filter(|other| other.from < one.to + gap).map(|other| one.from.max(other.from))
    })?;
    Timestamp::from_second(meeting).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(weekday: Weekday, starts: &str, ends: &str) -> WeeklyWindow {
        let [starts, ends] = [starts, ends].map(|text| WallMinute::parse(text).unwrap());
        WeeklyWindow::new(weekday, starts, ends).unwrap()
    }

    fn clash(a: (&Zone, WeeklyWindow), b: (&Zone, WeeklyWindow), travel: u16) -> Option<Timestamp> {
        let [of_a, of_b] = [a.1, b.1].map(|window| Availability::weekly(&[window]));
        first_clash((a.0, &of_a), (b.0, &of_b), date(2026, 6, 1), travel)
    }

    fn monday(starts: &str, ends: &str) -> WeeklyWindow {
        window(Weekday::Monday, starts, ends)
    }

    #[test]
    fn a_window_ends_after_it_starts() {
        let [early, late] = ["09:00", "17:00"].map(|text| WallMinute::parse(text).unwrap());

        assert!(WeeklyWindow::new(Weekday::Monday, early, late).is_ok());
        assert_eq!(WeeklyWindow::new(Weekday::Monday, early, early), Err(HoursError::EmptyWindow));
        assert_eq!(WeeklyWindow::new(Weekday::Monday, late, early), Err(HoursError::EmptyWindow));
    }

    #[test]
    fn hours_may_touch_but_not_overlap() {
        let (morning, afternoon, overlapping) =
            (monday("09:00", "12:00"), monday("12:00", "17:00"), monday("11:59", "13:00"));
        let tuesday = window(Weekday::Tuesday, "09:00", "12:00");

        assert_eq!(check_hours(&[morning, afternoon, tuesday]), Ok(()));
        assert_eq!(check_hours(&[afternoon, morning]), Ok(()));
        assert_eq!(check_hours(&[morning, overlapping]), Err(HoursError::Overlap(morning, overlapping)));
    }

    #[test]
    fn one_person_cannot_be_at_two_centres_at_once() {
        let here = [monday("08:00", "09:00"), monday("09:00", "12:00")];

        assert_eq!(clashes(&here, &[monday("12:00", "17:00"), window(Weekday::Friday, "09:00", "12:00")]), None);
        let there = monday("11:00", "17:00");
        assert_eq!(clashes(&here, &[there]), Some((here[1], there)));
    }

    #[test]
    fn hours_in_two_zones_clash_when_they_meet_in_any_season() {
        let [sydney, brisbane] = ["Australia/Sydney", "Australia/Brisbane"].map(|name| Zone::parse(name).unwrap());
        let (morning, afternoon) = (monday("09:00", "12:00"), monday("12:00", "15:00"));
        let across = |a, b| clash((&sydney, a), (&brisbane, b), 0);

        // In summer 12:00 in Sydney is 11:00 in Brisbane; in winter it is 12:00 in both.
        assert_eq!(across(afternoon, morning), Some("2026-10-05T01:00Z".parse().unwrap()));
        assert_eq!(across(morning, afternoon), None);
        assert_eq!(clash((&brisbane, afternoon), (&sydney, morning), 0), None);
    }

    #[test]
    fn hours_in_two_zones_are_compared_over_the_date_line() {
        let [auckland, honolulu] = ["Pacific/Auckland", "Pacific/Honolulu"].map(|name| Zone::parse(name).unwrap());
        let tuesday = window(Weekday::Tuesday, "09:00", "10:00");
        let across = |b| clash((&auckland, tuesday), (&honolulu, b), 0);

        assert!(across(monday("11:00", "12:00")).is_some());
        assert_eq!(across(window(Weekday::Tuesday, "00:00", "24:00")), None);
    }

    #[test]
    fn the_way_between_two_centres_takes_its_time() {
        let sydney = Zone::parse("Australia/Sydney").unwrap();
        let (morning, afternoon) = (monday("09:00", "12:00"), monday("12:30", "17:00"));
        let either_way = |travel| {
            [(morning, afternoon), (afternoon, morning)]
                .map(|(a, b)| clash((&sydney, a), (&sydney, b), travel).is_some())
        };

        assert_eq!(either_way(30), [false, false]);
        assert_eq!(either_way(35), [true, true]);
    }

    #[test]
    fn windows_that_are_never_valid_together_do_not_overlap() {
        let until = monday("09:00", "12:00").valid(None, Some(date(2026, 6, 30))).unwrap();
        let from = |day| monday("10:00", "17:00").valid(Some(date(2026, day, 1)), None).unwrap();

        assert_eq!(check_hours(&[until, from(7)]), Ok(()));
        assert_eq!(check_hours(&[until, from(6)]), Err(HoursError::Overlap(until, from(6))));
        assert!(until.valid(Some(date(2026, 7, 1)), Some(date(2026, 6, 30))).is_err());
    }

    #[test]
    fn a_closure_covers_what_it_shares_an_instant_with() {
        let sydney = Zone::parse("Australia/Sydney").unwrap();
        let closed = Closure::new(date(2026, 12, 25).at(0, 0, 0, 0), date(2026, 12, 26).at(0, 0, 0, 0)).unwrap();
        let slot = |starts: &str, ends: &str| crate::domain::slot::Slot {
            starts_at: starts.parse().unwrap(),
            ends_at: ends.parse().unwrap(),
        };

        assert!(closed.covers(&sydney, &slot("2026-12-24T12:55Z", "2026-12-24T13:05Z")));
        assert!(!closed.covers(&sydney, &slot("2026-12-24T12:30Z", "2026-12-24T13:00Z")));
        assert!(!closed.covers(&sydney, &slot("2026-12-25T13:00Z", "2026-12-25T13:30Z")));
        assert!(Closure::new(closed.ends(), closed.starts()).is_err());
    }
}
