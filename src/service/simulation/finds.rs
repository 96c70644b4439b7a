//! Picks what someone in the simulated clinic acts on.

use jiff::ToSpan;

use super::world::{Place, World};
use crate::{
    domain::{
        account::{Actor, Role},
        calendar_view::local_date,
        slot::Slot,
    },
    error::AppError,
    service::{
        Outcome,
        availability::{self, WeekQuery},
    },
    storage::appointment,
};

pub(super) fn nothing() -> Outcome<String> {
    Ok("nothing to do".into())
}

/// One of the free slots that a patient is shown, if any.
pub(super) async fn offered(world: &mut World, patient: &Actor, place: Place) -> Outcome<Option<Slot>> {
    let directory = world.services.directory().await?;
    let centre = directory.centre(place.centre).ok_or(AppError::NotFound)?;
    let ahead = world.rng.between(0, 20);
    let date = local_date(&centre.zone, world.now()).saturating_add(ahead.days());
    let Place { practitioner, centre, service } = place;
    let query = WeekQuery { practitioner, centre, service, date: Some(date), moving: None };
    let week = availability::week(&world.services, &directory, patient, query).await?;
    let slots: Vec<Slot> = week.days.into_iter().flat_map(|day| day.slots).collect();
    let index = world.rng.below(slots.len());
    Ok(slots.get(index).copied())
}

pub(super) async fn found(world: &mut World) -> Outcome<Option<appointment::Appointment>> {
    let Some(id) = world.appointment() else {
        return Ok(None);
    };
    Ok(appointment::find(&mut world.services.db.read().await?, id).await?)
}

pub(super) fn patient_of(found: &appointment::Appointment) -> Actor {
    Actor::Account { id: found.patient.account(), roles: vec![Role::Patient] }
}
