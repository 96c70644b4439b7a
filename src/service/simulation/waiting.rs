//! People on the waiting list of the simulated clinic, and what they do with an offer.

use super::{finds::nothing, world::World};
use crate::{
    domain::account::{Actor, Role},
    service::{
        Outcome,
        waitlist::{self, WishFor, WishForm},
    },
};

pub async fn wait(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let anybody = world.rng.percent(40);
    let wanted = WishFor {
        practitioner: place.practitioner,
        anybody,
        centre: world.rng.percent(50).then_some(place.centre),
        service: if anybody { None } else { place.service },
        instead_of: None,
    };
    let form =
        WishForm { weekdays: ["1", "2", "3", "4", "5", "6", "7"].map(str::to_owned).to_vec(), ..WishForm::default() };
    let id = waitlist::join(&world.services, &patient, wanted, &form).await?;
    Ok(format!("{id}"))
}

pub async fn answer(world: &mut World) -> Outcome<String> {
    for patient in world.patients.clone() {
        let who = Actor::Account { id: patient.account(), roles: vec![Role::Patient] };
        let waiting = waitlist::own(&world.services, &who).await?;
        let Some(offer) = waiting.offers.first() else { continue };
        if world.rng.percent(60) {
            let accepted = waitlist::accept(&world.services, &who, offer.id).await?;
            world.appointments.push(accepted.appointment);
            return Ok(format!("accepted {}", accepted.appointment));
        }
        waitlist::decline(&world.services, &who, offer.id).await?;
        return Ok("declined".into());
    }
    nothing()
}
