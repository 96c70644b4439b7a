//! Practitioners in the simulated clinic go away, come back, and change their minds.

use jiff::{ToSpan, civil::Time};

use super::{
    finds::nothing,
    world::{World, practitioner},
};
use crate::{
    domain::{account::Actor, calendar_view::local_date, closure::NewClosure, ids::AppointmentId, slot::Closure},
    error::AppError,
    service::{
        Outcome,
        closure::{self, Whose},
        stranded::{Change, Fate, Settled},
    },
    storage::appointment,
};

pub async fn close(world: &mut World) -> Outcome<String> {
    let directory = world.services.directory().await?;
    let place = world.place();
    let centre = directory.centre(place.centre).ok_or(AppError::NotFound)?;
    let first = local_date(&centre.zone, world.now()).saturating_add(world.rng.between(1, 30).days());
    let starts = first.at(0, 0, 0, 0);
    let ends = first.saturating_add(world.rng.between(1, 4).days()).to_datetime(Time::midnight());
    let times = Closure::new(starts, ends).map_err(|_| AppError::BadRequest)?;
    let new = NewClosure { centre: Some(place.centre), times, name: "Away".into(), source_uid: None };
    close_for(world, &practitioner(place.practitioner), vec![new]).await
}

/// Adds closures, whoever is stranded: they are told, and their appointments are left alone.
async fn close_for(world: &mut World, who: &Actor, new: Vec<NewClosure>) -> Outcome<String> {
    let unseen = Settled::default();
    let change = closure::close(&world.services, who, Whose::Own, new.clone(), &unseen).await?;
    let Change::Strands(stranded) = change else {
        return Ok("closed".into());
    };
    let settled = Settled { seen: stranded.iter().map(|one| one.id).collect::<Vec<AppointmentId>>(), fate: Fate::Ask };
    closure::close(&world.services, who, Whose::Own, new, &settled).await?;
    for one in &stranded {
        let after = appointment::find(&mut world.services.db.read().await?, one.id).await?;
        if !after.is_some_and(|after| after.status == one.status && after.slot == one.slot) {
            world.lies.push(format!("{} was dropped silently by a closure", one.id));
        }
    }
    Ok(format!("closed, {} stranded", stranded.len()))
}

pub async fn open_again(world: &mut World) -> Outcome<String> {
    let who = practitioner(world.place().practitioner);
    let (_, closures) = closure::coming(&world.services, &who, Whose::Own).await?;
    let own = closures.iter().find(|closure| closure.practitioner.is_some());
    let Some(closure) = own else {
        return nothing();
    };
    let lifted = closure::lift(&world.services, &who, Whose::Own, &[closure.id]).await?;
    let put_back = match world.rng.percent(30) {
        true => close_for(world, &who, lifted).await?,
        false => String::new(),
    };
    Ok(format!("{} {put_back}", closure.id))
}
