//! Offers a time that became free to the best match, and to the next one when they decline or do not answer.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::release::{announce, let_go};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        audit::Deed,
        booking::Strictness,
        calendar_view::local_date,
        ids::{FreedSlotId, OfferId},
        notice::NoticeKind,
        slot::{Occupancy, Slot},
        topic::Topic,
        waitlist::{FreeTime, OfferStatus, priority},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, availability,
        booking::decide_in,
        directory::{Directory, Offering},
        occupancy::{self, Visit},
    },
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Tx,
        hold::{self, Freed, HoldKind, Keeper, NewHold},
        lock, notice,
        waitlist::{self, Entry, NewOffer, Offer},
    },
};

/// Ends expired offers and holds, and offers every time that became free to whoever is first in line and can come. Returns how many
/// offers were made. Any number of processes may do this at once: each freed time is handled by one of them.
///
/// # Errors
/// The storage's failure, after everything else has been handled.
pub async fn offer_freed(services: &Services) -> Outcome<usize> {
    let by = By::visitor(services);
    let (now, at) = (by.at, by.second());
    let mut conn = services.db.read().await?;
    let due = waitlist::due(&mut conn, at).await?;
    let has_expired = hold::any_expired(&mut conn, at).await?;
    drop(conn);
    for offer in due {
        services.change(by.clone(), offer, |tx, by, offer| Box::pin(expire_in(tx, by, offer))).await?;
    }
    if has_expired {
        services.db.write(at, |tx, at| Box::pin(release_in(tx, *at))).await?;
    }
    let (mut offers, mut trouble) = (0, None);
    loop {
        let waiting = waitlist::freed_slots(&mut services.db.read().await?).await?;
        let mut any_done = false;
        for id in waiting {
            let input = |directory| Freeing { id, now, directory };
            match services.write_by_directory(input, |tx, freeing| Box::pin(offer_in(tx, freeing))).await {
                Ok(Done::BySomebodyElse) => {}
                Ok(Done::NobodyAsked) => any_done = true,
                Ok(Done::Asked) => {
                    any_done = true;
                    offers += 1;
                }
                Err(e) => trouble = Some(e),
            }
        }
        // What is left belongs to another process, or failed: both are looked at again next time.
        if !any_done {
            break;
        }
    }
    trouble.map_or(Ok(offers), Err)
}

async fn expire_in(tx: &mut Tx, by: &By, offer: &Offer) -> Outcome<()> {
    let at = by.second();
    lock::calendars(tx, [offer.practitioner.account(), offer.patient.account()]).await?;
    if !let_go(tx, offer, OfferStatus::Expired, at).await? {
        return Ok(());
    }
    let patient = offer.patient.account();
    notice::insert_of_offer(tx, patient, NoticeKind::WaitlistOfferExpired, offer.id, at).await?;
    by.did(tx, Deed::WaitlistOfferExpired, offer.entry);
    Ok(())
}

/// Lets go of holds that have expired.
async fn release_in(tx: &mut Tx, at: i64) -> Outcome<()> {
    for freed in hold::release_expired(tx, at).await? {
        tx.changed(Topic::Calendar(freed.practitioner.account()));
    }
    Ok(())
}

/// A freed time that is to be dealt with.
struct Freeing {
    id: FreedSlotId,
    now: Timestamp,
    directory: Arc<Directory>,
}

/// What became of it.
enum Done {
    /// By another process, or later.
    BySomebodyElse,
    NobodyAsked,
    Asked,
}

