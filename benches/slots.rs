//! The slot engine in process: from loaded rows (weekly hours and the numbers of claimed cells) to free slots. No database and no
//! rendering; `load` measures the whole product.

use consulta::domain::{
    slot::{BusyCells, DaySlots, Occupancy, Schedule, Slot, SlotRule, WeeklyWindow},
    time::{CELL_SECONDS, WallMinute, Zone, cells, weekday_from_iso},
};
use divan::{Bencher, black_box};
use jiff::{
    Timestamp,
    civil::{Date, date},
};

/// Days of the longest month.
const MONTH: u16 = 31;
/// The date of the benchmarks: a month with a single UTC offset, unless stated otherwise.
const MONDAY: Date = date(2026, 11, 23);

fn main() {
    divan::main();
}

/// What storage returns for one practitioner at one centre.
struct Rows {
    zone: Zone,
    hours: Vec<WeeklyWindow>,
    claimed: Vec<i64>,
}

/// Mornings and afternoons on six days of the week, 08:00 to 18:00 with an hour for lunch: 18 half-hours a day.
fn hours() -> Vec<WeeklyWindow> {
    let days = (1..=6).filter_map(|day| weekday_from_iso(day).ok());
    let windows = days.flat_map(|day| [(day, "08:00", "12:00"), (day, "13:00", "18:00")]);
    windows.filter_map(|(day, from, to)| window(day, from, to)).collect()
}

fn window(day: jiff::civil::Weekday, from: &str, to: &str) -> Option<WeeklyWindow> {
    WeeklyWindow::new(day, WallMinute::parse(from).ok()?, WallMinute::parse(to).ok()?).ok()
}

/// A practitioner in Sydney with this percentage of slots taken, over two months from a date on.
fn rows(from: Date, percent: usize) -> Rows {
    let zone = Zone::parse("Australia/Sydney").unwrap_or_else(|e| panic!("Sydney: {e}"));
    let hours = hours();
    let all = month_of(&Rows { zone: zone.clone(), hours: hours.clone(), claimed: Vec::new() }, from, 61);
    let slots = all.into_iter().flat_map(|day| day.slots).enumerate();
    // Spread evenly, in an order that has nothing to do with time of day.
    let taken = slots.filter(|(n, _)| n * 37 % 100 < percent).map(|(_, slot)| slot);
    let claimed = taken.flat_map(|slot| cells(slot.starts_at, slot.ends_at)).collect();
    Rows { zone, hours, claimed }
}

fn midnight(zone: &Zone, date: Date) -> Timestamp {
    date.to_zoned(zone.tz().clone()).map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp())
}

fn schedule(rows: &Rows) -> Schedule {
    Schedule::new(rows.zone.clone(), &rows.hours, SlotRule::default())
}

fn busy(rows: &Rows) -> Occupancy {
    rows.claimed.iter().copied().collect::<BusyCells>().into()
}

fn month_of(rows: &Rows, from: Date, days: u16) -> Vec<DaySlots> {
    schedule(rows).free_slots(from, days, &busy(rows), midnight(&rows.zone, from))
}

/// A month's free slots, everything included. By how full the two months of claims are, in percent: about 100 % is 10,000 cells.
#[divan::bench(args = [0, 10, 65, 100])]
fn month(bencher: Bencher<'_, '_>, percent: usize) {
    let rows = rows(MONDAY, percent);
    bencher.bench(|| month_of(black_box(&rows), MONDAY, MONTH));
}

/// The same across the end of daylight saving time.
#[divan::bench]
fn month_with_a_clock_change(bencher: Bencher<'_, '_>) {
    let from = date(2027, 3, 22);
    let rows = rows(from, 65);
    bencher.bench(|| month_of(black_box(&rows), from, MONTH));
}

/// The same with slots every five minutes.
#[divan::bench]
fn month_of_five_minute_slots(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 65);
    let rule = SlotRule::new(5, 5).unwrap_or_default();
    let from = midnight(&rows.zone, MONDAY);
    bencher.bench(|| {
        let rows = black_box(&rows);
        Schedule::new(rows.zone.clone(), &rows.hours, rule).free_slots(MONDAY, MONTH, &busy(rows), from)
    });
}

/// A week of the slot picker.
#[divan::bench]
fn week(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 65);
    bencher.bench(|| month_of(black_box(&rows), MONDAY, 7));
}

/// By the number of days requested: the cost grows only with that.
#[divan::bench(args = [1, 7, 31, 61])]
fn days(bencher: Bencher<'_, '_>, days: u16) {
    let rows = rows(MONDAY, 65);
    bencher.bench(|| month_of(black_box(&rows), MONDAY, days));
}

/// The earliest free slot, as each search result shows it.
#[divan::bench]
fn earliest(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 65);
    let now = midnight(&rows.zone, MONDAY);
    bencher.bench(|| -> Option<Slot> {
        let rows = black_box(&rows);
        schedule(rows).earliest_free(14, &busy(rows), now)
    });
}

/// The earliest slot if there is none in a fortnight, all of which is searched.
#[divan::bench]
fn earliest_of_a_full_fortnight(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 100);
    let now = midnight(&rows.zone, MONDAY);
    bencher.bench(|| -> Option<Slot> {
        let rows = black_box(&rows);
        schedule(rows).earliest_free(14, &busy(rows), now)
    });
}

/// The free slots offered in place of a taken one.
#[divan::bench]
fn nearest(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 65);
    let now = midnight(&rows.zone, MONDAY);
    let wanted = now + jiff::SignedDuration::from_secs(1_000 * CELL_SECONDS);
    bencher.bench(|| {
        let rows = black_box(&rows);
        schedule(rows).nearest_free(wanted, 7, 4, &busy(rows), now)
    });
}

/// Whether one instant is a slot, as a booking checks.
#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    let rows = rows(MONDAY, 65);
    let wanted = midnight(&rows.zone, MONDAY) + jiff::SignedDuration::from_hours(9);
    bencher.bench(|| schedule(black_box(&rows)).check(wanted));
}
