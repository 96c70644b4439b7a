//! Whether hours are compatible: at one centre with each other, and at two centres for one person, who cannot be at both.

use jiff::{Timestamp, civil::Date};

use super::{
    hours::{Availability, HoursError, WeeklyWindow},
    open::OpenTimes,
};
use crate::domain::time::Zone;

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

/// The first pair of windows that would require one person at two centres *of the same zone* at once.
#[must_use]
pub fn clashes(a: &[WeeklyWindow], b: &[WeeklyWindow]) -> Option<(WeeklyWindow, WeeklyWindow)> {
    a.iter().find_map(|one| Some((*one, *b.iter().find(|other| one.overlaps(**other))?)))
}

/// The first instant at which one person would have to be at two centres at once, or have less than `travel` minutes to get from
/// one to the other. The difference between two zones changes with the seasons, so instants are compared, over the 366 days
/// starting at `from`; closures are ignored, because they may be removed.
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
    use jiff::civil::{Weekday, date};

    use crate::domain::time::WallMinute;

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
}