async fn offer_in(tx: &mut Tx, freeing: &Freeing) -> Outcome<Done> {
    let Freeing { id, now, directory } = freeing;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let Some(freed) = waitlist::take_freed(tx, *id).await? else {
        return Ok(Done::BySomebodyElse);
    };
    lock::calendars(tx, [freed.practitioner.account()]).await?;
    let Some(person) = directory.practitioner(freed.practitioner) else {
        return Ok(Done::NobodyAsked);
    };
    let mut waiting = waitlist::candidates(tx, &freed, &person.profession).await?;
    waiting.sort_by_key(|entry| priority(entry.urgency, entry.created_at, entry.id));
    for entry in &waiting {
        if let Some(slot) = ask(tx, freeing, &freed, entry).await? {
            note_rest(tx, &freed, &slot, now.as_second()).await?;
            return Ok(Done::Asked);
        }
    }
    // Someone is filling in a form for part of it: when they release it, others may want it.
    if hold::any_form_within(tx, &freed, now.as_second()).await? {
        waitlist::note_freed(tx, &freed, now.as_second()).await?;
        return Ok(Done::BySomebodyElse);
    }
    Ok(Done::NobodyAsked)
}

/// What the offer leaves of a freed time may suit someone else.
async fn note_rest(tx: &mut Tx, freed: &Freed, taken: &Slot, at: i64) -> Outcome<()> {
    let before = Slot { starts_at: freed.slot.starts_at, ends_at: taken.starts_at };
    let after = Slot { starts_at: taken.ends_at, ends_at: freed.slot.ends_at };
    for slot in [before, after].into_iter().filter(|slot| slot.starts_at < slot.ends_at) {
        waitlist::note_freed(tx, &Freed { slot, ..freed.clone() }, at).await?;
    }
    Ok(())
}

/// Offers someone the first time they can have within what became free, and holds it for them; `None` if there is none.
async fn ask(tx: &mut Tx, freeing: &Freeing, freed: &Freed, entry: &Entry) -> Outcome<Option<Slot>> {
    let Freeing { now, directory, .. } = freeing;
    let moving = match entry.instead_of {
        Some(id) => appointment::find(tx, id).await?,
        None => None,
    };
    let can_move = |found: &Appointment| {
        life::cancel(found.status, found.slot.starts_at, Party::Patient, &directory.settings, *now).is_ok()
    };
    if entry.instead_of.is_some() && !moving.as_ref().is_some_and(can_move) {
        return Ok(None);
    }
    // An appointment stays what it is with its practitioner, even if that can no longer be booked.
    let again = moving.as_ref().is_some_and(|found| found.practitioner == freed.practitioner);
    let offering = match again {
        true => {
            // It stays as long as it is.
            let slots = moving.as_ref().map_or(1, |found| found.slots);
            directory.offering_again_over(freed.practitioner, freed.centre, entry.wish.service, slots)
        }
        false => directory.offering(freed.practitioner, freed.centre, entry.wish.service),
    };
    let Some(offering) = offering else {
        return Ok(None);
    };
    for slot in times(tx, freeing, &offering, freed, entry, moving.as_ref()).await? {
        tx.begin_attempt().await?;
        match keep(tx, freeing, &offering, entry, moving.as_ref(), slot.starts_at).await {
            Ok(Some((offer, slot))) => {
                tx.keep_attempt().await?;
                tell_of_offer(tx, freeing, &offering, entry, offer).await?;
                return Ok(Some(slot));
            }
            // A rule stands in the way, or someone was quicker: another time may still work.
            Ok(None) | Err(Failure::Refused(AppError::Booking { .. })) => tx.undo_attempt().await?,
            Err(failure) => return Err(failure),
        }
    }
    Ok(None)
}

