//! The demo practitioner's days around today, and today at their centre. Whenever these are opened, some patients have been seen,
//! one is with the practitioner, one waits, and others are still to come.

use std::{collections::HashMap, ops::Range};

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::{
    SeedAppointment, SeedPractitioner,
    holidays::{Closed, Places},
    places::city_of,
    rng::Rng,
    services::{HEALTH_CLASS, NEW_PATIENT},
    visits::{Opening, Waiting, booked_at, cancelled_at},
};
use crate::domain::{
    appointment::Status,
    slot::{Schedule, Slot, SlotRule},
    time::Zone,
};

const BUSY_DAY: u64 = 8;

/// How many days before and after today the demo practitioner's diary is fuller than other diaries.
const DAYS: i32 = 6;
/// How full these are, in percent.
const FULL: usize = 65;
/// How many patients attend the class, which has more seats.
const MEMBERS: usize = 5;
/// How many half-hours at the end of the demo practitioner's day are for a new patient and the class, an hour each.
const LATE: usize = 4;
/// The positions among today's other visits that are left free, and those that are cancelled or missed.
const GAPS: [usize; 2] = [4, 9];
const CANCELLED: usize = 1;
const MISSED: usize = 3;
/// Patients who come this early sit in the waiting room.
const EARLY: SignedDuration = SignedDuration::from_mins(30);

/// The appointments of these days, and which practitioners' days they are: nothing else is generated for them.
#[derive(Default)]
pub(super) struct BusyDays {
    pub(super) appointments: Vec<SeedAppointment>,
    by_practitioner: HashMap<usize, Range<Timestamp>>,
}

/// What is decided about a visit before its time.
#[derive(Clone, Copy)]
enum Fate {
    Kept,
    Missed,
    Cancelled,
    /// The practitioner has not answered yet.
    Asked,
}

/// The inputs from which the days are generated.
struct Days<'a> {
    practitioners: &'a [SeedPractitioner],
    closed: &'a Closed,
    /// The demo practitioner's centre.
    centre: usize,
    zone: &'a Zone,
    waiting: &'a mut Waiting,
    /// The maximum number of appointments.
    most: usize,
    now: Timestamp,
    made: BusyDays,
}

/// At most this many appointments, today's first.
pub(super) fn busy_days(
    most: usize,
    places: Places<'_>,
    practitioners: &[SeedPractitioner],
    waiting: &mut Waiting,
    seed: u64,
    now: Timestamp,
) -> BusyDays {
    let Some(work) = practitioners.first().and_then(|demo| demo.affiliations.first()) else {
        return BusyDays::default();
    };
    let (centre, zone) = (work.centre, &places.centres[work.centre].zone);
    let today = now.to_zoned(zone.tz().clone()).date();
    let mut days =
        Days { practitioners, closed: places.closed, centre, zone, waiting, most, now, made: BusyDays::default() };
    for index in 0..practitioners.len() {
        let rng = &mut Rng::for_thing(seed, BUSY_DAY, index);
        if index == 0 {
            days.today_of_demo(rng, today);
        } else {
            days.today_of_colleague(rng, index, today);
        }
    }
    let rng = &mut Rng::for_thing(seed, BUSY_DAY, practitioners.len());
    for date in (1..=DAYS).flat_map(|away| [away, -away]).filter_map(|away| today.checked_add(away.days()).ok()) {
        days.day_of_demo(rng, date);
    }
    days.made
}

impl BusyDays {
    /// Whether this slot is on one of the days that are complete.
    pub(super) fn hold(&self, practitioner: usize, slot: Slot) -> bool {
        self.by_practitioner.get(&practitioner).is_some_and(|days| days.contains(&slot.starts_at))
    }
}

