//! When somebody can be seen: the week that a slot picker shows, and a practitioner's own hours.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::{Failure, Outcome, Services, as_practitioner, directory::Directory, settings};
use crate::{
    domain::{
        account::Actor,
        booking::{horizon, slot_rule},
        calendar_view::{local_date, week_of},
        directory::{Affiliation, Centre},
        form::{Field, FieldError, Problem},
        ids::{AffiliationId, CentreId, PractitionerId, ResourceId},
        policy::Action,
        slot::{BusyCells, DaySlots, Schedule, Slot, WeeklyWindow, check_hours, clashes_across},
        time::cells,
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
        claim,
        db::{Conn, Tx},
        directory, hours,
    },
};

/// How far ahead "next free" looks, in days.
const NEXT_FREE_DAYS: u16 = 60;

/// The claimed cells of people between two instants, for asking schedules about.
pub(super) async fn busy(
    conn: &mut Conn,
    people: &[ResourceId],
    from: Timestamp,
    until: Timestamp,
) -> Outcome<BusyCells> {
    let (first, last) = cells(from, until).into_inner();
    let mut all = Vec::new();
    for person in people {
        all.extend(claim::busy_cells(conn, *person, first, last).await?);
    }
    Ok(all.into_iter().collect())
}

/// A week of one practitioner at one centre.
#[derive(Debug)]
pub struct Week<'d> {
    /// Where.
    pub centre: &'d Centre,
    /// Its Monday.
    pub monday: Date,
    /// Today, where the centre is.
    pub today: Date,
    /// The last date on which one may book.
    pub last_date: Date,
    /// Seven days with their free slots.
    pub days: Vec<DaySlots>,
    /// The earliest free slot from now, in this week or later.
    pub next_free: Option<Slot>,
}

/// The week that contains `date`, else the first with a free time, as far as it can be booked. With a patient who is signed
/// in, times at which they are busy themselves are left out.
///
/// # Errors
/// Not found; the storage's failure.
pub async fn week<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    practitioner: PractitionerId,
    centre: CentreId,
    date: Option<Date>,
) -> Outcome<Week<'d>> {
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let at = |affiliation: &&Affiliation| affiliation.centre == centre;
    let affiliation = person.affiliations.iter().find(at).ok_or(AppError::NotFound)?;
    let centre = directory.centre(centre).ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let today = local_date(&centre.zone, now);
    let last = horizon(&directory.settings, now);
    let last_date = local_date(&centre.zone, last);
    let monday_of = |date: Date| week_of(date.clamp(today, last_date));
    if !person.accepting {
        let monday = monday_of(date.unwrap_or(today));
        let empty = |date| DaySlots { date, slots: Vec::new() };
        let days = monday.series(1.day()).take(7).map(empty).collect();
        return Ok(Week { centre, monday, today, last_date, days, next_free: None });
    }
    let schedule = affiliation.schedule(centre, slot_rule(&directory.settings));
    let until = now + SignedDuration::from_hours(24 * i64::from(NEXT_FREE_DAYS + 1));
    let asked_ends = day_start(centre, monday_of(date.unwrap_or(today))) + SignedDuration::from_hours(24 * 9);
    let mut people = vec![practitioner.resource()];
    people.extend(actor.id().map(|id| ResourceId(id.0)));
    let busy = busy(&mut services.db.read().await?, &people, now, until.max(asked_ends)).await?;
    let soonest = now + SignedDuration::from_secs(1);
    let next_free = schedule.earliest_free(NEXT_FREE_DAYS, &busy, soonest).filter(|slot| slot.starts_at <= last);
    let first_date = next_free.map_or(today, |slot| local_date(&centre.zone, slot.starts_at));
    let monday = monday_of(date.unwrap_or(first_date));
    let mut days = schedule.free_slots(monday, 7, &busy, soonest);
    for day in &mut days {
        day.slots.retain(|slot| slot.starts_at <= last);
    }
    Ok(Week { centre, monday, today, last_date, days, next_free })
}

fn day_start(centre: &Centre, date: Date) -> Timestamp {
    date.to_zoned(centre.zone.tz().clone()).map_or(Timestamp::MIN, |start| start.timestamp())
}

