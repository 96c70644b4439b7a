use super::*;
use crate::domain::slot::{BusyCells, Closure, DatedWindow};
use crate::domain::time::{WallMinute, cells, weekday_from_iso};
use jiff::civil::{Weekday, date};

const WIDE: SlotRule =
    SlotRule { step_minutes: 30, duration_minutes: 60, buffer_before_minutes: 0, buffer_after_minutes: 0 };

fn sydney() -> Zone {
    Zone::parse("Australia/Sydney").unwrap()
}

fn window(weekday: Weekday, starts: &str, ends: &str) -> WeeklyWindow {
    let [starts, ends] = [starts, ends].map(|text| WallMinute::parse(text).unwrap());
    WeeklyWindow::new(weekday, starts, ends).unwrap()
}

/// The instant of an unambiguous wall time in Sydney.
fn at(wall: &str) -> Timestamp {
    let wall: jiff::civil::DateTime = wall.parse().unwrap();
    sydney().tz().to_ambiguous_timestamp(wall).unambiguous().unwrap()
}

/// The start times of a date's slots in Sydney.
fn starts(date: Date, hours: &[WeeklyWindow], rule: SlotRule) -> Vec<String> {
    let zone = sydney();
    let wall = |slot: &Slot| zone.tz().to_datetime(slot.starts_at).strftime("%a %H:%M").to_string();
    Schedule::new(sydney(), hours, rule).day_slots(date).iter().map(wall).collect()
}

#[test]
fn slots_begin_on_the_grid_and_end_by_closing_time() {
    let hours = [window(Weekday::Tuesday, "08:45", "10:15")];

    let starts = starts(date(2026, 11, 24), &hours, SlotRule::default());

    assert_eq!(starts, ["Tue 09:00", "Tue 09:30"]);
}

#[test]
fn a_slot_may_cross_from_one_window_into_the_next_that_touches_it() {
    let [early, between, late] = [("09:00", "10:00"), ("10:00", "10:30"), ("10:30", "12:00")]
        .map(|(from, to)| window(Weekday::Tuesday, from, to));
    let starts = |hours: &[WeeklyWindow]| starts(date(2026, 11, 24), hours, WIDE);

    assert_eq!(starts(&[late, early]), ["Tue 09:00", "Tue 10:30", "Tue 11:00"]);
    assert_eq!(starts(&[late, between]), ["Tue 10:00", "Tue 10:30", "Tue 11:00"]);
}

#[test]
fn a_night_shift_goes_on_over_midnight() {
    let evening = window(Weekday::Tuesday, "23:00", "24:00");
    let night = window(Weekday::Wednesday, "00:00", "01:00");

    let starts = starts(date(2026, 11, 24), &[evening, night], WIDE);

    assert_eq!(starts, ["Tue 23:00", "Tue 23:30"]);
}

#[test]
fn a_slot_that_the_clock_change_pushes_past_closing_is_not_offered() {
    // At 02:00 on Sunday 4 October the clocks in Sydney go forward to 03:00: an hour from 01:30 ends at 03:30.
    let hours = [window(Weekday::Sunday, "00:00", "03:00")];

    let starts = starts(date(2026, 10, 4), &hours, WIDE);

    assert_eq!(starts, ["Sun 00:00", "Sun 00:30", "Sun 01:00"]);
}

#[test]
fn dated_windows_add_to_the_weekly_ones_and_closures_take_from_both() {
    let wall = |text| WallMinute::parse(text).unwrap();
    let hours = Availability {
        weekly: vec![window(Weekday::Tuesday, "09:00", "10:30")],
        dated: vec![
            DatedWindow::new(date(2026, 11, 24), wall("10:00"), wall("12:00")).unwrap(),
            DatedWindow::new(date(2026, 11, 25), wall("09:00"), wall("10:00")).unwrap(),
        ],
        closures: vec![
            Closure::new(date(2026, 11, 24).at(9, 30, 0, 0), date(2026, 11, 24).at(10, 10, 0, 0)).unwrap(),
            Closure::new(date(2026, 12, 1).at(0, 0, 0, 0), date(2026, 12, 2).at(0, 0, 0, 0)).unwrap(),
        ],
    };
    let schedule = Schedule::of(sydney(), &hours, SlotRule::default());
    let starts = |day| {
        let wall = |slot: &Slot| sydney().tz().to_datetime(slot.starts_at).strftime("%H:%M").to_string();
        schedule.day_slots(day).iter().map(wall).collect::<Vec<_>>()
    };

    assert_eq!(starts(date(2026, 11, 24)), ["09:00", "10:30", "11:00", "11:30"]);
    assert_eq!(starts(date(2026, 11, 25)), ["09:00", "09:30"]);
    assert_eq!(starts(date(2026, 12, 1)), [""; 0]);
    assert_eq!(starts(date(2026, 12, 8)), ["09:00", "09:30", "10:00"]);
}

