//! A thriving clinic. Practitioners offer few hours, and most of those are taken: nearly all in the demo accounts' city, half
//! elsewhere. New patients keep joining, and some are on the waiting list.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{
    SeedAffiliation, SeedCentre, SeedError, SeedPatient, SeedPractitioner, SeedWaiting,
    hours::{demo_days, on_some_days},
    people::home_city,
    places::city_of,
    rng::Rng,
    visits::{BOOKED_AHEAD, Opening, Waiting},
};

const JOINED: u64 = 22;
const WAITING: u64 = 23;

const WEEK: i64 = 7 * 24;
/// How full the coming weeks are, in percent of past weeks.
pub(super) const AHEAD: [usize; 8] = [95, 85, 60, 40, 25, 15, 8, 4];
/// How much emptier, in percent, some weeks were than others.
const QUIETER: [usize; 7] = [2, 6, 0, 9, 4, 12, 3];
/// One in this many patients joined within the last year.
const NEWCOMERS: usize = 4;
/// How many patients wait for each practitioner in the demo accounts' city, and for how many days more.
const EACH: usize = 2;
const DAYS: i32 = 28;
/// The times that suit those who wait: early, late or any.
const TIMES: [(u16, u16); 3] = [(8 * 60, 10 * 60), (16 * 60, 18 * 60), (0, 24 * 60)];

/// Cuts the weeks of everyone but the demo practitioner to a few days: three at the demo centre, two elsewhere in its city, one
/// anywhere else. The demo practitioner has five, one of them at another centre.
pub(super) fn shorten(
    practitioners: &mut [SeedPractitioner],
    centres: &[SeedCentre],
    now: Timestamp,
) -> Result<(), SeedError> {
    if let Some([work]) = practitioners.first_mut().map(|demo| &mut demo.affiliations[..]) {
        let elsewhere = (1..centres.len()).find(|centre| city_of(*centre) == city_of(work.centre));
        let today = now.to_zoned(centres[work.centre].zone.tz().clone()).weekday();
        let (here, there) = demo_days(today, elsewhere.is_some())?;
        work.hours = here;
        let more = elsewhere.map(|centre| SeedAffiliation { centre, hours: there });
        practitioners[0].affiliations.extend(more);
    }
    for (index, person) in practitioners.iter_mut().enumerate().skip(1) {
        let is_near = is_near(person);
        for (place, work) in person.affiliations.iter_mut().enumerate() {
            let days = match (work.centre, place) {
                (0, _) => 3,
                (_, 0) if is_near => 2,
                _ => 1,
            };
            on_some_days(&mut work.hours, days, index);
        }
    }
    Ok(())
}

/// Makes some patients join within the last year.
pub(super) fn join(patients: &mut [SeedPatient], seed: u64, now: Timestamp) {
    for (index, patient) in patients.iter_mut().enumerate().skip(1).step_by(NEWCOMERS) {
        let since = SignedDuration::from_hours(Rng::for_thing(seed, JOINED, index).between(1, 52 * WEEK));
        patient.account.created_at = now.checked_sub(since).unwrap_or(now);
    }
}

/// The patients, who come only once they have joined, and most of them seldom.
pub(super) fn patients_free(patients: &[SeedPatient], now: Timestamp) -> Waiting {
    let first = |patient: &SeedPatient| {
        let first = patient.account.created_at.checked_add(BOOKED_AHEAD).unwrap_or(Timestamp::MAX);
        if first <= now { first } else { Timestamp::MAX }
    };
    Waiting::since(patients.iter().map(first).collect())
}

/// Which of these openings are taken, past and upcoming.
pub(super) fn taken(
    rng: &mut Rng,
    practitioner: usize,
    person: &SeedPractitioner,
    openings: Vec<Opening>,
    now: Timestamp,
) -> (Vec<Opening>, Vec<Opening>) {
    let full = match practitioner {
        0 => 65,
        _ if is_near(person) => 78 + rng.below(15),
        _ => 38 + rng.below(25),
    };
    let is_over = |opening: &Opening| opening.slot.ends_at <= now;
    let is_taken = |opening: &Opening| {
        let hours = opening.slot.starts_at.duration_since(now).as_hours();
        let week = usize::try_from(hours.abs() / WEEK).unwrap_or(usize::MAX);
        let share = if is_over(opening) {
            full.saturating_sub(QUIETER[week % QUIETER.len()] + week / 2)
        } else if opening.slot.starts_at > now {
            full * AHEAD.get(week).copied().unwrap_or_default() / 100
        } else {
            0
        };
        rng.percent(share)
    };
    openings.into_iter().filter(is_taken).partition(is_over)
}

/// The waiting list for practitioners in the demo accounts' city.
pub(super) fn waiting(
    practitioners: &[SeedPractitioner],
    patients: &[SeedPatient],
    seed: u64,
    now: Timestamp,
) -> Vec<SeedWaiting> {
    let residents: Vec<usize> = (1..patients.len()).filter(|patient| city_of(*patient) == city_of(0)).collect();
    let latest_on = now.to_zoned(TimeZone::UTC).date().saturating_add(DAYS.days());
    let mut all = Vec::new();
    let asked_for = |(_, person): &(usize, &SeedPractitioner)| is_near(person) && person.accepting_bookings;
    // The demo patient would like an appointment after work.
    let created_at = now.checked_sub(SignedDuration::from_hours(50)).unwrap_or(now);
    let to_demos = practitioners.iter().enumerate().skip(1).find(asked_for).filter(|_| !patients.is_empty());
    all.extend(to_demos.map(|(practitioner, _)| SeedWaiting {
        practitioner,
        patient: 0,
        between: TIMES[1],
        latest_on,
        created_at,
    }));
    for (practitioner, _) in practitioners.iter().enumerate().filter(asked_for) {
        let rng = &mut Rng::for_thing(seed, WAITING, practitioner);
        for patient in rng.sample(&residents, EACH) {
            let since = SignedDuration::from_mins(rng.between(60, 12 * 24 * 60));
            let created_at = now.checked_sub(since).unwrap_or(now).max(patients[patient].account.created_at);
            all.push(SeedWaiting { practitioner, patient, between: *rng.pick(&TIMES), latest_on, created_at });
        }
    }
    all
}

/// Whether someone works in the demo accounts' city.
fn is_near(person: &SeedPractitioner) -> bool {
    home_city(person) == city_of(0)
}
