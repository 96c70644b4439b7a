//! Slots that could replace a cancelled appointment: of the same kind and length, at the same centre.

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{
    Outcome, Services,
    diaries::Diaries,
    directory::{Directory, Offering},
    earliest::{FreeTime, free_by},
    proxy, refusals,
};
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::{Party, Status},
        audit::Deed,
        booking::Target,
        calendar_view::{day_start, local_date},
        directory::Practitioner,
        ids::AppointmentId,
        policy::Action,
    },
    storage::appointment::Appointment,
};

/// How many days after the appointment's own date they may be.
pub const DAYS_AHEAD: i64 = 28;
/// The maximum number with its practitioner, and with others.
const EACH: usize = 2;

/// The diaries in which to look for new slots for these appointments. Those of their patients are already read.
///
/// # Errors
/// A storage failure.
pub(super) async fn diaries(services: &Services, found: &[&Appointment]) -> Outcome<Diaries> {
    let now = services.clock.now();
    let starts = || found.iter().map(|one| one.slot.starts_at);
    let last = starts().max().unwrap_or(now);
    let until = last.checked_add(SignedDuration::from_hours(24 * DAYS_AHEAD)).unwrap_or(Timestamp::MAX);
    let mut diaries = Diaries::between((starts().min().unwrap_or(now), until), now);
    let patients = found.iter().map(|one| one.patient.resource());
    diaries.read(&mut services.db.read().await?, patients).await?;
    Ok(diaries)
}

/// The first slots that its patient could book instead, by time: with its practitioner from the next day on, and with colleagues of
/// the same profession from the same day on. Without diaries shared by several appointments, the needed ones are read.
///
/// # Errors
/// A storage failure.
pub(super) async fn for_appointment<'d>(
    services: &Services,
    directory: &'d Directory,
    mut diaries: Option<&mut Diaries>,
    found: &Appointment,
) -> Outcome<Vec<FreeTime<'d>>> {
    let Some(person) = directory.practitioner(found.practitioner) else { return Ok(Vec::new()) };
    let patient = Actor::Account { id: found.patient.account(), roles: vec![Role::Patient] };
    let takes = |one: &&Practitioner| one.accepting && patient.id() != Some(one.id.account());
    let offered = |one: &'d Practitioner| -> Option<Offering<'d>> {
        let target = Target { practitioner: one.id, ..found.moved_to(found.centre, found.slot.starts_at) };
        directory.offering_at(&target).filter(|offering| offering.service.id == found.service)
    };
    let own: Vec<_> = Some(person).into_iter().filter(takes).filter_map(offered).collect();
    let colleagues = directory.staff(found.centre).filter(|one| one.id != person.id);
    let similar = colleagues.filter(|one| one.profession == person.profession);
    let others: Vec<_> = similar.filter(takes).filter_map(offered).collect();
    let day = local_date(&found.zone, found.slot.starts_at);
    let starts = |days: i64| day_start(&found.zone, day.saturating_add(days.days()));
    let until = starts(DAYS_AHEAD);
    let here = (services, directory);
    let mut times = free_by(diaries.as_deref_mut(), here, &patient, &own, (starts(1), until), EACH).await?;
    times.extend(free_by(diaries, here, &patient, &others, (starts(0), until), EACH).await?);
    times.sort_by_key(|time| time.slot);
    Ok(times)
}

/// The same for a cancelled appointment, for its patient or anyone who books for them; none for anyone else, or if it stands.
///
/// # Errors
/// Not found for anyone who may not read it.
pub async fn instead<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<Vec<FreeTime<'d>>> {
    let now = services.clock.now();
    let dealt = proxy::dealing_with(&mut services.db.read().await?, actor, Action::ReadAppointment, id, now).await;
    let (found, party, _) = refusals::told(services, actor, id, Deed::AppointmentRead, dealt).await?;
    if party != Party::Patient || found.status != Status::Cancelled {
        return Ok(Vec::new());
    }
    for_appointment(services, directory, None, &found).await
}
