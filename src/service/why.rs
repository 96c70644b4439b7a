//! "Why not this time?": every rule that keeps somebody from booking a time, for any time of any practitioner.

use jiff::Timestamp;

use super::{Outcome, Services, directory::Offering, referral};
use crate::{
    domain::{
        account::{Actor, Role},
        booking::{Blocker, Claimed, Facts, blockers, slot_at},
        calendar_view::{day_bounds, local_date},
        closure::StoredClosure,
        ids::{CentreId, PatientId, PractitionerId, ServiceId},
        slot::Slot,
        time::cells,
    },
    error::AppError,
    storage::{
        appointment,
        claim::{self, Asker},
        closure,
        db::Conn,
    },
};

/// The time that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct WhyQuery {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub centre: CentreId,
    /// As which kind of visit; the first that the practitioner offers where none is named.
    pub service: Option<ServiceId>,
    /// When it would start.
    pub starts_at: Timestamp,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Why {
    /// The stretch that the visit would take.
    pub slot: Slot,
    /// Everything that stands in its way, what helps most to know first; nothing when it can be booked.
    pub blockers: Vec<Blocker>,
    /// The closures among them; without the name of a practitioner's own for whoever it is not for.
    pub closures: Vec<StoredClosure>,
}

/// Lists every rule that blocks a time for the actor (for a visitor those that do not depend on who asks). Taking away exactly
/// these makes the time free.
///
/// # Errors
/// Not found; the storage's failure.
pub async fn why_not(services: &Services, actor: &Actor, query: WhyQuery) -> Outcome<Why> {
    let directory = services.directory_for(actor).await?;
    let offering = directory.offering(query.practitioner, query.centre, query.service).ok_or(AppError::NotFound)?;
    let Offering { practitioner, centre, affiliation, service } = offering;
    let now = services.clock.now();
    let patient = match actor {
        Actor::Account { id, roles } if roles.contains(&Role::Patient) => Some(PatientId(id.0)),
        _ => None,
    };
    let slot = slot_at(service, query.starts_at);
    let asker = Asker { account: patient.map(PatientId::account), now: now.as_second() };
    let mut conn = services.db.read().await?;
    let claimed = claimed(&mut conn, services, actor, &offering, asker, &slot).await?;
    let day = day_bounds(&centre.zone, local_date(&centre.zone, query.starts_at));
    let (from, to) = (day.start.as_second(), day.end.as_second());
    let count = |n: i64| u32::try_from(n).unwrap_or_default();
    let of_service_that_day = match service.id {
        Some(id) => {
            let joining = query.starts_at.as_second();
            count(appointment::count_of_service(&mut conn, practitioner.id, id, (from, to), joining).await?)
        }
        None => 0,
    };
    let of_patient_that_day = match patient {
        Some(patient) => count(appointment::count_of_patient(&mut conn, patient, from, to).await?),
        None => 0,
    };
    let facts = Facts {
        patient,
        practitioner: practitioner.id,
        accepting: practitioner.accepting,
        needs_referral: referral::is_missing(&mut conn, practitioner, patient, query.starts_at).await?,
        service,
        zone: &centre.zone,
        hours: &affiliation.hours,
        starts_at: query.starts_at,
        claimed,
        of_service_that_day,
        of_patient_that_day,
    };
    let blockers = blockers(&facts, &directory.settings, now);
    let closed = |closure: &StoredClosure| {
        closure.concerns(practitioner.id, centre.id)
            && blockers.iter().any(|blocker| matches!(blocker, Blocker::Closure(times) if *times == closure.times))
    };
    let mut closures = closure::all(&mut conn, local_date(&centre.zone, now).at(0, 0, 0, 0)).await?;
    closures.retain(closed);
    // Why somebody is away is theirs, and of who runs the place. A clinic's holiday is everybody's.
    let may_know = actor.id() == Some(practitioner.id.account())
        || matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Administrator));
    for closure in closures.iter_mut().filter(|closure| closure.practitioner.is_some() && !may_know) {
        closure.name.clear();
    }
    Ok(Why { slot, blockers, closures })
}

/// What is claimed of everybody and everything that the visit needs. A group's session with a seat left stands in nobody's way.
async fn claimed(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    offering: &Offering<'_>,
    asker: Asker,
    slot: &Slot,
) -> Outcome<Claimed> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let occupied = service.rule.occupied(slot);
    let (first, last) = cells(occupied.starts_at, occupied.ends_at).into_inner();
    let directory = services.directory_for(actor).await?;
    let joinable = super::availability::joinable(conn, offering, asker, slot.starts_at, slot.ends_at).await?;
    let has_seat = joinable.iter().any(|(group, _)| group == slot);
    let busy = claim::busy_cells(conn, asker, practitioner.id.resource(), first, last).await?;
    let of_patient = match asker.account {
        Some(account) => {
            let (first, last) = cells(slot.starts_at, slot.ends_at).into_inner();
            let person = PatientId(account.0).resource();
            !claim::busy_cells(conn, asker, person, first, last).await?.is_empty()
        }
        None => false,
    };
    let mut rooms = false;
    if let Some(all) = directory.rooms_for(service, centre.id) {
        rooms = true;
        for room in all {
            rooms &= !claim::busy_cells(conn, asker, room.resource(), first, last).await?.is_empty();
        }
    }
    Ok(Claimed { practitioner: !busy.is_empty() && !has_seat, patient: of_patient, rooms: rooms && !has_seat })
}
