//! The first free slots of the practitioners on a page, as its reader could book them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    domain::{
        account::{Actor, Role},
        calendar_view::local_date,
        directory::{Centre, Practitioner},
        ids::{PractitionerId, ResourceId},
        slot::{BusyCells, DaySlots, Occupancy, Slot},
        time::cells,
    },
    service::{
        Outcome, Services,
        availability::{Perspective, full_days, occupancy},
        directory::{Directory, Offering},
    },
    storage::{
        claim::{self, Asked, Asker},
        db::Conn,
    },
};

/// How many days ahead results look for a free slot.
const LOOK_AHEAD_DAYS: u16 = 14;
/// The number of days with free slots that a result shows, and the number of slots per day.
const DAYS_SHOWN: usize = 3;
const TIMES_SHOWN: usize = 3;

/// A practitioner's free slots at the centre that has the earliest.
#[derive(Debug)]
pub struct Openings<'d> {
    /// The centre.
    pub centre: &'d Centre,
    /// The earliest slot.
    pub earliest: Slot,
    /// The first days that have free slots, each with its first slots.
    pub days: Vec<DaySlots>,
}

/// The taken times of the practitioners on a page, and of its reader, as far ahead as results look.
pub(in crate::service) struct Seen {
    now: Timestamp,
    asker: Asker,
    /// Whether the reader is a patient, who cannot book themselves.
    is_patient: bool,
    busy: Vec<(ResourceId, BusyCells)>,
    /// The dates on which the reader has as many appointments as the clinic allows.
    full: Vec<Date>,
}

impl Seen {
    /// These practitioners' time as an actor sees it.
    pub(in crate::service) async fn of(
        conn: &mut Conn,
        directory: &Directory,
        actor: &Actor,
        people: &[PractitionerId],
        now: Timestamp,
    ) -> Outcome<Self> {
        let asker = Asker::new(actor.id(), now);
        let (first, last) = cells(now, look_ahead(now)).into_inner();
        let reader = asker.account.map(|account| ResourceId(account.0));
        let mut whose: Vec<ResourceId> = people.iter().map(|person| person.resource()).chain(reader).collect();
        whose.sort_unstable();
        whose.dedup();
        let busy = match whose[..] {
            // The longer statement costs more than it saves.
            [id] => vec![(id, claim::busy_cells(conn, asker, id, first, last).await?)],
            _ => {
                let asked: Vec<Asked> = whose.into_iter().map(|id| (id, first, last)).collect();
                claim::busy_cells_of(conn, asker, &asked).await?
            }
        };
        Ok(Self {
            now,
            asker,
            is_patient: matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Patient)),
            busy: busy.into_iter().map(|(id, cells)| (id, cells.into_iter().collect())).collect(),
            full: full_days(conn, Perspective::of_patient(directory, asker), (now, look_ahead(now))).await?,
        })
    }

    fn busy(&self, whose: ResourceId) -> BusyCells {
        self.busy.iter().find(|(id, _)| *id == whose).map(|(_, busy)| busy.clone()).unwrap_or_default()
    }

    /// What is taken of a practitioner's time, where no rooms and no limits matter, and of the reader's.
    fn taken(&self, person: PractitionerId) -> Occupancy {
        let taken = Occupancy::from(self.busy(person.resource()));
        match self.asker.account {
            Some(account) => taken.with_patient(self.busy(ResourceId(account.0))).with_full_days(self.full.clone()),
            None => taken,
        }
    }
}

fn look_ahead(now: Timestamp) -> Timestamp {
    now + SignedDuration::from_hours(24 * i64::from(LOOK_AHEAD_DAYS + 1))
}

/// The last start for which every possible conflict is known: the following day is read, too.
fn last_known(offering: &Offering<'_>, now: Timestamp) -> Timestamp {
    let known = now + SignedDuration::from_hours(24 * i64::from(LOOK_AHEAD_DAYS));
    offering.service.latest(&offering.centre.zone, now).min(known)
}

