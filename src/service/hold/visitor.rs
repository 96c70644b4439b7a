//! Holding a slot for a visitor while they sign in or register, so that no one takes it in the meantime. On the review page, an
//! account takes the hold over. Visitors can be anyone: each holds one slot, for minutes; their networks are rate-limited; and
//! together they never hold more than a few slots of one practitioner, so that no one can empty a calendar.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    keep::{keep_for, look},
    request::HoldRequest,
};
use crate::{
    domain::{
        account::Actor,
        booking::{Target, slot_at},
        ids::PatientId,
        policy::Action,
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, as_patient,
        directory::Directory,
        limits::{Key, Source},
        occupancy::{self, Visit},
    },
    storage::{
        claim::Owner,
        db::Tx,
        hold::{self, HoldKind, Keeper, NewHold},
        lock,
    },
};

/// How long a slot is held for a visitor: long enough to register.
const FOR: SignedDuration = SignedDuration::from_mins(10);
/// The maximum number of one practitioner's slots that visitors hold together.
const MOST_OF_ONE: i64 = 3;

struct Keep {
    visitor: String,
    target: Target,
    now: Timestamp,
    directory: Arc<Directory>,
}

/// Holds a slot for a visitor, replacing any other that they hold, and returns its end. Asking again for the same slot does not
/// extend it. Nothing is held if visitors or their network have asked for too much already; they can still book it. Signed-in users
/// get their holds on the review page.
///
/// # Errors
/// Why the slot is unavailable, with the nearest ones that are available; that the directory is for members only.
pub async fn keep_for_visitor(
    services: &Services,
    actor: &Actor,
    (visitor, address): (&str, &str),
    request: HoldRequest,
) -> Outcome<Option<Timestamp>> {
    if *actor != Actor::Visitor || request.moving.is_some() {
        return Ok(None);
    }
    if let Some(until) = visitors_until(services, visitor, &request.target).await? {
        return Ok(Some(until));
    }
    look(services, actor, None, request).await?;
    let keys = [Key::HoldOf(visitor), Key::HoldFrom(Source::of(address))];
    if services.limits.reserve(&keys).is_err() {
        return Ok(None);
    }
    let now = services.clock.now();
    let input = |directory| Keep { visitor: visitor.to_owned(), target: request.target, now, directory };
    services.write_by_directory(input, |tx, keep| Box::pin(keep_in(tx, keep))).await
}

async fn keep_in(tx: &mut Tx, keep: &Keep) -> Outcome<Option<Timestamp>> {
    let Keep { visitor, target, now, directory } = keep;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    lock::calendars(tx, [target.practitioner.account()]).await?;
    let offering = directory.offering_at(target).ok_or(AppError::NotFound)?;
    occupancy::release_holds(tx, [], *now).await?;
    for time in hold::release_visitors(tx, visitor).await? {
        tx.changed(Topic::Calendar(time.practitioner.account()));
    }
    let is_for_no_one = directory.settings.hold_minutes == 0 || offering.service.is_group();
    let with_this = hold::count_visitors(tx, target.practitioner, *now).await? + i64::from(target.slots);
    if is_for_no_one || with_this > MOST_OF_ONE {
        return Ok(None);
    }
    let until = *now + FOR;
    let slot = slot_at(offering.service, target.starts_at);
    let new = NewHold {
        keeper: Keeper::Visitor(visitor.clone()),
        kind: HoldKind::Form,
        target: Target { service: offering.service.id, ..*target },
        ends_at: slot.ends_at,
        expires_at: until,
    };
    let owner = Owner::Hold(hold::insert(tx, &new).await?);
    // It isn't known yet who is coming: only the practitioner's time and the room are taken.
    let visit = Visit { offering, patient: PatientId(0), slot, moving: None };
    occupancy::take_whole(tx, directory, &visit, owner, None).await?;
    tx.changed(Topic::Calendar(target.practitioner.account()));
    Ok(Some(until))
}

/// The end of a visitor's hold on exactly this slot, if there is one.
///
/// # Errors
/// A storage failure.
pub async fn visitors_until(services: &Services, visitor: &str, target: &Target) -> Outcome<Option<Timestamp>> {
    let directory = services.directory().await?;
    let Some(offering) = directory.offering_at(target) else { return Ok(None) };
    let (target, now) = (Target { service: offering.service.id, ..*target }, services.clock.now());
    Ok(hold::visitors_expiry(&mut services.db.read().await?, visitor, &target, now).await?)
}

/// Lets a newly signed-in user take over what they held as a visitor. Anything they cannot have is released.
///
/// # Errors
/// A storage failure.
pub async fn take_over(services: &Services, actor: &Actor, visitor: &str) -> Outcome<()> {
    let now = services.clock.now();
    let Some(target) = hold::of_visitor(&mut services.db.read().await?, visitor, now).await? else { return Ok(()) };
    let request = HoldRequest { target, moving: None };
    let taken = match as_patient(actor, Action::Book) {
        Ok((patient, _)) => keep_for(services, actor, patient, request, Some(visitor)).await.map(drop),
        Err(failure) => Err(failure),
    };
    match taken {
        Err(Failure::Refused(_)) => let_go(services, visitor).await,
        other => other,
    }
}

async fn let_go(services: &Services, visitor: &str) -> Outcome<()> {
    let released = services.db.write(visitor.to_owned(), |tx, visitor| {
        Box::pin(async move {
            for time in hold::release_visitors(tx, visitor).await? {
                tx.changed(Topic::Calendar(time.practitioner.account()));
            }
            Ok::<_, Failure>(())
        })
    });
    released.await
}
