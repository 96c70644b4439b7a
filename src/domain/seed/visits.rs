//! The parts of every generated visit: a time, a patient who is free then, and when it was booked.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    places::{CITIES, city_of},
    rng::Rng,
};
use crate::domain::slot::Slot;

/// The longest time that a visit is booked ahead.
pub(super) const BOOKED_AHEAD: SignedDuration = SignedDuration::from_hours(21 * 24);
/// How many visits in a hundred are by patients who keep coming back.
const BY_REGULARS: usize = 50;
/// The same for a clinic with many patients for its visits.
const BY_FEW_REGULARS: usize = 10;

/// Time at one centre.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    pub(super) slot: Slot,
    pub(super) centre: usize,
}

/// Patients, and the times at which each is already booked.
pub(super) struct Waiting {
    count: usize,
    by_city: Vec<Vec<usize>>,
    /// When each patient joined.
    known_since: Vec<Timestamp>,
    by_regulars: usize,
    /// Patient and half-hour; every zone of the demo clinic has half-hours that coincide with UTC's.
    taken: HashSet<(usize, i64)>,
}

impl Waiting {
    /// This many patients, who joined before any visit.
    pub(super) fn new(count: usize) -> Self {
        Self { by_regulars: BY_REGULARS, ..Self::since(vec![Timestamp::MIN; count]) }
    }

    /// Patients who joined at these instants.
    pub(super) fn since(known_since: Vec<Timestamp>) -> Self {
        let count = known_since.len();
        let mut by_city = vec![Vec::new(); CITIES.len()];
        for patient in 0..count {
            by_city[city_of(patient)].push(patient);
        }
        Self { count, by_city, known_since, by_regulars: BY_FEW_REGULARS, taken: HashSet::new() }
    }

    /// Whether there are any patients.
    pub(super) fn is_anyone(&self) -> bool {
        self.count > 0
    }

    /// Whether this patient is free then; if so, books them.
    pub(super) fn take(&mut self, patient: usize, slot: Slot) -> bool {
        let half_hour = |second: i64| second.div_euclid(1_800);
        let half_hours = half_hour(slot.starts_at.as_second())..=half_hour(slot.ends_at.as_second() - 1);
        let is_free = self.known_since[patient] <= slot.starts_at
            && half_hours.clone().all(|half_hour| !self.taken.contains(&(patient, half_hour)));
        if is_free {
            self.taken.extend(half_hours.map(|half_hour| (patient, half_hour)));
        }
        is_free
    }

    /// Books a patient from the city who is free then, or else any patient who is; `None` if no one is. Never the demo patient,
    /// whose visits are chosen one by one.
    pub(super) fn anybody(&mut self, rng: &mut Rng, city: usize, slot: Slot) -> Option<usize> {
        for _ in 0..12 {
            let residents = &self.by_city[city];
            // Many people come back: a share of the visits goes to an eighth of the residents.
            let circle = if rng.percent(self.by_regulars) { residents.len().div_ceil(8) } else { residents.len() };
            let Some(patient) = residents.get(rng.below(circle)).copied() else { break };
            if patient != 0 && self.take(patient, slot) {
                return Some(patient);
            }
        }
        let (count, first) = (self.count, rng.below(self.count));
        (0..count).map(|next| (first + next) % count).find(|patient| *patient != 0 && self.take(*patient, slot))
    }
}

/// When a visit was booked: up to three weeks before it, and before `now`.
pub(super) fn booked_at(rng: &mut Rng, slot: Slot, now: Timestamp) -> Timestamp {
    let before = SignedDuration::from_mins(rng.between(45, BOOKED_AHEAD.as_mins()));
    slot.starts_at.min(now).checked_sub(before).unwrap_or(Timestamp::MIN)
}

/// When a visit that was booked at `booked_at` was cancelled: before it, and before `now`.
pub(super) fn cancelled_at(rng: &mut Rng, booked_at: Timestamp, slot: Slot, now: Timestamp) -> Option<Timestamp> {
    let notice = slot.starts_at.min(now).duration_since(booked_at).as_secs();
    booked_at.checked_add(SignedDuration::from_secs(rng.between(notice / 4, notice - 60))).ok()
}