#[test]
fn weekly_hours_count_only_while_they_are_valid() {
    let until = window(Weekday::Tuesday, "09:00", "10:00").valid(None, Some(date(2026, 11, 24))).unwrap();
    let from = window(Weekday::Tuesday, "14:00", "14:30").valid(Some(date(2026, 12, 1)), None).unwrap();
    let starts = |day| starts(day, &[from, until], SlotRule::default());

    assert_eq!(starts(date(2026, 11, 24)), ["Tue 09:00", "Tue 09:30"]);
    assert_eq!(starts(date(2026, 12, 1)), ["Tue 14:00"]);
}

#[test]
fn a_refusal_says_closed_before_off_grid() {
    let hours = [window(Weekday::Tuesday, "09:00", "10:00")];
    let schedule = Schedule::new(sydney(), &hours, SlotRule::default());
    let check = |wall: &str| schedule.check(at(wall));

    assert_eq!(check("2026-11-24T09:30").map(|slot| slot.ends_at), Ok(at("2026-11-24T10:00")));
    for closed in ["24T08:30", "24T08:59:59", "24T09:31", "24T10:00", "25T09:00"] {
        assert_eq!(check(&format!("2026-11-{closed}")), Err(SlotRefusal::OutsideHours), "{closed}");
    }
    for off_grid in ["24T09:15", "24T09:00:01", "24T09:00:00.000000001"] {
        assert_eq!(check(&format!("2026-11-{off_grid}")), Err(SlotRefusal::OffGrid), "{off_grid}");
    }
}

#[test]
fn the_earliest_slot_is_looked_for_within_whole_days() {
    let hours = [window(Weekday::Tuesday, "09:00", "09:30")];
    let schedule = Schedule::new(sydney(), &hours, SlotRule::default());
    let earliest = |days, from| schedule.earliest_free(days, &Occupancy::default(), at(from));
    let tuesday = |wall| schedule.check(at(wall)).ok();

    assert_eq!(earliest(1, "2026-11-24T09:00"), tuesday("2026-11-24T09:00"));
    // Its last instants are beyond the seven days, but it starts within them.
    assert_eq!(earliest(7, "2026-11-24T09:00:00.5"), tuesday("2026-12-01T09:00"));
    assert_eq!(earliest(6, "2026-11-24T09:30"), None);
}

#[test]
fn the_nearest_slots_are_looked_for_within_reach() {
    let hours = [window(Weekday::Tuesday, "09:00", "09:30")];
    let schedule = Schedule::new(sydney(), &hours, SlotRule::default());
    let wanted = at("2026-11-24T09:00");
    let busy = Occupancy::from(cells(wanted, at("2026-11-24T09:05")).collect::<BusyCells>());
    let nearest = |from, count| schedule.nearest_free(wanted, 28, count, &busy, from);

    assert_eq!(nearest(Timestamp::MIN, 99).len(), 8, "four Tuesdays before and four after");
    assert_eq!(nearest(wanted, 2), [nearest(wanted, 99)[0], nearest(wanted, 99)[1]]);
    assert_eq!(nearest(Timestamp::MIN, 1)[0].starts_at, at("2026-11-17T09:00"), "the earlier of two");
}

#[test]
fn the_calendar_ends_where_time_does() {
    let hours: Vec<_> = (1..=7).map(|day| window(weekday_from_iso(day).unwrap(), "00:00", "24:00")).collect();
    let schedule = Schedule::new(sydney(), &hours, SlotRule::default());
    let none = Occupancy::default();

    for date in [Date::MIN, Date::MAX] {
        let days = schedule.free_slots(date, 9, &none, Timestamp::MIN);
        let within = |slot: &Slot| Timestamp::MIN <= slot.starts_at && slot.ends_at <= Timestamp::MAX;
        assert!(days.iter().all(|day| day.slots.iter().all(within)), "{date}");
    }
    for instant in [Timestamp::MIN, Timestamp::MAX] {
        assert!(schedule.check(instant).is_err());
        assert!(schedule.nearest_free(instant, 28, 3, &none, instant).len() <= 3);
    }
    assert_eq!(schedule.earliest_free(9, &none, Timestamp::MAX), None);
}
