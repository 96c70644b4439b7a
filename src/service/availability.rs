//! When someone can be seen: the week that the time picker shows.

mod in_a_row;
mod perspective;
mod taken;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use self::in_a_row::Seen;
pub(super) use self::{
    perspective::Perspective,
    taken::{full_days, occupancy, of_patient_on},
};
use super::{
    Outcome, Services,
    diaries::Diaries,
    directory::{Directory, Offering},
    movable,
};
use crate::{
    domain::{
        account::Actor,
        appointment::Party,
        booking::{BookingRefusal, Strictness},
        calendar_view::{day_start, local_date, week_of},
        directory::Centre,
        healthcare_service::HealthcareService,
        ids::{AppointmentId, CentreId, PractitionerId, ResourceId, ServiceId},
        slot::{BusyCells, DaySlots, Occupancy, Slot},
        time::cells,
    },
    error::AppError,
    storage::{
        claim::{self, Asker},
        db::Conn,
        group_session,
    },
};

/// How far ahead "next free" looks, in days.
const NEXT_FREE_DAYS: u16 = 60;
/// How far ahead staff may browse, in days.
const STAFF_HORIZON_DAYS: i64 = 730;

/// A week of one practitioner at one centre.
#[derive(Debug)]
pub struct Week<'d> {
    /// The centre.
    pub centre: &'d Centre,
    /// The kind of visit.
    pub service: &'d HealthcareService,
    /// Its Monday.
    pub monday: Date,
    /// Today's date at the centre.
    pub today: Date,
    /// The last date that can be booked.
    pub last_date: Date,
    /// Seven days with their free slots.
    pub days: Vec<DaySlots>,
    /// The earliest free slot from now on, in this week or later.
    pub next_free: Option<Slot>,
    /// The number of places left in groups that have begun to fill.
    pub places_left: Vec<(Slot, u32)>,
    /// Groups without places left.
    pub full: Vec<Slot>,
    /// Slots of this week that can be booked together with the ones after them, and the maximum number in a row.
    pub in_a_row: Vec<(Slot, u16)>,
}

/// Which week to show, and whose.
#[derive(Clone, Copy, Debug)]
pub struct WeekQuery {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The centre.
    pub centre: CentreId,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// A date in the week; by default the first week with a free time.
    pub date: Option<Date>,
    /// The appointment being moved, if any: it keeps its practitioner and kind of visit, and its own time counts as free for
    /// whoever moves it.
    pub moving: Option<AppointmentId>,
}

/// The week containing the date, or else the first bookable week with a free time. If a patient is signed in, times at which they
/// are busy are left out.
///
/// # Errors
/// Not found; that the appointment cannot be moved; a storage failure.
pub async fn week<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    query: WeekQuery,
) -> Outcome<Week<'d>> {
    let asker = Asker::new(actor.id(), services.clock.now());
    let Some(id) = query.moving else {
        return week_for(services, directory, asker, query, Strictness::Patient).await;
    };
    let (found, party, moving) = movable::movable(services, directory, actor, id).await?;
    let strictness = if party == Party::Patient { Strictness::Patient } else { Strictness::Staff };
    let query = WeekQuery { practitioner: found.practitioner, service: found.service, ..query };
    let asker = Asker { account: Some(found.patient.account()), moving: Some(moving), ..asker };
    week_over(services, directory, asker, query, strictness, found.slots).await
}

/// Like `week`, for booking on behalf of others: the notice, the horizon, and whether bookings are taken do not bind staff.
pub(super) async fn week_for<'d>(
    services: &Services,
    directory: &'d Directory,
    asker: Asker,
    query: WeekQuery,
    strictness: Strictness,
) -> Outcome<Week<'d>> {
    week_over(services, directory, asker, query, strictness, 1).await
}

