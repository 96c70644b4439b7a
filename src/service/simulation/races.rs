//! Two people who act on one appointment at the same moment: whatever each is told is true once both are done.

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::{
    finds::{found, nothing, offered, patient_of},
    world::{Place, World, practitioner},
};
use crate::{
    domain::appointment::{Status, Step},
    error::AppError,
    service::{Failure, Outcome, Services, cancel, consultation, reschedule, series, visit, waitlist},
    storage::appointment::{self, Appointment},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Cancel,
    CancelByPractitioner,
    CancelRest,
    Move(Timestamp),
    Step(Step),
    Open,
    Lapse,
    OfferFreed,
}

impl Deed {
    fn any(world: &mut World, free: Option<Timestamp>) -> Self {
        let step = *world.rng.pick(&Step::ALL);
        let moved = free.map_or(Self::Cancel, Self::Move);
        *world.rng.pick(&[
            Self::Cancel,
            Self::CancelByPractitioner,
            Self::CancelRest,
            moved,
            moved,
            Self::Step(step),
            Self::Step(step),
            Self::Open,
            Self::Lapse,
            Self::OfferFreed,
        ])
    }

    fn run<'a>(self, services: &'a Services, found: &'a Appointment) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let (patient, me, id) = (patient_of(found), practitioner(found.practitioner), found.id);
            match self {
                Self::Cancel => cancel::cancel(services, &patient, id, "").await,
                Self::CancelByPractitioner => cancel::cancel(services, &me, id, "simulated").await,
                Self::CancelRest => series::cancel_rest(services, &patient, id, "").await.map(drop),
                Self::Move(to) => reschedule::reschedule(services, &patient, id, found.centre, to).await,
                Self::Step(step) => visit::take_step(services, &me, id, step, "simulated").await,
                Self::Open => consultation::open(services, &me, id).await,
                Self::Lapse => visit::lapse_requests(services).await.map(drop),
                Self::OfferFreed => waitlist::offer_freed(services).await.map(drop),
            }
        })
    }

    fn calls_off(self) -> bool {
        matches!(self, Self::Cancel | Self::CancelByPractitioner | Self::CancelRest)
    }
}

/// Runs two of them at once.
pub async fn at_once(world: &mut World) -> Outcome<String> {
    let Some(found) = found(world).await? else {
        return nothing();
    };
    let place = Place { practitioner: found.practitioner, centre: found.centre, service: found.service };
    let free = offered(world, &patient_of(&found), place).await?.map(|slot| slot.starts_at);
    let deeds = [Deed::any(world, free), Deed::any(world, free)];
    let (first, second) = tokio::join!(deeds[0].run(&world.services, &found), deeds[1].run(&world.services, &found));
    let after = appointment::find(&mut world.services.db.read().await?, found.id).await?.ok_or(AppError::NotFound)?;
    for (deed, answer) in deeds.into_iter().zip([first, second]) {
        match answer {
            Ok(()) if deed.calls_off() && after.status != Status::Cancelled => {
                world.lies.push(format!("{} is {:?} after {deeds:?}, and {deed:?} was done", found.id, after.status));
            }
            Ok(()) | Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(format!("{deeds:?}"))
}
