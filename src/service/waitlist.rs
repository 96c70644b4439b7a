//! The waiting list. Patients say what they want; when such a time becomes free, it is offered to the best match for a while, and
//! to no one else: `wish` puts them on the list, `offer` makes offers, `answer` takes the answers.

mod answer;
mod offer;
mod wish;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

pub use self::{
    answer::{Accepted, accept, decline},
    offer::offer_freed,
    wish::{WishFor, WishForm, Wishable, join, wishable, withdraw},
};
pub use crate::storage::waitlist::{Entry, Offer};

use super::{Failure, Outcome, Services, as_patient, as_practitioner, authorise, live};
use crate::{
    domain::{
        account::Actor,
        ids::{PatientId, PractitionerId, WaitlistEntryId},
        policy::{Action, Basis, Resource},
        waitlist::{EntryStatus, OfferStatus, Urgency, WaitlistRefusal},
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
        db::Tx,
        group_session,
        hold::{self, Freed},
        waitlist,
    },
};

/// How many wishes a list shows.
const SHOWN: i64 = 200;

/// What someone is waiting for, and is being offered.
#[derive(Debug)]
pub struct Waiting {
    /// The requests that are waiting, followed by some that no longer are.
    pub entries: Vec<Entry>,
    /// The offers that they can still accept, the most urgent first.
    pub offers: Vec<Offer>,
}

/// The actor's own wishes and offers.
///
/// # Errors
/// Not a patient; the storage's failure.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Waiting> {
    let (patient, _) = as_patient(actor, Action::UseWaitlist)?;
    let mut conn = services.db.read().await?;
    let entries = waitlist::of_patient(&mut conn, patient).await?;
    let offers = waitlist::open_of_patient(&mut conn, patient, services.clock.now().as_second()).await?;
    Ok(Waiting { entries, offers })
}

/// Who is waiting for a time that the actor, as a practitioner, could give: with them, or with anyone of their profession.
///
/// # Errors
/// Not a practitioner; the storage's failure.
pub async fn concerning(services: &Services, actor: &Actor) -> Outcome<Vec<Entry>> {
    let (practitioner, basis) = as_practitioner(actor, Action::ManageWaitlist)?;
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let mut conn = services.db.read().await?;
    let found = waitlist::concerning(&mut conn, practitioner, &person.profession, SHOWN).await?;
    drop(conn);
    super::audit::note(services, actor, ("waitlist.list", "waitlist_entry"), "own", basis, None).await?;
    Ok(found)
}

/// Everyone who is waiting, for an administrator.
///
/// # Errors
/// Not an administrator; the storage's failure.
pub async fn everybody(services: &Services, actor: &Actor) -> Outcome<Vec<Entry>> {
    let basis = authorise(actor, Action::ManageWaitlist, Resource::Clinic)?;
    let found = waitlist::everybody(&mut services.db.read().await?, SHOWN).await?;
    super::audit::note(services, actor, ("waitlist.list", "waitlist_entry"), "everybody", basis, None).await?;
    Ok(found)
}

/// Sets how urgent a request is; for a practitioner concerned, or an administrator.
///
/// # Errors
/// Not found for anyone else; that it is no longer waiting.
pub async fn set_urgency(services: &Services, actor: &Actor, id: WaitlistEntryId, urgency: Urgency) -> Outcome<()> {
    let entry = waitlist::find(&mut services.db.read().await?, id).await?;
    let basis = match authorise(actor, Action::ManageWaitlist, Resource::Clinic) {
        Ok(basis) => basis,
        Err(_) => {
            let (me, basis) = as_practitioner(actor, Action::ManageWaitlist)?;
            let directory = services.directory().await?;
            let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
            let mut places = person.affiliations.iter().map(|affiliation| affiliation.centre);
            let concerns = |entry: &Entry| places.any(|place| entry.wish.concerns(me, &person.profession, place));
            entry.as_ref().is_some_and(concerns).then_some(basis).ok_or(AppError::NotFound)?
        }
    };
    entry.ok_or(AppError::NotFound)?;
    let input = (actor.clone(), id, urgency, basis, services.clock.now().as_second());
    let change = services.db.write(input, |tx, (actor, id, urgency, basis, at)| {
        Box::pin(async move {
            if !waitlist::set_urgency(tx, *id, *urgency).await? {
                return Err(Failure::from(AppError::Waitlist(WaitlistRefusal::NotWaiting)));
            }
            record(tx, actor, "waitlist.set_urgency", *id, Some(*basis), *at).await
        })
    });
    change.await
}

/// Ends requests that can no longer be met, and drops freed times that could not be handled for too long. Returns how many requests
/// ended. Any number of processes may do this at once.
///
/// # Errors
/// The storage's failure.
pub async fn lapse(services: &Services) -> Outcome<usize> {
    const GIVEN_UP_AFTER: i64 = 600;
    let now = services.clock.now();
    // Nowhere is it earlier than 12 hours before UTC.
    let behind = now.checked_sub(SignedDuration::from_hours(12)).unwrap_or(Timestamp::MIN);
    let date = behind.to_zoned(TimeZone::UTC).date();
    let lapsed = waitlist::lapsed(&mut services.db.read().await?, date, now.as_second()).await?;
    let input = (lapsed, now.as_second());
    let change = services.db.write(input, |tx, (lapsed, at)| {
        Box::pin(async move {
            waitlist::forget_freed(tx, *at - GIVEN_UP_AFTER).await?;
            let mut ended = 0;
            for id in lapsed {
                if waitlist::set_status(tx, *id, EntryStatus::Expired).await? {
                    record(tx, &Actor::Visitor, "waitlist.lapse", *id, None, *at).await?;
                    ended += 1;
                }
            }
            Ok::<_, Failure>(ended)
        })
    });
    change.await
}

/// Ends an open offer and releases what was held for it; unless it was accepted, the time may then be offered to someone else.
/// False if it had already ended.
async fn let_go(tx: &mut Tx, offer: &Offer, to: OfferStatus, at: i64) -> Outcome<bool> {
    if !waitlist::close(tx, offer.id, to).await? {
        return Ok(false);
    }
    if let Some(id) = offer.hold {
        hold::release(tx, id).await?;
    }
    if let Some(session) = offer.session {
        group_session::leave(tx, session).await?;
    }
    if to != OfferStatus::Accepted {
        let freed = Freed { practitioner: offer.practitioner, centre: offer.centre, slot: offer.slot };
        waitlist::note_freed(tx, &freed, at).await?;
    }
    announce(tx, offer.practitioner, offer.patient).await?;
    Ok(true)
}

/// Announces inside the transaction that a calendar, and a patient's list, have changed.
async fn announce(tx: &mut Tx, practitioner: PractitionerId, patient: PatientId) -> Outcome<()> {
    live::announce(tx, practitioner).await?;
    Ok(live::announce(tx, live::of_patient(patient)).await?)
}

/// Says the same after the commit.
fn tell(services: &Services, offer: &Offer) {
    services.live.changed(offer.practitioner);
    services.live.changed(live::of_patient(offer.patient));
}

async fn record(
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    id: WaitlistEntryId,
    basis: Option<Basis>,
    at: i64,
) -> Outcome<()> {
    let entity_id = Some(id.0);
    let event = AuditEvent { entity_id, basis, ..AuditEvent::done(at, actor, action, "waitlist_entry") };
    audit::record(tx, &event);
    Ok(())
}
