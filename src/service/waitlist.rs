//! The waiting list. Patients say what they want; when such a slot becomes free, it is offered to the best match for a while, and
//! to no one else: `wish` puts them on the list, `offer` offers what becomes free and `opened` what a change to the directory or a
//! new day opens, `answer` takes the answers.

mod answer;
mod bookable;
mod keep;
mod known;
mod offer;
mod opened;
mod release;
mod wish;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

pub(super) use self::known::Known;
pub use self::{
    answer::{Accepted, accept, decline},
    offer::offer_freed,
    wish::{WishFor, WishForm, Wishable, join, wishable, withdraw},
};
pub use crate::storage::waitlist::{Entry, Offer, WaiterFilter, place_of};

use super::{By, Outcome, Services, acting::ONE_LOOK, admin::PAGE, as_patient, as_practitioner};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::WaitlistEntryId,
        ordering::Page,
        policy::{Action, Resource},
        waitlist::{EntryStatus, Urgency, WaitlistRefusal},
    },
    error::AppError,
    storage::{patient, waitlist},
};

/// The number of wishes that a list shows.
const SHOWN: i64 = 200;

/// Whether the actor can use the waiting list, now or once they have signed in.
#[must_use]
pub fn may_wait(actor: &Actor) -> bool {
    *actor == Actor::Visitor || as_patient(actor, Action::UseWaitlist).is_ok()
}

/// A patient's wishes and offers.
#[derive(Debug)]
pub struct Waiting {
    /// The active requests, followed by some that have ended.
    pub entries: Vec<Entry>,
    /// The offers that they can still accept, most urgent first.
    pub offers: Vec<Offer>,
}

/// The actor's own wishes and offers.
///
/// # Errors
/// Not a patient; a storage failure.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Waiting> {
    let (patient, _) = as_patient(actor, Action::UseWaitlist)?;
    let mut conn = services.db.read().await?;
    let entries = waitlist::of_patient(&mut conn, patient).await?;
    let offers = waitlist::open_of_patient(&mut conn, patient, services.clock.now()).await?;
    Ok(Waiting { entries, offers })
}

/// The people waiting for a slot that the actor, as a practitioner, could offer: with them, or with anyone of their profession.
///
/// # Errors
/// Not a practitioner; a storage failure.
pub async fn concerning(services: &Services, actor: &Actor) -> Outcome<Vec<Entry>> {
    let (practitioner, basis) = as_practitioner(actor, Action::ManageWaitlist)?;
    let directory = services.directory().await?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let mut conn = services.db.read().await?;
    let found = waitlist::concerning(&mut conn, practitioner, &person.profession, SHOWN).await?;
    drop(conn);
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::WaitlistList, Subject::any(Thing::WaitlistEntry).part("own")).await?;
    Ok(found)
}

/// A page of the matching waiting list entries, and the total; for an administrator.
///
/// # Errors
/// Not an administrator; a storage failure.
pub async fn everybody(services: &Services, actor: &Actor, filter: &WaiterFilter) -> Outcome<(Page<Entry>, i64)> {
    let by = services.authorise(actor, Action::ManageWaitlist, Resource::Clinic)?;
    let page = page_of_everybody(services, filter).await?;
    by.saw(services, Deed::WaitlistList, Subject::any(Thing::WaitlistEntry).part("everybody")).await?;
    Ok(page)
}

/// Like [`everybody`], for an open page, which reloads whenever the waiting list changes: reloads of the same page of the same
/// search within an hour count as one view.
///
/// # Errors
/// The errors of [`everybody`].
pub async fn everybody_again(services: &Services, actor: &Actor, filter: &WaiterFilter) -> Outcome<(Page<Entry>, i64)> {
    let by = services.authorise(actor, Action::ManageWaitlist, Resource::Clinic)?;
    let page = page_of_everybody(services, filter).await?;
    let part = format!("everybody, open page {}", services.mark(&format!("waiting by {filter:?}")));
    by.keeps_seeing(services, Deed::WaitlistList, Subject::any(Thing::WaitlistEntry).part(&part), ONE_LOOK).await?;
    Ok(page)
}