impl Days<'_> {
    /// Half-hours of visits with gaps, then a new patient and a class.
    fn today_of_demo(&mut self, rng: &mut Rng, today: Date) {
        let openings = self.here(0, today);
        let (visits, late) = openings.split_at(openings.len().saturating_sub(LATE));
        let standard = self.practitioners[0].services.first().copied();
        for (place, opening) in visits.iter().enumerate() {
            let fate = match place {
                _ if is_running(opening.slot, self.now) => Fate::Kept,
                place if GAPS.contains(&place) => continue,
                CANCELLED => Fate::Cancelled,
                MISSED => Fate::Missed,
                _ => Fate::Kept,
            };
            self.add(rng, 0, *opening, standard, fate);
        }
        if let [first, second, third, fourth] = late {
            let hour = |from: &Opening, to: &Opening| Opening {
                slot: Slot { starts_at: from.slot.starts_at, ends_at: to.slot.ends_at },
                ..*from
            };
            self.add(rng, 0, hour(first, second), Some(NEW_PATIENT), Fate::Asked);
            for _ in 0..MEMBERS {
                self.add(rng, 0, hour(third, fourth), Some(HEALTH_CLASS), Fate::Kept);
            }
        }
        self.own(0, today);
    }

    /// Some of today's half-hours of a colleague at the demo centre.
    fn today_of_colleague(&mut self, rng: &mut Rng, index: usize, today: Date) {
        let openings = self.here(index, today);
        if openings.is_empty() || self.made.appointments.len() >= self.most {
            return;
        }
        let standard = self.practitioners[index].services.first().copied();
        for opening in rng.sample(&openings, openings.len() * FULL / 100) {
            let fate = match rng.below(12) {
                0 => Fate::Cancelled,
                1 => Fate::Missed,
                _ => Fate::Kept,
            };
            let fate = if is_running(opening.slot, self.now) { Fate::Kept } else { fate };
            self.add(rng, index, opening, standard, fate);
        }
        self.own(index, today);
    }

    fn day_of_demo(&mut self, rng: &mut Rng, date: Date) {
        let openings = self.openings(0, date);
        if openings.is_empty() || self.made.appointments.len() >= self.most {
            return;
        }
        let standard = self.practitioners[0].services.first().copied();
        for opening in rng.sample(&openings, openings.len() * FULL / 100) {
            let fate = if rng.percent(8) { Fate::Cancelled } else { Fate::Kept };
            self.add(rng, 0, opening, standard, fate);
        }
        self.own(0, date);
    }

    /// A practitioner's standard slots on one day. All their centres are in one zone.
    fn openings(&self, index: usize, date: Date) -> Vec<Opening> {
        let open = self.practitioners[index].affiliations.iter().filter(|work| !self.closed.at(work.centre, date));
        let times = open.flat_map(|work| {
            let schedule = Schedule::new(self.zone.clone(), &work.hours, SlotRule::default());
            schedule.day_slots(date).into_iter().map(move |slot| Opening { slot, centre: work.centre })
        });
        times.collect()
    }

    /// The slots at the demo centre.
    fn here(&self, index: usize, date: Date) -> Vec<Opening> {
        let is_here = self.practitioners[index].affiliations.iter().any(|work| work.centre == self.centre);
        let openings = if is_here { self.openings(index, date) } else { Vec::new() };
        openings.into_iter().filter(|opening| opening.centre == self.centre).collect()
    }

    /// Marks this day as complete.
    fn own(&mut self, index: usize, date: Date) {
        let begins = |date: Date| Some(date.to_zoned(self.zone.tz().clone()).ok()?.timestamp());
        let Some((from, to)) = begins(date).zip(date.tomorrow().ok().and_then(begins)) else { return };
        let days = self.made.by_practitioner.entry(index).or_insert(from..to);
        *days = days.start.min(from)..days.end.max(to);
    }

    /// Adds a visit, if any patient is free for it.
    fn add(
        &mut self,
        rng: &mut Rng,
        index: usize,
        Opening { slot, centre }: Opening,
        service: Option<usize>,
        fate: Fate,
    ) {
        if self.made.appointments.len() >= self.most {
            return;
        }
        let Some(patient) = self.waiting.anybody(rng, city_of(self.centre), slot) else { return };
        let created_at = match fate {
            // Long enough ago for a new patient's notice, but not so long that the request has expired.
            Fate::Asked => self.now.checked_sub(SignedDuration::from_mins(rng.between(25 * 60, 40 * 60))),
            _ => Ok(booked_at(rng, slot, self.now)),
        };
        let created_at = created_at.unwrap_or(Timestamp::MIN);
        let (status, settled_at) = match fate {
            Fate::Cancelled => (Status::Cancelled, cancelled_at(rng, created_at, slot, self.now)),
            _ => stands(fate, slot, self.now),
        };
        self.made.appointments.push(SeedAppointment {
            practitioner: index,
            patient,
            centre,
            service,
            slot,
            status,
            reason: if service == Some(HEALTH_CLASS) { "" } else { rng.pick(self.practitioners[index].reasons) },
            created_at,
            settled_at,
        });
    }
}

fn is_running(slot: Slot, now: Timestamp) -> bool {
    slot.starts_at <= now && now < slot.ends_at
}

/// The status of a visit that was not cancelled, and since when if it has changed.
fn stands(fate: Fate, slot: Slot, now: Timestamp) -> (Status, Option<Timestamp>) {
    match fate {
        Fate::Missed if slot.ends_at <= now => (Status::Noshow, Some(slot.ends_at)),
        _ if slot.ends_at <= now => (Status::Fulfilled, Some(slot.ends_at)),
        _ if slot.starts_at <= now => (Status::CheckedIn, Some(slot.starts_at)),
        Fate::Asked => (Status::Pending, None),
        _ if slot.starts_at.duration_since(now) <= EARLY => (Status::Arrived, Some(now)),
        _ => (Status::Booked, None),
    }
}
