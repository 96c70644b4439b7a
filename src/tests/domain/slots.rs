//! Slots in every IANA zone, around every transition from 2000 to 2040, checked against two references that share no code with the
//! engine: jiff's own resolution of wall times, and a clock read minute by minute.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a failing test")]

use std::{collections::HashSet, sync::LazyLock};

use consulta::domain::calendar_view::{local_date, slot_label};
use consulta::domain::slot::{BusyCells, DaySlots, Occupancy, Schedule, Slot, SlotRefusal, SlotRule, WeeklyWindow};
use consulta::domain::time::{CELL_SECONDS, WallMinute, Zone, cells, iso_weekday, weekday_from_iso};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, date, time},
};
use proptest::prelude::*;

/// A change of a zone's offset (or only of its name) at an instant.
struct Transition {
    zone: &'static Zone,
    at: Timestamp,
}

impl Transition {
    /// The local dates that it affects: the one before, the one after, and any that it skips.
    fn dates(&self) -> Vec<Date> {
        let before = local_date(self.zone, self.at - 1.second());
        let after = local_date(self.zone, self.at);
        let from_first = before.min(after).series(1.day());
        from_first.take_while(|date| *date <= before.max(after)).collect()
    }
}

static ZONES: LazyLock<Vec<Zone>> = LazyLock::new(|| {
    let names = jiff::tz::db().available();
    names.map(|name| zone(name.as_str())).collect()
});

/// Every transition of every zone from 2000 to 2040.
static TRANSITIONS: LazyLock<Vec<Transition>> = LazyLock::new(|| {
    let [from, to]: [Timestamp; 2] = ["1999-12-31T23:59:59Z", "2041-01-01T00:00Z"].map(|text| text.parse().unwrap());
    let of_zone = |zone: &'static Zone| {
        let following = zone.tz().following(from).map(|transition| transition.timestamp());
        let within = following.take_while(move |at| *at < to);
        within.map(move |at| Transition { zone, at })
    };
    ZONES.iter().flat_map(of_zone).collect()
});

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn schedule(zone: &Zone, hours: &[WeeklyWindow], cut: (u16, u16)) -> Schedule {
    Schedule::new(zone.clone(), hours, SlotRule::new(cut.0, cut.1).unwrap())
}

/// The same windows, in minutes of the day, on each weekday.
fn daily(windows: &[(i64, i64)]) -> Vec<WeeklyWindow> {
    let on = |day| windows.iter().map(move |(from, to)| window(day, *from, *to));
    (1..=7).flat_map(on).collect()
}

fn window(iso_day: i64, from: i64, to: i64) -> WeeklyWindow {
    let [starts, ends] = [from, to].map(|minutes| WallMinute::new(minutes).unwrap());
    WeeklyWindow::new(weekday_from_iso(iso_day).unwrap(), starts, ends).unwrap()
}

/// jiff's resolution of a date's 48 half-hours: none in a gap, two instants in a fold.
fn half_hours_by_jiff(zone: &Zone, date: Date) -> Vec<Timestamp> {
    let instants = |half_hour: i8| {
        let wall = date.to_datetime(time(half_hour / 2, half_hour % 2 * 30, 0, 0));
        let ambiguous = zone.tz().to_ambiguous_timestamp(wall);
        let mut instants = vec![ambiguous.earlier().unwrap(), ambiguous.later().unwrap()];
        // In a gap, jiff answers with nearby times; for the fold in Nuuk, see `calendar_view`.
        instants.retain(|at| zone.tz().to_datetime(*at) == wall);
        instants
    };
    let mut all: Vec<Timestamp> = (0..48).flat_map(instants).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A schedule's answers, found by reading the wall clock every minute.
struct MinuteByMinute<'a> {
    zone: &'a Zone,
    hours: &'a [WeeklyWindow],
    /// Step and duration, in minutes.
    cut: (u16, u16),
}

