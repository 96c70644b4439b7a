//! The demo clinic's appointments, past and upcoming. Each is within its practitioner's hours and on the grid of slots, and no one
//! is in two places at once.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{
    SeedAppointment, SeedPractitioner,
    busy_days::BusyDays,
    full_weeks::{self, AHEAD},
    holidays::Places,
    people::home_city,
    places::city_of,
    rng::Rng,
    visits::{Opening, Waiting, booked_at, cancelled_at},
};
use crate::domain::{
    appointment::Status,
    slot::{Occupancy, Schedule, SlotRule},
};

const DIARY: u64 = 4;

/// How far ahead people book.
const WEEKS_AHEAD: usize = 8;
/// Visits within this period fill up first.
const NEAR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The past goes back at least this many weeks.
const WEEKS_BACK: usize = 26;
/// No week is fuller than this, in percent: there must be free slots left to find.
const FULL: usize = 65;
/// How many practitioners in their city the demo patient sees.
const DEMO_PATIENTS_PRACTITIONERS: usize = 4;

/// Generates this many appointments, including those of the busy days, or fewer if there are not enough patients; without a number,
/// as many as a thriving clinic has. They are in the order in which they were booked.
pub(super) fn appointments(
    count: Option<usize>,
    (places, practitioners): (Places<'_>, &[SeedPractitioner]),
    (waiting, busy): (&mut Waiting, BusyDays),
    seed: u64,
    now: Timestamp,
) -> Vec<SeedAppointment> {
    let count = count.map(|count| count.saturating_sub(busy.appointments.len()));
    let mut all = Vec::with_capacity(count.unwrap_or_default());
    let mut seen_by_demo = 0;
    let busyness: Vec<usize> =
        (0..practitioners.len()).map(|index| 60 + Rng::for_thing(seed, DIARY, index).below(80)).collect();
    let whole: usize = busyness.iter().sum();
    let mut so_far = 0;
    for (index, practitioner) in practitioners.iter().enumerate() {
        // Shares of the total, rounded so that they add up to it.
        let share = |count: usize, part: usize| count * part / whole.max(1);
        let quota = count.map(|count| share(count, so_far + busyness[index]) - share(count, so_far));
        so_far += busyness[index];

        let rng = &mut Rng::for_thing(seed, DIARY, index + practitioners.len());
        let is_free = |opening: &Opening| !busy.hold(index, opening.slot);
        let (past, future) = if let Some(quota) = quota {
            chosen(rng, quota, places, practitioner, now, is_free)
        } else {
            let mut open = openings(places, practitioner, now, WEEKS_BACK, AHEAD.len());
            open.retain(is_free);
            full_weeks::taken(rng, index, practitioner, open, now)
        };
        let city = home_city(practitioner);
        let demo_comes = city == city_of(0) && seen_by_demo < DEMO_PATIENTS_PRACTITIONERS;
        seen_by_demo += usize::from(demo_comes);
        let seen = past.len();
        // The demo patient keeps coming back, most often to the demo practitioner.
        let times = if index == 0 { 4 } else { 2 };
        let apart = if quota.is_some() { 1 } else { (seen / (times + 1)).max(1) };
        for (nth, opening) in past.into_iter().chain(future).enumerate() {
            let turn = turn(nth, seen, times, apart).filter(|_| demo_comes && waiting.is_anyone());
            if let Some(turn) = turn.filter(|_| waiting.take(0, opening.slot)) {
                let reasons = practitioner.reasons;
                let reason = reasons[turn % reasons.len()];
                all.push(SeedAppointment { reason, ..appointment(rng, index, 0, practitioner, opening, now) });
            } else if let Some(patient) = waiting.anybody(rng, city, opening.slot) {
                all.push(appointment(rng, index, patient, practitioner, opening, now));
            }
        }
    }
    all.extend(busy.appointments);
    all.sort_by_key(|appointment| {
        (appointment.created_at, appointment.practitioner, appointment.slot, appointment.patient)
    });
    all
}

/// Which of the demo patient's past visits this visit to a practitioner is, given their spacing; `None` if it is none of them.
fn turn(nth: usize, seen: usize, times: usize, apart: usize) -> Option<usize> {
    let Some(back) = seen.checked_sub(nth + 1) else { return (nth == seen).then_some(times) };
    (back % apart == 0 && back / apart < times).then(|| times - 1 - back / apart)
}

/// A practitioner's taken slots, past and upcoming, each in chronological order, chosen from the openings.
fn chosen(
    rng: &mut Rng,
    quota: usize,
    places: Places<'_>,
    practitioner: &SeedPractitioner,
    now: Timestamp,
    may_be: impl Fn(&Opening) -> bool,
) -> (Vec<Opening>, Vec<Opening>) {
    let (near, far): (Vec<Opening>, Vec<Opening>) = openings(places, practitioner, now, 0, WEEKS_AHEAD)
        .into_iter()
        .filter(|opening| opening.slot.starts_at > now && may_be(opening))
        .partition(|opening| opening.slot.starts_at.duration_since(now) < NEAR);
    let to_come = quota * 3 / 10;
    let soon = (to_come * 6 / 10).min(near.len() * FULL / 100);
    let later = (to_come - soon).min(far.len() * FULL / 100);

    let over = quota - soon - later;
    let weekly = (near.len() + far.len()).div_ceil(WEEKS_AHEAD).max(1);
    let weeks_back = WEEKS_BACK.max(over * 100 / (weekly * FULL) + 2);
    let mut past = openings(places, practitioner, now, weeks_back, 0);
    past.retain(|opening| opening.slot.ends_at <= now && may_be(opening));

    let past = rng.sample(&past, over);
    let mut future = rng.sample(&near, soon);
    future.extend(rng.sample(&far, later));
    (past, future)
}

/// Every slot of a practitioner from this many weeks ago to this many weeks ahead, including today but excluding holidays.
fn openings(
    places: Places<'_>,
    practitioner: &SeedPractitioner,
    now: Timestamp,
    weeks_back: usize,
    weeks_ahead: usize,
) -> Vec<Opening> {
    // One more day at either end: the start of "today" depends on the zone.
    let days = |weeks: usize| i32::try_from(weeks * 7 + 1).unwrap_or(i32::MAX);
    let today = now.to_zoned(TimeZone::UTC).date();
    let Ok(from) = today.checked_sub(days(weeks_back).days()) else { return Vec::new() };
    let length = u16::try_from(days(weeks_back) + days(weeks_ahead) + 1).unwrap_or(u16::MAX);
    let mut found = Vec::new();
    for affiliation in &practitioner.affiliations {
        let zone = places.centres[affiliation.centre].zone.clone();
        let schedule = Schedule::new(zone, &affiliation.hours, SlotRule::default());
        let days = schedule.free_slots(from, length, &Occupancy::default(), Timestamp::MIN);
        let worked = days.into_iter().filter(|day| !places.closed.at(affiliation.centre, day.date));
        let slots = worked.flat_map(|day| day.slots);
        found.extend(slots.map(|slot| Opening { slot, centre: affiliation.centre }));
    }
    found.sort_unstable_by_key(|opening| opening.slot);
    found
}

fn appointment(
    rng: &mut Rng,
    index: usize,
    patient: usize,
    practitioner: &SeedPractitioner,
    opening: Opening,
    now: Timestamp,
) -> SeedAppointment {
    let slot = opening.slot;
    let made = booked_at(rng, slot, now);
    let (status, settled_at) = if slot.ends_at > now {
        (Status::Booked, None)
    } else {
        match rng.below(100) {
            // The demo patient has attended every visit.
            _ if patient == 0 => (Status::Fulfilled, Some(slot.ends_at)),
            0..=8 => (Status::Cancelled, cancelled_at(rng, made, slot, now)),
            9..=12 => (Status::Noshow, Some(slot.ends_at)),
            _ => (Status::Fulfilled, Some(slot.ends_at)),
        }
    };
    SeedAppointment {
        practitioner: index,
        patient,
        centre: opening.centre,
        service: practitioner.services.first().copied(),
        slot,
        status,
        reason: rng.pick(practitioner.reasons),
        created_at: made,
        settled_at,
    }
}
