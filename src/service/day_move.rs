//! Moves a practitioner's day at a centre to a colleague: which patients keep their time, which get another, and which cannot come;
//! then each appointment is moved and audited as if moved alone. What no longer fits stays as it is and is reported.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    By, Outcome, Services,
    availability::{self, WeekQuery},
    diaries::Diaries,
    directory::Directory,
    handover::{Handing, hand_over_in},
    occupancy,
    stranded::is_open,
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        booking::Strictness,
        calendar_view::{day_bounds, local_date},
        directory::{Centre, Practitioner},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, PractitionerId},
        policy::{Action, Resource},
        slot::Slot,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Tx,
    },
};

/// The day, and who takes it over.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The practitioner whose day it is.
    pub practitioner: PractitionerId,
    /// The centre; by default the first of theirs.
    pub centre: Option<CentreId>,
    /// The day; by default today at the centre.
    pub date: Option<Date>,
    /// The colleague who takes it over, if chosen.
    pub colleague: Option<PractitionerId>,
}

/// A day, and what would become of it.
#[derive(Debug)]
pub struct Plan<'d> {
    /// The practitioner whose day it is.
    pub person: &'d Practitioner,
    /// Their centres.
    pub centres: Vec<&'d Centre>,
    /// The chosen centre.
    pub centre: &'d Centre,
    /// The chosen day.
    pub date: Date,
    /// The colleagues who could take it over, by name.
    pub colleagues: Vec<&'d Practitioner>,
    /// The colleague who takes it over, if chosen.
    pub colleague: Option<&'d Practitioner>,
    /// The upcoming appointments, by time, without their reasons.
    pub planned: Vec<Planned>,
}

/// An appointment, and when the colleague has time for it.
#[derive(Debug)]
pub struct Planned {
    /// The appointment.
    pub appointment: Appointment,
    /// What would become of it; `None` until a colleague is chosen.
    pub way: Option<Way>,
}

/// What would become of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The colleague is free at the same time.
    Same,
    /// At the nearest other time that day.
    Other(Slot),
    /// The colleague has no time left for it that day.
    NoTime,
    /// The colleague doesn't offer this kind of visit there.
    NotOffered,
    /// The colleague would be their own patient.
    Oneself,
}

/// A day and, if a colleague is chosen, what would become of it.
///
/// # Errors
/// Not allowed; that there is no such practitioner, centre or colleague.
pub async fn plan<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    wanted: Wanted,
) -> Outcome<Plan<'d>> {
    let by = services.authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
    let person = directory.practitioner(wanted.practitioner).ok_or(AppError::NotFound)?;
    let centres: Vec<&Centre> = person.affiliations.iter().filter_map(|work| directory.centre(work.centre)).collect();
    let chosen = |centre: &&&Centre| wanted.centre.is_none_or(|wanted| wanted == centre.id);
    let centre = *centres.iter().find(chosen).ok_or(AppError::NotFound)?;
    let date = wanted.date.unwrap_or_else(|| local_date(&centre.zone, services.clock.now()));
    let mut colleagues: Vec<_> = directory.staff(centre.id).filter(|one| one.id != person.id).collect();
    colleagues.sort_by(|one, other| (&one.name, one.id.0).cmp(&(&other.name, other.id.0)));
    if wanted.colleague == Some(person.id) {
        return Err(FieldError::new(Field::Practitioner, Problem::NotAChoice).into());
    }
    // A colleague chosen at another centre may not work at this one; then none is chosen.
    let colleague = colleagues.iter().copied().find(|one| wanted.colleague == Some(one.id));
    let found = coming(services, person.id, (centre, date)).await?;
    let ways = match colleague {
        Some(colleague) => ways(services, directory, colleague, (centre, date), &found).await?,
        None => vec![None; found.len()],
    };
    let part = format!("centre {}, {date}, to be moved", centre.id);
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part(&part)).await?;
    let planned = found.into_iter().zip(ways).map(|(appointment, way)| Planned { appointment, way }).collect();
    Ok(Plan { person, centres, centre, date, colleagues, colleague, planned })
}

/// A practitioner's appointments on a day at a centre that can still be moved, by time.
async fn coming(
    services: &Services,
    practitioner: PractitionerId,
    (centre, date): (&Centre, Date),
) -> Outcome<Vec<Appointment>> {
    let (day, now) = (day_bounds(&centre.zone, date), services.clock.now());
    let conn = &mut services.db.read().await?;
    let mut found = appointment::of_practitioner(conn, practitioner, day.start, day.end).await?;
    found.retain(|one| one.centre == centre.id && is_open(one) && one.slot.starts_at >= day.start.max(now));
    for one in &mut found {
        one.reason.clear();
    }
    Ok(found)
}