impl MinuteByMinute<'_> {
    /// Every slot that starts between the instants, in chronological order, claimed or not, with its local date.
    fn slots(&self, from: Timestamp, to: Timestamp) -> Vec<(Date, Slot)> {
        let (duration, from, to) = (i64::from(self.cut.1), from.as_second(), to.as_second());
        let instant = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let first = from.div_euclid(60);
        let clock: Vec<_> = (first..to.div_euclid(60) + duration + 1)
            .map(|minute| self.zone.tz().to_datetime(instant(minute)))
            .map(|wall| (wall.date(), i64::from(wall.hour()) * 60 + i64::from(wall.minute())))
            .collect();
        let open: Vec<bool> = clock.iter().map(|(date, minute)| self.is_open(*date, *minute)).collect();
        let starts = (first..).zip(clock.iter().zip(open.windows(duration as usize)));
        starts
            .filter(|(minute, _)| (from..to).contains(&(minute * 60)))
            .filter(|(_, ((_, wall), open))| wall % i64::from(self.cut.0) == 0 && open.iter().all(|open| *open))
            .map(|(minute, ((date, _), _))| {
                let (starts_at, ends_at) = (instant(minute), instant(minute + duration));
                (*date, Slot { starts_at, ends_at })
            })
            .collect()
    }

    fn is_open(&self, date: Date, minute: i64) -> bool {
        self.hours.iter().any(|window| {
            let [from, to] = [window.starts(), window.ends()].map(|wall| i64::from(wall.minutes()));
            iso_weekday(window.weekday()) == iso_weekday(date.weekday()) && (from..to).contains(&minute)
        })
    }
}

#[test]
fn the_database_has_every_zone_and_its_transitions() {
    assert!(ZONES.len() > 550, "{} zones", ZONES.len());
    assert!(TRANSITIONS.len() > 15_000, "{} transitions", TRANSITIONS.len());
}

#[test]
fn a_day_has_as_many_half_hours_as_its_clock_shows() {
    let always = daily(&[(0, 24 * 60)]);
    for (name, day, half_hours) in [
        ("Australia/Sydney", date(2026, 11, 24), 48),
        ("Australia/Sydney", date(2026, 10, 4), 46),
        ("Australia/Sydney", date(2026, 4, 5), 50),
        ("Europe/London", date(2026, 3, 29), 46),
        ("Europe/London", date(2026, 10, 25), 50),
        ("Australia/Lord_Howe", date(2026, 10, 4), 47),
        ("Australia/Lord_Howe", date(2026, 4, 5), 49),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 48),
        // The clocks fall back at 00:01 to 23:01 of the day before: both dates repeat one half-hour.
        ("America/St_Johns", date(2010, 11, 6), 49),
        ("America/St_Johns", date(2010, 11, 7), 49),
        ("UTC", date(2026, 3, 29), 48),
    ] {
        let slots = Schedule::new(zone(name), &always, SlotRule::default()).day_slots(day);

        assert_eq!(slots.len(), half_hours, "{name} {day}");
    }
}

#[test]
fn slots_agree_with_jiff_on_every_day_with_a_transition() {
    let always = daily(&[(0, 24 * 60)]);
    for transition in TRANSITIONS.iter() {
        let zone = transition.zone;
        for date in transition.dates() {
            let slots = Schedule::new(zone.clone(), &always, SlotRule::default()).day_slots(date);

            let starts: Vec<Timestamp> = slots.iter().map(|slot| slot.starts_at).collect();
            assert_eq!(starts, half_hours_by_jiff(zone, date), "{} {date}", zone.name());
            let back = |slot: &Slot| zone.tz().to_datetime(slot.starts_at);
            assert!(
                slots.iter().map(back).all(|wall| wall.date() == date && wall.minute() % 30 == 0),
                "{} {date}: local to UTC and back",
                zone.name()
            );
        }
    }
}