/// The first free slots for a practitioner's first kind of visit, at whichever of these centres has the earliest.
pub(super) async fn openings<'d>(
    services: &Services,
    directory: &'d Directory,
    (person, centres): (&'d Practitioner, &[&Centre]),
    seen: &Seen,
) -> Outcome<Option<Openings<'d>>> {
    let Seen { now, asker, .. } = *seen;
    if !person.accepting || (seen.is_patient && asker.account == Some(person.id.account())) {
        return Ok(None);
    }
    let mut best: Option<(Slot, Offering<'d>, Occupancy)> = None;
    for centre in centres {
        let Some(offering) = directory.offering(person.id, centre.id, None) else { continue };
        let service = offering.service;
        let taken = if service.rooms.is_empty() && service.daily_cap.is_none() {
            seen.taken(person.id)
        } else {
            let mut conn = services.db.read().await?;
            let seen_by = Perspective::of_patient(directory, asker);
            occupancy(&mut conn, seen_by, &offering, (now, look_ahead(now))).await?
        };
        let earliest = offering.schedule().earliest_free(LOOK_AHEAD_DAYS, &taken, soonest(&offering, now));
        if let Some(earliest) = earliest.filter(|slot| slot.starts_at <= last_known(&offering, now))
            && best.as_ref().is_none_or(|(slot, ..)| earliest.starts_at < slot.starts_at)
        {
            best = Some((earliest, offering, taken));
        }
    }
    Ok(best.map(|(earliest, offering, taken)| {
        let from = local_date(&offering.centre.zone, earliest.starts_at);
        let most = (DAYS_SHOWN, TIMES_SHOWN);
        let latest = last_known(&offering, now);
        let mut days = offering.schedule().first_free(from, LOOK_AHEAD_DAYS, most, &taken, earliest.starts_at);
        days.retain_mut(|day| {
            day.slots.retain(|slot| slot.starts_at <= latest);
            !day.slots.is_empty()
        });
        Openings { centre: offering.centre, earliest, days }
    }))
}

pub(in crate::service) fn soonest(offering: &Offering<'_>, now: Timestamp) -> Timestamp {
    offering.service.soonest(now).max(now + SignedDuration::from_secs(1))
}

/// The next free slots of one practitioner that the actor can book.
///
/// # Errors
/// A storage failure.
pub async fn openings_of<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    person: &'d Practitioner,
) -> Outcome<Option<Openings<'d>>> {
    let now = services.clock.now();
    let seen = Seen::of(&mut services.db.read().await?, directory, actor, &[person.id], now).await?;
    openings_anywhere(services, directory, person, &seen).await
}

/// When each practitioner at a centre is next free there, as far as the actor can book them.
///
/// # Errors
/// A storage failure.
pub async fn next_free_at(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    centre: &Centre,
) -> Outcome<HashMap<PractitionerId, Slot>> {
    let people: Vec<&Practitioner> = directory.staff(centre.id).filter(|person| person.accepting).collect();
    let mut free = HashMap::new();
    if people.is_empty() {
        return Ok(free);
    }
    let ids: Vec<PractitionerId> = people.iter().map(|person| person.id).collect();
    let seen = Seen::of(&mut services.db.read().await?, directory, actor, &ids, services.clock.now()).await?;
    for person in people {
        let found = openings(services, directory, (person, &[centre]), &seen).await?;
        free.extend(found.map(|found| (person.id, found.earliest)));
    }
    Ok(free)
}

/// A practitioner's first free slots, at whichever of their centres has the earliest.
pub(in crate::service) async fn openings_anywhere<'d>(
    services: &Services,
    directory: &'d Directory,
    person: &'d Practitioner,
    seen: &Seen,
) -> Outcome<Option<Openings<'d>>> {
    let centres: Vec<&Centre> = person.affiliations.iter().filter_map(|at| directory.centre(at.centre)).collect();
    openings(services, directory, (person, &centres), seen).await
}
