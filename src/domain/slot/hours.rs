//! Weekly opening hours in wall time, and whether two sets of them ask for one person at two places at once.
//! What they open on a given date is `open`'s part.

use jiff::civil::{Date, Weekday};

use super::open::{OpenWeek, Piece};
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

/// Open on one weekday from one wall time to another; at 24:00 it may touch the next day's first window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeeklyWindow {
    weekday: Weekday,
    starts: WallMinute,
    ends: WallMinute,
}

impl WeeklyWindow {
    /// A window of more than no time.
    ///
    /// # Errors
    /// [`HoursError::EmptyWindow`] unless `starts < ends`.
    pub fn new(weekday: Weekday, starts: WallMinute, ends: WallMinute) -> Result<Self, HoursError> {
        let window = Self { weekday, starts, ends };
        if starts < ends { Ok(window) } else { Err(HoursError::EmptyWindow) }
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

    fn overlaps(self, other: Self) -> bool {
        self.weekday == other.weekday && self.starts < other.ends && other.starts < self.ends
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

/// [`clashes`] for centres of any two zones. Their distance changes with the seasons, so the instants are compared,
/// over the 366 days from `from` on.
#[must_use]
pub fn clashes_across(
    zone_a: &Zone,
    a: &[WeeklyWindow],
    zone_b: &Zone,
    b: &[WeeklyWindow],
    from: Date,
) -> Option<(WeeklyWindow, WeeklyWindow)> {
    if zone_a == zone_b {
        return clashes(a, b);
    }
    let open = |zone, window: &WeeklyWindow| OpenWeek::new(Zone::clone(zone), &[*window]).year(from);
    let theirs: Vec<(&WeeklyWindow, Vec<Piece>)> = b.iter().map(|window| (window, open(zone_b, window))).collect();
    a.iter().find_map(|window| {
        let ours = open(zone_a, window);
        let (other, _) = theirs.iter().find(|(_, theirs)| meet(&ours, theirs))?;
        Some((*window, **other))
    })
}

/// Whether two lists, each in order of time, share an instant.
fn meet(a: &[Piece], b: &[Piece]) -> bool {
    a.iter().any(|one| {
        let next = b.partition_point(|other| other.to <= one.from);
        b.get(next).is_some_and(|other| other.from < one.to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(weekday: Weekday, starts: &str, ends: &str) -> WeeklyWindow {
        let [starts, ends] = [starts, ends].map(|text| WallMinute::parse(text).unwrap());
        WeeklyWindow::new(weekday, starts, ends).unwrap()
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
        let across = |a, b| clashes_across(&sydney, &[a], &brisbane, &[b], date(2026, 6, 1));

        // In summer 12:00 in Sydney is 11:00 in Brisbane; in winter it is 12:00 in both.
        assert_eq!(across(afternoon, morning), Some((afternoon, morning)));
        assert_eq!(across(morning, afternoon), None);
        let swapped = clashes_across(&brisbane, &[afternoon], &sydney, &[morning], date(2026, 6, 1));
        assert_eq!(swapped, None);
    }

    #[test]
    fn hours_in_two_zones_are_compared_over_the_date_line() {
        let [auckland, honolulu] = ["Pacific/Auckland", "Pacific/Honolulu"].map(|name| Zone::parse(name).unwrap());
        let tuesday = window(Weekday::Tuesday, "09:00", "10:00");
        let across = |b| clashes_across(&auckland, &[tuesday], &honolulu, &[b], date(2026, 6, 1));

        assert_eq!(across(monday("11:00", "12:00")), Some((tuesday, monday("11:00", "12:00"))));
        assert_eq!(across(window(Weekday::Tuesday, "00:00", "24:00")), None);
    }
}