#[test]
fn no_two_slots_of_a_day_share_a_label() {
    let always = daily(&[(0, 24 * 60)]);
    for transition in TRANSITIONS.iter() {
        let zone = transition.zone;
        for date in transition.dates() {
            let slots = Schedule::new(zone.clone(), &always, SlotRule::default()).day_slots(date);

            let labels: HashSet<String> = slots.iter().map(|slot| slot_label(zone, slot)).collect();
            assert_eq!(labels.len(), slots.len(), "{} {date}", zone.name());
        }
    }
}

#[test]
fn slots_are_whole_cells_in_every_zone_of_this_century() {
    for zone in ZONES.iter() {
        let new_year: Timestamp = "2000-01-01T00:00Z".parse().unwrap();
        let later = zone.tz().following(new_year).take(200).map(|transition| transition.offset());
        let offsets = std::iter::once(zone.tz().to_offset(new_year)).chain(later);
        for offset in offsets {
            assert_eq!(i64::from(offset.seconds()) % CELL_SECONDS, 0, "{} {offset}", zone.name());
        }
    }
}

#[test]
fn check_accepts_exactly_the_listed_slots_around_every_transition() {
    let hours = daily(&[(30, 3 * 60 + 15), (3 * 60 + 15, 4 * 60), (22 * 60, 24 * 60)]);
    for transition in TRANSITIONS.iter() {
        let (zone, dates) = (transition.zone, transition.dates());
        let schedule = schedule(zone, &hours, (30, 45));
        let listed: HashSet<Slot> = dates.iter().flat_map(|date| schedule.day_slots(*date)).collect();
        for quarter_hours in -8..8 {
            let at = transition.at + (quarter_hours * 15).minutes();
            // Two hours from the transition it may be another date, which is not listed.
            if !dates.contains(&local_date(zone, at)) {
                continue;
            }
            let accepted = schedule.check(at).ok();

            let expected = listed.iter().find(|slot| slot.starts_at == at).copied();
            assert_eq!(accepted, expected, "{} {at}", zone.name());
        }
    }
}

/// Hours with some windows on round times and some not; they may overlap and touch.
fn any_hours() -> impl Strategy<Value = Vec<WeeklyWindow>> {
    let minute = prop_oneof![0..=1440i64, (0..=48i64).prop_map(|half_hour| half_hour * 30)];
    let pair = (1..=7i64, minute.clone(), minute).prop_filter("not empty", |(_, a, b)| a != b);
    prop::collection::vec(pair.prop_map(|(day, a, b)| window(day, a.min(b), a.max(b))), 0..16)
}

