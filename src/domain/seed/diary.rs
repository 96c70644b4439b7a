//! Appointments of the demo clinic, past and upcoming. Each is within its practitioner's hours and on the grid of slots, and no one
//! is in two places at once.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{
    SeedAppointment, SeedCentre, SeedPractitioner,
    people::{city_of, home_city},
    places::CITIES,
    rng::Rng,
};
use crate::domain::{
    appointment::Status,
    slot::{Occupancy, Schedule, Slot, SlotRule},
};

const DIARY: u64 = 4;

/// How far ahead people book.
const WEEKS_AHEAD: usize = 8;
/// What is nearer than this fills up first.
const NEAR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The past reaches back so many weeks at least.
const WEEKS_BACK: usize = 26;
/// No week is fuller than this, in percent: there must be free slots left to find.
const FULL: usize = 65;
/// How many practitioners of their city the demo patient sees.
const DEMO_PATIENTS_PRACTITIONERS: usize = 4;

/// One slot at one centre.
#[derive(Clone, Copy)]
struct Opening {
    slot: Slot,
    centre: usize,
}

/// Patients, and when each is already spoken for.
struct Waiting {
    count: usize,
    by_city: Vec<Vec<usize>>,
    /// Patient and half-hour; every zone of the demo clinic has half-hours that coincide with UTC's.
    taken: HashSet<(usize, i64)>,
}

impl Waiting {
    fn new(count: usize) -> Self {
        let mut by_city = vec![Vec::new(); CITIES.len()];
        for patient in 0..count {
            by_city[city_of(patient)].push(patient);
        }
        Self { count, by_city, taken: HashSet::new() }
    }

    fn take(&mut self, patient: usize, slot: Slot) -> bool {
        self.taken.insert((patient, slot.starts_at.as_second().div_euclid(1_800)))
    }

    /// Someone from the city who is free then, or else anyone who is; `None` if no one is.
    fn anybody(&mut self, rng: &mut Rng, city: usize, slot: Slot) -> Option<usize> {
        for _ in 0..12 {
            let residents = &self.by_city[city];
            // Most people come back: half of the visits are by an eighth of the residents.
            let circle = if rng.percent(50) { residents.len().div_ceil(8) } else { residents.len() };
            let Some(patient) = residents.get(rng.below(circle)).copied() else { break };
            if self.take(patient, slot) {
                return Some(patient);
            }
        }
        let (count, first) = (self.count, rng.below(self.count));
        (0..count).map(|next| (first + next) % count).find(|patient| self.take(*patient, slot))
    }
}

/// This many appointments, or fewer if there are not enough patients; in the order in which they were booked.
pub(super) fn appointments(
    count: usize,
    centres: &[SeedCentre],
    practitioners: &[SeedPractitioner],
    patients: usize,
    seed: u64,
    now: Timestamp,
) -> Vec<SeedAppointment> {
    let mut waiting = Waiting::new(patients);
    let mut all = Vec::with_capacity(count);
    let mut seen_by_demo = 0;
    let busyness: Vec<usize> =
        (0..practitioners.len()).map(|index| 60 + Rng::for_thing(seed, DIARY, index).below(80)).collect();
    let whole: usize = busyness.iter().sum();
    let mut so_far = 0;
    for (index, practitioner) in practitioners.iter().enumerate() {
        // Shares of a whole, rounded so that they add up to it.
        let share = |part: usize| count * part / whole.max(1);
        let quota = share(so_far + busyness[index]) - share(so_far);
        so_far += busyness[index];

        let rng = &mut Rng::for_thing(seed, DIARY, index + practitioners.len());
        let (past, future) = chosen(rng, quota, centres, practitioner, now);
        let city = home_city(practitioner);
        let demo_comes = city == city_of(0) && seen_by_demo < DEMO_PATIENTS_PRACTITIONERS;
        seen_by_demo += usize::from(demo_comes);
        let last_past = past.len();
        for (nth, opening) in past.into_iter().chain(future).enumerate() {
            let by_demo = demo_comes && (last_past.saturating_sub(2)..=last_past).contains(&nth);
            let patient = if patients > 0 && by_demo && waiting.take(0, opening.slot) {
                Some(0)
            } else {
                waiting.anybody(rng, city, opening.slot)
            };
            if let Some(patient) = patient {
                all.push(appointment(rng, index, patient, practitioner, opening, now));
            }
        }
    }
    all.sort_by_key(|appointment| (appointment.created_at, appointment.practitioner, appointment.slot));
    all
}

/// A practitioner's taken slots, past and upcoming, each in order of time.
fn chosen(
    rng: &mut Rng,
    quota: usize,
    centres: &[SeedCentre],
    practitioner: &SeedPractitioner,
    now: Timestamp,
) -> (Vec<Opening>, Vec<Opening>) {
    let (near, far): (Vec<Opening>, Vec<Opening>) = openings(centres, practitioner, now, 0, WEEKS_AHEAD)
        .into_iter()
        .filter(|opening| opening.slot.starts_at > now)
        .partition(|opening| opening.slot.starts_at.duration_since(now) < NEAR);
    let to_come = quota * 3 / 10;
    let soon = (to_come * 6 / 10).min(near.len() * FULL / 100);
    let later = (to_come - soon).min(far.len() * FULL / 100);

    let over = quota - soon - later;
    let weekly = (near.len() + far.len()).div_ceil(WEEKS_AHEAD).max(1);
    let weeks_back = WEEKS_BACK.max(over * 100 / (weekly * FULL) + 2);
    let mut past = openings(centres, practitioner, now, weeks_back, 0);
    past.retain(|opening| opening.slot.ends_at <= now);

    let past = rng.sample(&past, over);
    let mut future = rng.sample(&near, soon);
    future.extend(rng.sample(&far, later));
    (past, future)
}

/// Every slot of a practitioner from this many weeks ago to this many weeks ahead, today included.
fn openings(
    centres: &[SeedCentre],
    practitioner: &SeedPractitioner,
    now: Timestamp,
    weeks_back: usize,
    weeks_ahead: usize,
) -> Vec<Opening> {
    // A day more at either end: where "today" begins depends on the zone.
    let days = |weeks: usize| i32::try_from(weeks * 7 + 1).unwrap_or(i32::MAX);
    let today = now.to_zoned(TimeZone::UTC).date();
    let Ok(from) = today.checked_sub(days(weeks_back).days()) else { return Vec::new() };
    let length = u16::try_from(days(weeks_back) + days(weeks_ahead) + 1).unwrap_or(u16::MAX);
    let mut found = Vec::new();
    for affiliation in &practitioner.affiliations {
        let zone = centres[affiliation.centre].zone.clone();
        let schedule = Schedule::new(zone, &affiliation.hours, SlotRule::default());
        let days = schedule.free_slots(from, length, &Occupancy::default(), Timestamp::MIN);
        let slots = days.into_iter().flat_map(|day| day.slots);
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
    let minutes = |minutes: i64| SignedDuration::from_mins(minutes);
    let made = slot.starts_at.min(now).checked_sub(minutes(rng.between(45, 21 * 24 * 60))).unwrap_or(Timestamp::MIN);
    let (status, settled_at) = if slot.ends_at > now {
        (Status::Booked, None)
    } else {
        match rng.below(100) {
            0..=8 => {
                let notice = slot.starts_at.duration_since(made).as_secs();
                let waited = SignedDuration::from_secs(rng.between(notice / 4, notice - 60));
                (Status::Cancelled, made.checked_add(waited).ok())
            }
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