/// The free slots nearest to a wanted instant, for the message that refuses it.
pub(super) async fn nearest(
    services: &Services,
    people: &[ResourceId],
    schedule: &Schedule,
    wanted: Timestamp,
) -> Outcome<Vec<Slot>> {
    const REACH_DAYS: u16 = 7;
    const SHOWN: usize = 4;
    let now = services.clock.now();
    let reach = SignedDuration::from_hours(24 * i64::from(REACH_DAYS + 1));
    let mut conn = services.db.read().await?;
    let wanted = wanted.max(now);
    let from = wanted.checked_sub(reach).unwrap_or(Timestamp::MIN).max(now);
    let busy = busy(&mut conn, people, from, wanted.checked_add(reach).unwrap_or(Timestamp::MAX)).await?;
    let last = horizon(&settings(&mut conn).await?, now);
    let mut slots = schedule.nearest_free(wanted, REACH_DAYS, SHOWN, &busy, now + SignedDuration::from_secs(1));
    slots.retain(|slot| slot.starts_at <= last);
    Ok(slots)
}

/// The directory and the actor's place in it, for showing them their own hours.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn own_hours(services: &Services, actor: &Actor) -> Outcome<(Arc<Directory>, PractitionerId)> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    Ok((services.directory().await?, practitioner))
}

/// Puts the actor's weekly hours at one of their centres in place of those before. Appointments stay as they are.
///
/// # Errors
/// Hours that overlap, here or with another centre; not found when the centre is not theirs.
pub async fn save_hours(
    services: &Services,
    actor: &Actor,
    affiliation: AffiliationId,
    hours: Vec<WeeklyWindow>,
) -> Outcome<()> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let clash = || Failure::from(FieldError::new(Field::Hours, Problem::Clash));
    check_hours(&hours).map_err(|_| clash())?;
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|a| a.id == affiliation).ok_or(AppError::NotFound)?;
    let zone_here = &directory.centre(here.centre).ok_or(AppError::NotFound)?.zone;
    let today = local_date(zone_here, services.clock.now());
    for other in person.affiliations.iter().filter(|a| a.id != affiliation) {
        let zone = &directory.centre(other.centre).ok_or(AppError::NotFound)?.zone;
        if clashes_across(zone_here, &hours, zone, &other.hours, today).is_some() {
            return Err(clash());
        }
    }
    let change = (actor.clone(), affiliation, hours, services.clock.now().as_second());
    services
        .db
        .write(change, |tx, (actor, affiliation, hours, now)| {
            Box::pin(async move {
                hours::replace(tx, *affiliation, hours).await?;
                record(tx, actor, "hours.save", Some(affiliation.0), *now).await
            })
        })
        .await?;
    services.directory.expire();
    services.live.changed(practitioner);
    Ok(())
}

/// Switches whether the actor takes new bookings. Appointments that exist stay.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_accepting(services: &Services, actor: &Actor, accepting: bool) -> Outcome<()> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let change = (actor.clone(), practitioner, accepting, services.clock.now().as_second());
    services
        .db
        .write(change, |tx, (actor, practitioner, accepting, now)| {
            Box::pin(async move {
                if !hours::set_accepting(tx, *practitioner, *accepting).await? {
                    return Err(AppError::NotFound.into());
                }
                let action = if *accepting { "bookings.open" } else { "bookings.close" };
                record(tx, actor, action, Some(practitioner.0), *now).await
            })
        })
        .await?;
    services.directory.expire();
    services.live.changed(practitioner);
    Ok(())
}

async fn record(tx: &mut Tx, actor: &Actor, action: &'static str, id: Option<i64>, now: i64) -> Outcome<()> {
    directory::bump_version(tx).await?;
    if let Some(practitioner) = actor.id() {
        super::live::announce(tx, PractitionerId(practitioner.0)).await?;
    }
    let basis = Some(crate::domain::policy::Basis::Own);
    let event = AuditEvent { at: now, actor, action, entity: "availability", entity_id: id, basis, outcome: "done" };
    Ok(audit::record(tx, &event).await?)
}