/// Step and duration, in minutes.
fn any_cut() -> impl Strategy<Value = (u16, u16)> {
    (prop::sample::select(vec![5, 10, 15, 20, 30, 45, 60]), (1..=24u16).prop_map(|cells| cells * 5))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn free_slots_are_those_found_minute_by_minute(
        transition in any::<prop::sample::Index>(),
        hours in any_hours(),
        cut in any_cut(),
        claimed in prop::collection::hash_set(-300..600i64, 0..40),
        not_before_cells in -400..200i64,
        days_before in 0..=2i64,
        milliseconds in 0..3i64,
    ) {
        let Transition { zone, at } = transition.get(&TRANSITIONS);
        let claimed: HashSet<i64> = claimed.iter().map(|cell| cell + at.as_second() / CELL_SECONDS).collect();
        let busy = Occupancy::from(claimed.iter().copied().collect::<BusyCells>());
        let not_before = *at + (not_before_cells * 5).minutes() + milliseconds.milliseconds();
        let first = local_date(zone, *at) - days_before.days();
        let reference = MinuteByMinute { zone, hours: &hours, cut };

        let found = schedule(zone, &hours, cut).free_slots(first, 3, &busy, not_before);

        let mut all = reference.slots(*at - 75.hours(), *at + 75.hours());
        all.retain(|(_, slot)| slot.starts_at >= not_before);
        all.retain(|(_, slot)| !cells(slot.starts_at, slot.ends_at).any(|cell| claimed.contains(&cell)));
        let of_date = |date| all.iter().filter(move |(day, _)| *day == date);
        let expected: Vec<DaySlots> = first
            .series(1.day())
            .take(3)
            .map(|date| DaySlots { date, slots: of_date(date).map(|(_, slot)| *slot).collect() })
            .collect();
        prop_assert_eq!(found, expected, "{}", zone.name());
    }

    #[test]
    fn check_accepts_exactly_what_is_found_minute_by_minute(
        transition in any::<prop::sample::Index>(),
        hours in any_hours(),
        cut in any_cut(),
        minutes in prop::collection::vec(-1500..1500i64, 40),
    ) {
        let Transition { zone, at } = transition.get(&TRANSITIONS);
        let reference = MinuteByMinute { zone, hours: &hours, cut };
        let listed = reference.slots(*at - 26.hours(), *at + 26.hours());
        let on_grid = listed.iter().map(|(_, slot)| slot.starts_at);
        let anywhere = minutes.iter().map(|minutes| *at + minutes.minutes());

        for starts_at in on_grid.chain(anywhere) {
            let decision = schedule(zone, &hours, cut).check(starts_at);

            let slot = listed.iter().map(|(_, slot)| *slot).find(|slot| slot.starts_at == starts_at);
            prop_assert_eq!(decision.ok(), slot, "{} {}", zone.name(), starts_at);
            prop_assert_eq!(schedule(zone, &[], cut).check(starts_at), Err(SlotRefusal::OutsideHours));
        }
    }

    #[test]
    fn the_earliest_and_the_nearest_are_picked_from_all_free_slots(
        transition in any::<prop::sample::Index>(),
        hours in any_hours(),
        cut in any_cut(),
        claimed in prop::collection::hash_set(0..9000i64, 0..400),
        minutes in (0..20_000i64, -1000..30_000i64),
        count in 0..6usize,
        reach_days in 1..28u16,
    ) {
        let Transition { zone, at } = transition.get(&TRANSITIONS);
        let claimed: HashSet<i64> = claimed.iter().map(|cell| cell + at.as_second() / CELL_SECONDS).collect();
        let busy = Occupancy::from(claimed.iter().copied().collect::<BusyCells>());
        let [not_before, wanted] = [minutes.0, minutes.1].map(|minutes| *at + minutes.minutes());
        let reach = SignedDuration::from_hours(24 * i64::from(reach_days));

        let schedule = schedule(zone, &hours, cut);

        let earliest = schedule.earliest_free(20, &busy, not_before);
        let nearest = schedule.nearest_free(wanted, reach_days, count, &busy, not_before);

        // The whole list itself is checked against the clock above.
        let from = local_date(zone, not_before) - 1.day();
        let days = schedule.free_slots(from, 90, &busy, not_before);
        let mut all: Vec<Slot> = days.into_iter().flat_map(|day| day.slots).collect();
        all.sort_unstable();
        let most = (count, 1 + usize::from(reach_days) % 4);
        let mut expected: Vec<DaySlots> = Vec::new();
        for slot in all.iter().filter(|slot| local_date(zone, slot.starts_at) < from + 20.days()) {
            let date = local_date(zone, slot.starts_at);
            match expected.iter().position(|day| day.date == date) {
                Some(known) => expected[known].slots.push(*slot),
                None => expected.push(DaySlots { date, slots: vec![*slot] }),
            }
        }
        expected.truncate(most.0);
        expected.iter_mut().for_each(|day| day.slots.truncate(most.1));
        prop_assert_eq!(schedule.first_free(from, 20, most, &busy, not_before), expected);

        let horizon = not_before + 480.hours();
        prop_assert_eq!(earliest, all.first().copied().filter(|slot| slot.starts_at < horizon));
        all.retain(|slot| slot.starts_at.duration_since(wanted).abs() <= reach);
        all.sort_by_key(|slot| slot.starts_at.duration_since(wanted).abs());
        all.truncate(count);
        all.sort_unstable();
        prop_assert_eq!(nearest, all);
    }
}