/// Like `week`, for a visit that takes this many adjacent slots.
pub(super) async fn week_over<'d>(
    services: &Services,
    directory: &'d Directory,
    asker: Asker,
    query: WeekQuery,
    strictness: Strictness,
    slots: u16,
) -> Outcome<Week<'d>> {
    let offering = match query.moving.is_some() {
        true => directory.offering_again_over(query.practitioner, query.centre, query.service, slots),
        false => directory.offering_over(query.practitioner, query.centre, query.service, slots),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    let Offering { practitioner, centre, service, .. } = offering;
    let now = services.clock.now();
    let today = local_date(&centre.zone, now);
    let is_bound = |refusal: BookingRefusal| refusal.binds(strictness);
    let last = if is_bound(BookingRefusal::TooFarAhead) {
        service.latest(&centre.zone, now)
    } else {
        now + SignedDuration::from_hours(24 * STAFF_HORIZON_DAYS)
    };
    let last_date = local_date(&centre.zone, last);
    let monday_of = |date: Date| week_of(date.clamp(today, last_date));
    if !practitioner.accepting && is_bound(BookingRefusal::NotAccepting) {
        let monday = monday_of(query.date.unwrap_or(today));
        let empty = |date| DaySlots { date, slots: Vec::new() };
        let days = monday.series(1.day()).take(7).map(empty).collect();
        let (places_left, full, in_a_row) = (Vec::new(), Vec::new(), Vec::new());
        let next_free = None;
        return Ok(Week { centre, service, monday, today, last_date, days, next_free, places_left, full, in_a_row });
    }
    let schedule = offering.schedule();
    let until = now + SignedDuration::from_hours(24 * i64::from(NEXT_FREE_DAYS + 1));
    let asked_starts = day_start(&centre.zone, monday_of(query.date.unwrap_or(today)));
    let until = until.max(asked_starts + SignedDuration::from_hours(24 * 9));
    let mut conn = services.db.read().await?;
    let seen_by = Perspective { directory, asker, strictness };
    let taken = occupancy(&mut conn, seen_by, &offering, (now, until)).await?;
    let soonest = if is_bound(BookingRefusal::TooSoon) { service.soonest(now) } else { now };
    let soonest = soonest.max(now + SignedDuration::from_secs(1));
    let groups = groups(&mut conn, seen_by, &offering, (soonest, until)).await?;
    let (full, places_left): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, left)| *left == 0);
    let full: Vec<Slot> = full.into_iter().map(|(slot, _)| slot).filter(|slot| slot.starts_at <= last).collect();
    let joinable: Vec<Slot> = places_left.iter().map(|(slot, _)| *slot).collect();
    let free = schedule.earliest_free(NEXT_FREE_DAYS, &taken, soonest);
    let next_free = free.into_iter().chain(joinable.iter().copied()).min().filter(|slot| slot.starts_at <= last);
    let first_date = next_free.map_or(today, |slot| local_date(&centre.zone, slot.starts_at));
    let monday = monday_of(query.date.unwrap_or(first_date));
    let mut days = schedule.free_slots(monday, 7, &taken, soonest);
    for day in &mut days {
        let that_day = |slot: &&Slot| local_date(&centre.zone, slot.starts_at) == day.date;
        day.slots.extend(joinable.iter().filter(that_day));
        day.slots.sort_unstable();
        day.slots.dedup();
        day.slots.retain(|slot| slot.starts_at <= last);
    }
    let in_a_row = match query.moving {
        Some(_) => Vec::new(),
        None => {
            let seen = Seen { by: seen_by, within: (now, until), soonest, taken: &taken };
            in_a_row::longest(&mut conn, offering, seen, monday, &days).await?
        }
    };
    Ok(Week { centre, service, monday, today, last_date, days, next_free, places_left, full, in_a_row })
}

/// A day's free slots as staff see them, computed from diaries that include the practitioner's and the patient's own, and the slot
/// that the patient gives back in return, if any. `None` where rooms or groups matter, which diaries don't cover.
pub(super) fn free_by(
    diaries: &Diaries,
    offering: &Offering<'_>,
    date: Date,
    (patient, gives_back): (ResourceId, Option<Slot>),
    now: Timestamp,
) -> Option<Vec<Slot>> {
    let service = offering.service;
    if service.is_group() || !service.rooms.is_empty() {
        return None;
    }
    let given_back = gives_back.map(|slot| cells(slot.starts_at, slot.ends_at));
    let is_kept = |cell: &i64| given_back.as_ref().is_none_or(|given_back| !given_back.contains(cell));
    let practitioner: BusyCells = diaries.all_of(offering.practitioner.id.resource()).collect();
    let taken = Occupancy::from(practitioner).with_patient(diaries.all_of(patient).filter(is_kept).collect());
    let last = now + SignedDuration::from_hours(24 * STAFF_HORIZON_DAYS);
    let days = offering.schedule().free_slots(date, 1, &taken, now + SignedDuration::from_secs(1));
    Some(days.into_iter().flat_map(|day| day.slots).filter(|slot| slot.starts_at <= last).collect())
}

