//! Appointments that a change of hours or a closure leaves outside the hours: shown before the change is made, and never touched by
//! it.

use super::{Outcome, Services, as_practitioner, authorise, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        ids::AppointmentId,
        notice::NoticeKind,
        policy::{self, Action, Resource},
        slot::Availability,
        time::Zone,
    },
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        notice,
    },
};

/// The decision about the appointments that a change would strand.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Those that they were shown.
    pub seen: Vec<AppointmentId>,
    /// Whether their patients are asked to choose another time.
    pub tell: bool,
}

/// How a change ends.
#[derive(Debug)]
pub enum Change<T = ()> {
    /// It is made, and this came of it.
    Made(T),
    /// The change waits: these appointments would be stranded, and not all of them have been seen.
    Strands(Vec<Appointment>),
}

/// Whether a change that strands these may be made. If so, the patients are told as decided.
pub(super) async fn settle(tx: &mut Tx, stranded: &[Appointment], settled: &Settled, now: i64) -> Outcome<bool> {
    if stranded.iter().any(|one| !settled.seen.contains(&one.id)) {
        return Ok(false);
    }
    if settled.tell {
        for one in stranded {
            let kind = NoticeKind::AppointmentStranded;
            notice::insert_for_patient(tx, one.patient, None, kind, one.id, now).await?;
        }
    }
    Ok(true)
}

/// Whether an appointment is still to come: what a change of hours can strand.
pub(super) fn is_open(one: &Appointment) -> bool {
    matches!(one.status, Status::Pending | Status::Booked)
}

/// Those of the appointments that the actor may see and that are still booked, by time. The reasons for visits are left out.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn appointments(services: &Services, actor: &Actor, ids: &[AppointmentId]) -> Outcome<Vec<Appointment>> {
    let sees_all = authorise(actor, Action::ListAppointments, Resource::Clinic).is_ok();
    if !sees_all {
        as_practitioner(actor, Action::EditAvailability)?;
    }
    let mut conn = services.db.read().await?;
    let mut found = Vec::new();
    for id in ids {
        let Some(mut one) = appointment::find(&mut conn, *id).await? else { continue };
        let parties = Resource::Appointment { patient: one.patient, practitioner: one.practitioner };
        let is_theirs = policy::decide(actor, Action::RunAppointment, parties).is_ok();
        if (sees_all || is_theirs) && is_open(&one) {
            one.reason.clear();
            found.push(one);
        }
    }
    found.sort_by_key(|one| (one.slot, one.id));
    Ok(found)
}

/// The actor's own appointments outside their hours, by time: left there by a change, or put there by staff.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn outside_hours(services: &Services, actor: &Actor) -> Outcome<Vec<Appointment>> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let directory = services.directory().await?;
    let now = services.clock.now().as_second();
    let coming = appointment::of_practitioner(&mut services.db.read().await?, practitioner, now, i64::MAX).await?;
    Ok(coming.into_iter().filter(|one| is_outside(&directory, one)).collect())
}

/// Whether an appointment is booked and lies outside its practitioner's hours.
#[must_use]
pub fn is_outside(directory: &Directory, one: &Appointment) -> bool {
    let nothing = Availability::default();
    let person = directory.practitioner(one.practitioner);
    let here = person.and_then(|person| person.affiliations.iter().find(|here| here.centre == one.centre));
    let hours = here.map_or(&nothing, |here| &here.hours);
    is_open(one) && Zone::parse(&one.time_zone).is_ok_and(|zone| !hours.holds(&zone, one.slot))
}