/// When a colleague has time for each appointment: those that can keep their time come first, then the others in order.
async fn ways(
    services: &Services,
    directory: &Directory,
    colleague: &Practitioner,
    (centre, date): (&Centre, Date),
    found: &[Appointment],
) -> Outcome<Vec<Option<Way>>> {
    let day = day_bounds(&centre.zone, date);
    let mut diaries = Diaries::between((day.start, day.end), services.clock.now());
    let everyone = found.iter().map(|one| one.patient.resource()).chain([colleague.id.resource()]);
    diaries.read(&mut services.db.read().await?, everyone).await?;
    let mut free = Vec::new();
    for one in found {
        free.push(free_for(services, directory, &diaries, colleague, (centre, date), one).await?);
    }
    let mut ways: Vec<Option<Way>> = vec![None; found.len()];
    let mut given: Vec<(&Appointment, Slot)> = Vec::new();
    for keeps_time in [true, false] {
        for ((one, free), way) in found.iter().zip(&free).zip(&mut ways) {
            if way.is_some() {
                continue;
            }
            let free = match free {
                Ok(free) => free,
                Err(never) => {
                    *way = Some(*never);
                    continue;
                }
            };
            let fits = |slot: &&Slot| given.iter().all(|(other, taken)| are_together(one, other, slot, taken));
            let distance = |slot: &&Slot| slot.starts_at.duration_since(one.slot.starts_at).abs();
            let nearest = free.iter().filter(fits).min_by_key(distance).copied();
            *way = match nearest {
                Some(slot) if slot.starts_at == one.slot.starts_at => Some(Way::Same),
                _ if keeps_time => continue,
                Some(slot) => Some(Way::Other(slot)),
                None => Some(Way::NoTime),
            };
            given.extend(nearest.map(|slot| (one, slot)));
        }
    }
    Ok(ways)
}

/// Whether one appointment can have a slot although another has one: it is a different slot, or both join the same group.
fn are_together(one: &Appointment, other: &Appointment, slot: &Slot, taken: &Slot) -> bool {
    let is_apart = slot.ends_at <= taken.starts_at || taken.ends_at <= slot.starts_at;
    let is_group = one.session.is_some() && other.session.is_some() && one.service == other.service;
    is_apart || (is_group && slot == taken)
}

/// The slots of a day at which a colleague could see a patient instead, or why there can be none.
async fn free_for(
    services: &Services,
    directory: &Directory,
    diaries: &Diaries,
    colleague: &Practitioner,
    (centre, date): (&Centre, Date),
    one: &Appointment,
) -> Outcome<Result<Vec<Slot>, Way>> {
    if one.patient.account() == colleague.id.account() {
        return Ok(Err(Way::Oneself));
    }
    let (practitioner, service, now) = (colleague.id, one.service, services.clock.now());
    let offering = directory.offering_over(practitioner, centre.id, service, one.slots);
    let Some(offering) = offering.filter(|offering| offering.service.id == service) else {
        return Ok(Err(Way::NotOffered));
    };
    let whose = (one.patient.resource(), Some(one.slot));
    if let Some(free) = availability::free_by(diaries, &offering, date, whose, now) {
        return Ok(Ok(free));
    }
    let moving = occupancy::moving(&mut services.db.read().await?, one).await?;
    let asker = Asker { moving: Some(moving), ..Asker::new(Some(one.patient.account()), now) };
    let query = WeekQuery { practitioner, centre: centre.id, service, date: Some(date), moving: None };
    let week = availability::week_over(services, directory, asker, query, Strictness::Staff, one.slots).await?;
    let day = week.days.into_iter().find(|day| day.date == date);
    Ok(Ok(day.map(|day| day.slots).unwrap_or_default()))
}

/// Whether a day can be moved from one to the other.
///
/// # Errors
/// No such colleague.
pub(super) fn check(directory: &Directory, from: PractitionerId, to: PractitionerId) -> Outcome<()> {
    if from == to || directory.practitioner(to).is_none() {
        return Err(FieldError::new(Field::Practitioner, Problem::NotAChoice).into());
    }
    Ok(())
}

/// Moves one appointment to the colleague, in a transaction: its key, its revision when it was seen, and its new start. Both
/// practitioners and the patient are told. Returns the replacement.
///
/// # Errors
/// No longer allowed; that it has changed; why the colleague cannot take it.
pub(super) async fn move_in(
    tx: &mut Tx,
    by: &By,
    directory: &Arc<Directory>,
    (from, to): (PractitionerId, PractitionerId),
    (id, seen): (AppointmentId, i64),
    starts_at: Timestamp,
) -> Outcome<AppointmentId> {
    let handing = Handing {
        by: by.clone(),
        from,
        to,
        id,
        seen: Some(seen),
        starts_at: Some(starts_at),
        directory: directory.clone(),
    };
    hand_over_in(tx, &handing).await
}