/// Groups that have begun to fill, still have places, and start when the asker is not busy; with the number of places.
pub(super) async fn joinable(
    conn: &mut Conn,
    seen_by: Perspective<'_>,
    offering: &Offering<'_>,
    within: (Timestamp, Timestamp),
) -> Outcome<Vec<(Slot, u32)>> {
    let mut groups = groups(conn, seen_by, offering, within).await?;
    groups.retain(|(_, left)| *left > 0);
    Ok(groups)
}

/// The number of places left in the group at a slot; `None` where the slot is for one person.
pub(super) async fn places_left(services: &Services, offering: &Offering<'_>, slot: &Slot) -> Outcome<Option<u32>> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let Some(id) = service.id.filter(|_| service.is_group()) else {
        return Ok(None);
    };
    let (at, within) = ((practitioner.id, centre.id), (slot.starts_at, slot.ends_at));
    let begun = group_session::begun(&mut services.db.read().await?, at, id, service.capacity, None, within).await?;
    Ok(Some(begun.first().map_or(service.capacity, |(_, left)| *left)))
}

/// Like `joinable`, including full groups.
async fn groups(
    conn: &mut Conn,
    seen_by: Perspective<'_>,
    offering: &Offering<'_>,
    (from, until): (Timestamp, Timestamp),
) -> Outcome<Vec<(Slot, u32)>> {
    let asker = seen_by.asker;
    let Offering { practitioner, centre, service, .. } = *offering;
    let Some(id) = service.id.filter(|_| service.is_group()) else {
        return Ok(Vec::new());
    };
    let at = (practitioner.id, centre.id);
    let given_back = asker.moving.and_then(|moving| moving.session);
    let mut groups = group_session::begun(conn, at, id, service.capacity, given_back, (from, until)).await?;
    // Hours or length may have changed since the first place was booked; then no more can be booked.
    let schedule = offering.schedule();
    groups.retain(|(slot, _)| schedule.check(slot.starts_at) == Ok(*slot));
    // The practitioner, who may book for others, is busy with the group itself.
    if let Some(account) = asker.account.filter(|account| *account != practitioner.id.account()) {
        let mut free = Vec::new();
        for (slot, left) in groups {
            let (first, last) = cells(slot.starts_at, slot.ends_at).into_inner();
            if claim::busy_cells(conn, asker, ResourceId(account.0), first, last).await?.is_empty() {
                free.push((slot, left));
            }
        }
        groups = free;
        let full = full_days(conn, seen_by, (from, until)).await?;
        groups.retain(|(slot, _)| !full.contains(&local_date(&centre.zone, slot.starts_at)));
    }
    Ok(groups)
}

/// The free slots nearest to the requested instant, for the message that refuses it.
pub(super) async fn nearest(
    conn: &mut Conn,
    seen_by: Perspective<'_>,
    offering: &Offering<'_>,
    wanted: Timestamp,
) -> Outcome<Vec<Slot>> {
    const REACH_DAYS: u16 = 7;
    const SHOWN: usize = 4;
    let reach = SignedDuration::from_hours(24 * i64::from(REACH_DAYS + 1));
    let now = seen_by.asker.now;
    let wanted = wanted.max(now);
    let from = wanted.checked_sub(reach).unwrap_or(Timestamp::MIN).max(now);
    let until = wanted.checked_add(reach).unwrap_or(Timestamp::MAX);
    let taken = occupancy(conn, seen_by, offering, (from, until)).await?;
    let soonest = offering.service.soonest(now).max(now + SignedDuration::from_secs(1));
    let mut slots = offering.schedule().nearest_free(wanted, REACH_DAYS, SHOWN, &taken, soonest);
    let groups = joinable(conn, seen_by, offering, (soonest.max(from), until)).await?;
    slots.extend(groups.into_iter().map(|(slot, _)| slot));
    let latest = offering.service.latest(&offering.centre.zone, now);
    slots.retain(|slot| slot.starts_at <= latest);
    slots.sort_by_key(|slot| slot.starts_at.duration_since(wanted).abs());
    slots.truncate(SHOWN);
    slots.sort_unstable();
    Ok(slots)
}