/// The times made possible by what became free that meet the request, those closest to its start first.
async fn times(
    tx: &mut Tx,
    freeing: &Freeing,
    offering: &Offering<'_>,
    freed: &Freed,
    entry: &Entry,
    moving: Option<&Appointment>,
) -> Outcome<Vec<Slot>> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let (starts, ends) = (freed.slot.starts_at, freed.slot.ends_at);
    let answers = |slot: &Slot| {
        let free = FreeTime {
            practitioner: practitioner.id,
            profession: &practitioner.profession,
            centre: centre.id,
            zone: &centre.zone,
            service: service.id,
            slot: *slot,
        };
        slot.starts_at < ends && starts < slot.ends_at && entry.wish.matches(&free)
    };
    let duration = SignedDuration::from_mins(service.rule.duration_minutes().into());
    let from = starts.checked_sub(duration).unwrap_or(starts);
    let until = ends.checked_add(duration).unwrap_or(ends);
    let schedule = offering.schedule();
    let free = |taken: &Occupancy| {
        let days = schedule.free_slots(local_date(&centre.zone, from), 3, taken, from);
        let slots: Vec<Slot> = days.into_iter().flat_map(|day| day.slots).filter(&answers).collect();
        slots
    };
    // Most requests are for other days: their claims are not read.
    if free(&Occupancy::default()).is_empty() {
        return Ok(Vec::new());
    }
    let moving = match moving {
        Some(found) => Some(occupancy::moving(tx, found).await?),
        None => None,
    };
    let asker = Asker { moving, ..Asker::new(Some(entry.patient.account()), freeing.now.as_second()) };
    let (directory, bound) = (&freeing.directory, Strictness::Patient);
    let taken = availability::occupancy(tx, directory, offering, asker, bound, (from, until)).await?;
    let mut slots = free(&taken);
    let joinable = availability::joinable(tx, directory, offering, asker, bound, (from, until)).await?;
    slots.extend(joinable.into_iter().map(|(slot, _)| slot).filter(&answers));
    slots.sort_by_key(|slot| (slot.starts_at.as_second().abs_diff(starts.as_second()), slot.starts_at));
    slots.dedup();
    Ok(slots)
}

/// Holds a time for someone, if every rule allows it; `None` if they are no longer waiting, or already have an offer.
async fn keep(
    tx: &mut Tx,
    freeing: &Freeing,
    offering: &Offering<'_>,
    entry: &Entry,
    moving: Option<&Appointment>,
    starts_at: Timestamp,
) -> Outcome<Option<(OfferId, Slot)>> {
    let Freeing { now, directory, .. } = freeing;
    let patient = entry.patient;
    let slot = decide_in(tx, directory, offering, patient, starts_at, moving, Strictness::Patient, *now).await?;
    let open_for = SignedDuration::from_mins(directory.settings.offer_minutes.into());
    let notice = SignedDuration::from_mins(offering.service.notice_minutes.into());
    let last = starts_at.checked_sub(notice).unwrap_or(starts_at).as_second() - 1;
    let expires_at = (*now + open_for).as_second().min(last);
    if expires_at <= now.as_second() || !waitlist::is_waiting(tx, entry.id).await? {
        return Ok(None);
    }
    let new = NewHold {
        keeper: Keeper::Account(patient.account()),
        kind: HoldKind::Offer,
        practitioner: offering.practitioner.id,
        centre: offering.centre.id,
        service: offering.service.id,
        slot,
        slots: offering.service.slots,
        expires_at,
    };
    let hold = hold::insert(tx, &new).await?;
    let visit = Visit { offering: *offering, patient, slot, moving: None };
    let session = occupancy::keep(tx, directory, &visit, hold).await?;
    let offer = NewOffer {
        entry: entry.id,
        hold,
        session,
        practitioner: new.practitioner,
        centre: new.centre,
        service: new.service,
        slot,
        expires_at,
        created_at: now.as_second(),
    };
    Ok(waitlist::insert_offer(tx, &offer).await?.map(|id| (id, slot)))
}

async fn tell_of_offer(
    tx: &mut Tx,
    freeing: &Freeing,
    offering: &Offering<'_>,
    entry: &Entry,
    offer: OfferId,
) -> Outcome<()> {
    let at = freeing.now.as_second();
    notice::insert_of_offer(tx, entry.patient.account(), NoticeKind::WaitlistOffer, offer, at).await?;
    let by = By { actor: Actor::Visitor, basis: None, at: freeing.now, by_link: false };
    by.did(tx, Deed::WaitlistOffer, entry.id);
    announce(tx, offering.practitioner.id, entry.patient);
    Ok(())
}
