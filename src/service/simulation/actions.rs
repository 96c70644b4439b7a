//! What people do in the simulated clinic. Each action returns what they were told, for the digest.

use jiff::SignedDuration;

use super::{
    closures,
    finds::{found, nothing, offered, patient_of},
    races, referrals, waiting,
    world::{Place, World, practitioner},
};
use crate::{
    domain::{
        account::Actor,
        appointment::Step,
        booking::{Strictness, leading},
        ids::PatientId,
        series::Recurrence,
        slot::Slot,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        booking::{self, BookingRequest},
        cancel, hold,
        hold::HoldRequest,
        reschedule,
        series::{self, SeriesRequest},
        visit, waitlist,
        why::why_not,
    },
    storage::{appointment, series as stored_series},
};

/// Actions with their weights.
const ACTIONS: [(&str, usize); 21] = [
    ("book", 30),
    ("book blindly", 8),
    ("hold", 8),
    ("cancel", 12),
    ("staff cancel", 2),
    ("move", 8),
    ("series", 3),
    ("end series", 1),
    ("overbook", 3),
    ("step", 10),
    ("wait", 6),
    ("answer offer", 8),
    ("offer freed", 10),
    ("lapse", 3),
    ("close", 2),
    ("open again", 2),
    ("restart", 1),
    ("torn booking", 3),
    ("refer", 8),
    ("answer referral", 3),
    ("ask for referrals", 2),
];

/// Lets time pass and someone do something.
pub async fn next(world: &mut World, with_races: bool) -> (&'static str, Outcome<String>) {
    world.pass();
    if with_races && world.rng.percent(15) {
        return ("at once", races::at_once(world).await);
    }
    let (action, _) = *world.rng.pick_weighted(&ACTIONS, |(_, weight)| *weight);
    let outcome = match action {
        "book" => book(world).await,
        "book blindly" => book_blindly(world).await,
        "hold" => keep(world).await,
        "cancel" | "staff cancel" => call_off(world, action == "staff cancel").await,
        "move" => move_it(world).await,
        "series" => book_series(world).await,
        "end series" => end_series(world).await,
        "overbook" => overbook(world).await,
        "step" => step(world).await,
        "wait" => waiting::wait(world).await,
        "answer offer" => waiting::answer(world).await,
        "offer freed" => waitlist::offer_freed(&world.services).await.map(|made| format!("{made} offers")),
        "lapse" => visit::lapse_requests(&world.services).await.map(|lapsed| format!("{lapsed} lapsed")),
        "close" => closures::close(world).await,
        "open again" => closures::open_again(world).await,
        "refer" => referrals::refer(world).await,
        "answer referral" => referrals::triage(world).await,
        "ask for referrals" => referrals::ask(world).await,
        "restart" => world.restart().await.map(|()| String::new()),
        _ => torn_booking(world).await,
    };
    (action, outcome)
}

fn request(world: &mut World, place: Place, slot: Slot) -> BookingRequest {
    BookingRequest { target: place.at(slot.starts_at), reason: String::new(), idempotency_key: world.intent() }
}

/// A slot shown as free can be booked: since no one else is active, a refusal means that the display was wrong.
async fn book(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let Some(slot) = offered(world, &patient, place).await? else {
        return nothing();
    };
    let wanted = request(world, place, slot);
    match booking::book(&world.services, &patient, wanted).await {
        Ok(id) => {
            world.appointments.push(id);
            Ok(format!("{id}"))
        }
        Err(Failure::Refused(refusal)) => {
            use crate::domain::booking::BookingRefusal::NeedsReferral;
            // The refusal is about the person, not about the slot.
            let of_the_person = matches!(refusal, AppError::Booking { refusal: NeedsReferral, .. });
            if !of_the_person {
                world
                    .lies
                    .push(format!("{slot:?} of {place:?} was offered to {patient:?} and then refused: {refusal:?}"));
            }
            Err(refusal.into())
        }
        Err(failure) => Err(failure),
    }
}

/// Any five minutes of any day: the booking must answer what "why not" says.
async fn book_blindly(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let starts_at = world.now() + SignedDuration::from_mins(world.rng.between(-30, 10 * 1_440));
    let starts_at = jiff::Timestamp::from_second(starts_at.as_second() / 300 * 300).unwrap_or(starts_at);
    let why = why_not(&world.services, &patient, place.at(starts_at)).await?;
    let wanted = request(world, place, Slot { starts_at, ends_at: starts_at });
    let outcome = booking::book(&world.services, &patient, wanted).await;
    let said = leading(&why.blockers, Strictness::Patient);
    let answered = match &outcome {
        Ok(_) => None,
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => Some(*refusal),
        Err(_) => said,
    };
    if said != answered {
        world.lies.push(format!("{place:?} at {starts_at}: why not said {said:?}, booking said {answered:?}"));
    }
    let id = outcome?;
    world.appointments.push(id);
    Ok(format!("{id}"))
}