async fn page_of_everybody(services: &Services, filter: &WaiterFilter) -> Outcome<(Page<Entry>, i64)> {
    let patient = filter.patient.chars().take(100).collect();
    let filter = WaiterFilter { patient, limit: PAGE + 1, ..filter.clone() };
    let mut conn = services.db.read().await?;
    let found = waitlist::waiting(&mut conn, &filter).await?;
    let count = waitlist::count_matching(&mut conn, &filter).await?;
    Ok((Page::cut(found, PAGE, filter.edge), count))
}

/// A request as an administrator sees it.
#[derive(Debug)]
pub struct Opened {
    /// The request, whatever its status.
    pub entry: Entry,
    /// The number by which its patient is booked; `None` if their account is not active.
    pub number: Option<String>,
    /// The offers made for it, latest first.
    pub offers: Vec<Offer>,
}

/// One request, with the offers made for it; for an administrator.
///
/// # Errors
/// Not an administrator; not found.
pub async fn open(services: &Services, actor: &Actor, id: WaitlistEntryId) -> Outcome<Opened> {
    let by = services.authorise(actor, Action::ManageWaitlist, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let entry = waitlist::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let number = patient::find(&mut conn, entry.patient).await?.map(|found| found.number);
    let offers = waitlist::offers_of_entry(&mut conn, id).await?;
    drop(conn);
    by.saw(services, Deed::WaitlistRead, Subject::from(id).of(entry.patient)).await?;
    Ok(Opened { entry, number, offers })
}

/// Sets how urgent a request is; for a practitioner concerned, or an administrator.
///
/// # Errors
/// Not found for anyone else; that it is no longer waiting.
pub async fn set_urgency(services: &Services, actor: &Actor, id: WaitlistEntryId, urgency: Urgency) -> Outcome<()> {
    let entry = waitlist::find(&mut services.db.read().await?, id).await?;
    let by = match services.authorise(actor, Action::ManageWaitlist, Resource::Clinic) {
        Ok(by) => by,
        Err(_) => {
            let (me, by) = services.as_practitioner(actor, Action::ManageWaitlist)?;
            let directory = services.directory().await?;
            let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
            let mut places = person.affiliations.iter().map(|affiliation| affiliation.centre);
            let concerns = |entry: &Entry| places.any(|place| entry.wish.concerns(me, &person.profession, place));
            entry.as_ref().is_some_and(concerns).then_some(by).ok_or(AppError::NotFound)?
        }
    };
    entry.ok_or(AppError::NotFound)?;
    let change = services.change(by, (id, urgency), |tx, by, (id, urgency)| {
        Box::pin(async move {
            if !waitlist::set_urgency(tx, *id, *urgency).await? {
                return Err(AppError::Waitlist(WaitlistRefusal::NotWaiting).into());
            }
            by.did(tx, Deed::WaitlistSetUrgency, *id);
            Ok(())
        })
    });
    change.await
}

/// Ends requests that can no longer be met, and drops freed slots that could not be handled for too long. Returns how many requests
/// ended. Any number of processes may do this at once.
///
/// # Errors
/// A storage failure.
pub async fn lapse(services: &Services) -> Outcome<usize> {
    const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_mins(10);
    let by = By::visitor(services);
    // Nowhere is it earlier than 12 hours before UTC.
    let behind = by.at.checked_sub(SignedDuration::from_hours(12)).unwrap_or(Timestamp::MIN);
    let date = behind.to_zoned(TimeZone::UTC).date();
    let lapsed = waitlist::lapsed(&mut services.db.read().await?, date, by.second()).await?;
    let change = services.change(by, lapsed, |tx, by, lapsed| {
        Box::pin(async move {
            waitlist::forget_freed(tx, by.at - GIVEN_UP_AFTER).await?;
            let mut ended = 0;
            for id in lapsed {
                if waitlist::set_status(tx, *id, EntryStatus::Expired).await? {
                    by.did(tx, Deed::WaitlistLapse, *id);
                    ended += 1;
                }
            }
            Ok(ended)
        })
    });
    change.await
}
