//! Referrals in the simulated clinic: written, answered, withdrawn; and practitioners who start or stop requiring them.

use super::{
    finds::found,
    world::{World, practitioner},
};
use crate::{
    domain::{
        calendar_view::local_date,
        referral::{Addressee, LetterForm, Triage},
    },
    service::{
        Outcome, hours,
        referral::{self, Sending},
    },
};

/// A practitioner refers one of their patients to someone, or to a field.
pub async fn refer(world: &mut World) -> Outcome<String> {
    let Some(seen) = found(world).await? else {
        return Ok("nothing to do".into());
    };
    let whose = world.place().practitioner;
    let directory = world.services.directory().await?;
    let field = directory.practitioner(whose).and_then(|person| person.expertise.first().cloned());
    let to = match field.filter(|_| world.rng.percent(40)) {
        Some(field) => Addressee::Field(field),
        None => Addressee::Practitioner(whose),
    };
    let today = local_date(&seen.zone, world.now());
    let form = LetterForm {
        letter: "Please see this patient.".into(),
        visits: world.rng.between(1, 3).to_string(),
        ..LetterForm::usual(today)
    };
    let sending = Sending { appointment: seen.id, to, form, intent: world.intent() };
    let id = referral::send(&world.services, &practitioner(seen.practitioner), sending).await?;
    Ok(format!("{id}"))
}

/// A practitioner with referrals answers one, or withdraws one that they wrote.
pub async fn triage(world: &mut World) -> Outcome<String> {
    let (me, other) = (world.place().practitioner, world.place().practitioner);
    let who = practitioner(me);
    if world.rng.percent(25) {
        let Some(sent) = referral::desk(&world.services, &who).await?.sent.into_iter().next() else {
            return Ok("nothing sent".into());
        };
        referral::withdraw(&world.services, &who, sent.id, "").await?;
        return Ok(format!("withdrew {}", sent.id));
    }
    let Some(one) = referral::desk(&world.services, &who).await?.received.into_iter().next() else {
        return Ok("nothing to answer".into());
    };
    let step = *world.rng.pick(&[Triage::Accept, Triage::Accept, Triage::Redirect, Triage::Decline]);
    match step {
        Triage::Accept => referral::accept(&world.services, &who, one.id).await?,
        Triage::Redirect => referral::redirect(&world.services, &who, one.id, other, "simulated").await?,
        Triage::Decline => referral::decline(&world.services, &who, one.id, "simulated").await?,
    }
    Ok(format!("{step:?} {}", one.id))
}

/// A practitioner starts or stops requiring referrals.
pub async fn ask(world: &mut World) -> Outcome<String> {
    let whose = world.place().practitioner;
    let requires = world.rng.percent(50);
    hours::set_requires_referral(&world.services, &practitioner(whose), requires).await?;
    Ok(format!("{whose} {requires}"))
}