async fn keep(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let Some(slot) = offered(world, &patient, place).await? else {
        return nothing();
    };
    let wanted = HoldRequest { target: place.at(slot.starts_at), moving: None };
    let until = hold::keep(&world.services, &patient, wanted).await?;
    if world.rng.percent(30) {
        hold::release(&world.services, &patient, slot.starts_at).await?;
    }
    Ok(format!("{until:?}"))
}

async fn call_off(world: &mut World, by_staff: bool) -> Outcome<String> {
    let Some(found) = found(world).await? else {
        return nothing();
    };
    let who = match by_staff {
        true => world.administrator.clone(),
        false if world.rng.percent(70) => patient_of(&found),
        false => practitioner(found.practitioner),
    };
    cancel::cancel(&world.services, &who, found.id, "simulated").await?;
    Ok(format!("{}", found.id))
}

async fn move_it(world: &mut World) -> Outcome<String> {
    let Some(found) = found(world).await? else {
        return nothing();
    };
    let patient = patient_of(&found);
    let place = Place { practitioner: found.practitioner, centre: found.centre, service: found.service };
    let Some(slot) = offered(world, &patient, place).await? else {
        return nothing();
    };
    let moved = reschedule::reschedule(&world.services, &patient, found.id, found.centre, slot.starts_at).await;
    let after = appointment::find(&mut world.services.db.read().await?, found.id).await?.ok_or(AppError::NotFound)?;
    let is_whole = match &moved {
        Ok(()) => after.slot.starts_at == slot.starts_at && World::counts_on(after.status),
        Err(_) => after.slot == found.slot && after.status == found.status,
    };
    if !is_whole {
        world.lies.push(format!("{} was lost between {:?} and {slot:?}", found.id, found.slot));
    }
    moved.map(|()| format!("{}", found.id))
}

async fn book_series(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let Some(slot) = offered(world, &patient, place).await? else {
        return nothing();
    };
    let every = u8::try_from(world.rng.between(1, 3)).unwrap_or(1);
    let times = u8::try_from(world.rng.between(2, 6)).unwrap_or(2);
    let recurrence = Recurrence::new(every, times).ok_or(AppError::BadRequest)?;
    let wanted = SeriesRequest::whole(request(world, place, slot), recurrence);
    let made = series::book_series(&world.services, &patient, wanted.clone()).await?;
    let again = series::book_series(&world.services, &patient, wanted).await?;
    if again != made {
        world.lies.push(format!("a series sent twice is {made:?} and {again:?}"));
    }
    if made.len() != usize::from(times) {
        world.lies.push(format!("a series of {times} became one of {}", made.len()));
    }
    world.appointments.extend(&made);
    Ok(format!("{made:?}"))
}

async fn end_series(world: &mut World) -> Outcome<String> {
    let Some((found, id)) = found(world).await?.and_then(|found| found.series.map(|series| (found, series))) else {
        return nothing();
    };
    let from = found.slot.starts_at;
    let before = stored_series::from(&mut world.services.db.read().await?, id, from).await?.len();
    let ended = series::cancel_rest(&world.services, &patient_of(&found), found.id, "").await?;
    Ok(format!("{ended} of {before}"))
}

async fn overbook(world: &mut World) -> Outcome<String> {
    let Some(found) = found(world).await? else {
        return nothing();
    };
    let Actor::Account { id, .. } = world.patient() else {
        return nothing();
    };
    let place = Place { practitioner: found.practitioner, centre: found.centre, service: found.service };
    let wanted = request(world, place, found.slot);
    let who = practitioner(found.practitioner);
    let id = booking::book_for(&world.services, &who, PatientId(id.0), wanted, Some("simulated")).await?;
    world.appointments.push(id);
    Ok(format!("{id}"))
}

async fn step(world: &mut World) -> Outcome<String> {
    let Some(found) = found(world).await? else {
        return nothing();
    };
    let step = *world.rng.pick(&Step::ALL);
    visit::take_step(&world.services, &practitioner(found.practitioner), found.id, step, "").await?;
    Ok(format!("{step:?} {}", found.id))
}

/// The process dies after everything for a booking was written and before the commit: no trace of it may be left.
async fn torn_booking(world: &mut World) -> Outcome<String> {
    let (patient, place) = (world.patient(), world.place());
    let Some(slot) = offered(world, &patient, place).await? else {
        return nothing();
    };
    let wanted = request(world, place, slot);
    let key = wanted.idempotency_key.clone();
    let torn = booking::book_and_die(&world.services, &patient, wanted).await;
    let account = patient.id().ok_or(AppError::NotSignedIn)?;
    let left = appointment::find_by_intent(&mut world.services.db.read().await?, account, &key).await?;
    if let Some(id) = left {
        world.lies.push(format!("{id} is left of a booking that died"));
    }
    Ok(format!("{}", torn.is_err()))
}
