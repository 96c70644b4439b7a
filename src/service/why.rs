//! "Why not this time?": every rule that keeps someone from booking a slot, for any time with any practitioner.

use jiff::Timestamp;

use super::{
    Outcome, Services,
    availability::{Perspective, joinable, of_patient_on},
    directory::{Directory, Offering},
    movable, proxy, referral,
};
use crate::{
    domain::{
        account::{Actor, Role},
        booking::{Blocker, Claimed, Facts, Strictness, Target, blockers, slot_at},
        calendar_view::{day_bounds, local_date},
        closure::StoredClosure,
        ids::{AppointmentId, CentreId, PatientId, PractitionerId},
        policy::Action,
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

/// The answer.
#[derive(Clone, Debug)]
pub struct Why {
    /// The slot that the visit would take.
    pub slot: Slot,
    /// Everything that prevents it, most helpful first; empty if it can be booked.
    pub blockers: Vec<Blocker>,
    /// The closures among them; the name of a practitioner's own closure is left out for anyone it does not concern.
    pub closures: Vec<StoredClosure>,
}

/// Lists every rule that blocks a slot for the actor (for a visitor, those that do not depend on who asks). Removing exactly these
/// makes the slot free.
///
/// # Errors
/// Not found; a storage failure.
pub async fn why_not(services: &Services, actor: &Actor, target: Target) -> Outcome<Why> {
    let directory = services.directory_for(actor).await?;
    let offering = directory.offering_at(&target).ok_or(AppError::NotFound)?;
    let patient = match actor {
        Actor::Account { id, roles } if roles.contains(&Role::Patient) => Some(PatientId(id.0)),
        _ => None,
    };
    let asker = Asker::new(patient.map(PatientId::account), services.clock.now());
    let conn = &mut services.db.read().await?;
    Ok(for_reader(actor, list(conn, &directory, &offering, asker, target.starts_at).await?))
}

/// Like [`why_not`], for a patient for whom the actor books, who holds the slot while they fill in the form.
///
/// # Errors
/// The errors of [`why_not`]; not found without an active proxy for booking.
pub async fn why_not_for(services: &Services, actor: &Actor, patient: PatientId, target: Target) -> Outcome<Why> {
    let now = services.clock.now();
    let directory = services.directory_for(actor).await?;
    let conn = &mut services.db.read().await?;
    proxy::ground(conn, actor, Action::Book, patient, now).await?;
    let offering = directory.offering_at(&target).ok_or(AppError::NotFound)?;
    let asker = Asker { keeper: actor.id(), ..Asker::new(Some(patient.account()), now) };
    Ok(for_reader(actor, list(conn, &directory, &offering, asker, target.starts_at).await?))
}

/// Like `why_not`, for an appointment to be moved, which keeps its kind and gives back what it has, for anyone who may move it.
///
/// # Errors
/// Not found; that it cannot be moved; a storage failure.
pub async fn why_not_move(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    centre: CentreId,
    starts_at: Timestamp,
) -> Outcome<Why> {
    let directory = services.directory_for(actor).await?;
    let (found, party, moving) = movable::movable(services, &directory, actor, id).await?;
    let offering = directory.offering_again_at(&found.moved_to(centre, starts_at)).ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let asker = Asker { moving: Some(moving), keeper: actor.id(), ..Asker::new(Some(found.patient.account()), now) };
    let conn = &mut services.db.read().await?;
    let mut why = list(conn, &directory, &offering, asker, starts_at).await?;
    let strictness = movable::strictness(party);
    why.blockers.retain(|blocker| blocker.refusal().binds(strictness));
    Ok(for_reader(actor, why))
}

/// Everything that prevents a slot for the asker.
pub(super) async fn list(
    conn: &mut Conn,
    directory: &Directory,
    offering: &Offering<'_>,
    asker: Asker,
    starts_at: Timestamp,
) -> Outcome<Why> {
    let Offering { practitioner, centre, affiliation, service } = *offering;
    let (now, patient) = (asker.now, asker.account.map(|account| PatientId(account.0)));
    let except = asker.moving.map(|moving| moving.appointment);
    let slot = slot_at(service, starts_at);
    let claimed = claimed(conn, directory, offering, asker, &slot).await?;
    let date = local_date(&centre.zone, starts_at);
    let day = day_bounds(&centre.zone, date);
    let count = |n: i64| u32::try_from(n).unwrap_or_default();
    let of_service_that_day = match service.id {
        Some(id) => {
            let within = (day.start, day.end);
            count(appointment::count_of_service(conn, practitioner.id, id, except, within, starts_at).await?)
        }
        None => 0,
    };
    let of_patient_that_day = match patient {
        Some(patient) => of_patient_on(conn, directory, patient, except, date).await?,
        None => 0,
    };
    let facts = Facts {
        patient,
        practitioner: practitioner.id,
        accepting: practitioner.accepting,
        // An appointment being moved was already booked with a referral.
        needs_referral: except.is_none() && referral::is_missing(conn, practitioner, patient, starts_at).await?,
        service,
        zone: &centre.zone,
        hours: &affiliation.hours,
        starts_at,
        claimed,
        of_service_that_day,
        of_patient_that_day,
    };
    let blockers = blockers(&facts, &directory.settings, now);
    let closed = |closure: &StoredClosure| {
        closure.concerns(practitioner.id, centre.id)
            && blockers.iter().any(|blocker| matches!(blocker, Blocker::Closure(times) if *times == closure.times))
    };
    let mut closures = closure::all(conn, local_date(&centre.zone, now).at(0, 0, 0, 0)).await?;
    closures.retain(closed);
    Ok(Why { slot, blockers, closures })
}

/// What a reader may see of it. Why practitioners are away is for them and the administrators to know; a clinic's holiday is for
/// everyone.
fn for_reader(actor: &Actor, mut why: Why) -> Why {
    let runs_it = matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Administrator));
    let may_know = |whose: PractitionerId| runs_it || actor.id() == Some(whose.account());
    for closure in why.closures.iter_mut().filter(|closure| closure.practitioner.is_some_and(|whose| !may_know(whose)))
    {
        closure.name.clear();
    }
    why
}

/// The claims on everyone and everything that the visit needs. A group's session with a seat left is in no one's way.
async fn claimed(
    conn: &mut Conn,
    directory: &Directory,
    offering: &Offering<'_>,
    asker: Asker,
    slot: &Slot,
) -> Outcome<Claimed> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let occupied = service.rule.occupied(slot);
    let (first, last) = cells(occupied.starts_at, occupied.ends_at).into_inner();
    // Full days have a rule of their own.
    let seen_by = Perspective { directory, asker, strictness: Strictness::Overbooking };
    let joinable = joinable(conn, seen_by, offering, (slot.starts_at, slot.ends_at)).await?;
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
