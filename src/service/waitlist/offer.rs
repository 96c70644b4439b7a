//! Offers a freed slot to the best match, and to the next one when they decline or do not answer.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    bookable::{ToMove, Waiter},
    keep::offer_first,
    opened::offer_opened,
    release::let_go,
};
use crate::{
    domain::{
        audit::Deed,
        ids::FreedSlotId,
        notice::NoticeKind,
        slot::Slot,
        topic::Topic,
        waitlist::{OfferStatus, priority},
    },
    service::{
        By, Failure, Outcome, Services, clock_watch,
        directory::{Directory, Offering},
    },
    storage::{
        db::Tx,
        hold::{self, Freed},
        lock,
        notice::{self, About},
        waitlist::{self, Entry, Offer},
    },
};

/// Ends expired offers and holds if the clock is trusted, and offers every slot that became free, or has opened, to the first in
/// line who can come. Returns how many offers were made. Any number of processes may do this at once: each freed slot, and each
/// request that a change to the directory may answer, is handled by one of them.
///
/// # Errors
/// A storage failure, after everything else has been handled.
pub async fn offer_freed(services: &Services) -> Outcome<usize> {
    let by = By::visitor(services);
    let now = by.at;
    let mut conn = services.db.read().await?;
    let due = waitlist::due(&mut conn, now).await?;
    let has_expired = hold::any_expired(&mut conn, now).await?;
    drop(conn);
    if (has_expired || !due.is_empty()) && clock_watch::is_steady(services).await? {
        for offer in due.into_iter().take_while(|_| !services.live.is_ending()) {
            services.change(by.clone(), offer, |tx, by, offer| Box::pin(expire_in(tx, by, offer))).await?;
        }
        services.db.write(now, |tx, now| Box::pin(release_in(tx, *now))).await?;
    }
    let (mut offers, mut trouble) = (0, None);
    while !services.live.is_ending() {
        let waiting = waitlist::freed_slots(&mut services.db.read().await?).await?;
        let mut any_done = false;
        for id in waiting.into_iter().take_while(|_| !services.live.is_ending()) {
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
        // What is left belongs to another process, or failed: both are tried again next time.
        if !any_done {
            break;
        }
    }
    // Slots freed by people come first: someone may be waiting for one this minute.
    let opened = offer_opened(services).await;
    match (trouble, opened) {
        (None, Ok(more)) => Ok(offers + more),
        (Some(e), _) | (None, Err(e)) => Err(e),
    }
}

async fn expire_in(tx: &mut Tx, by: &By, offer: &Offer) -> Outcome<()> {
    lock::calendars(tx, [offer.practitioner.account(), offer.patient.account()]).await?;
    if !let_go(tx, offer, OfferStatus::Expired, by.at).await? {
        return Ok(());
    }
    let patient = offer.patient.account();
    notice::insert_about(tx, patient, NoticeKind::WaitlistOfferExpired, About::Offer(offer.id), by.second()).await?;
    by.did(tx, Deed::WaitlistOfferExpired, offer.entry);
    Ok(())
}

/// Releases holds that have expired.
async fn release_in(tx: &mut Tx, now: Timestamp) -> Outcome<()> {
    for freed in hold::release_expired(tx, now).await? {
        tx.changed(Topic::Calendar(freed.practitioner.account()));
    }
    Ok(())
}

/// A freed slot to be handled.
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
            note_rest(tx, &freed, &slot, *now).await?;
            return Ok(Done::Asked);
        }
    }
    // Someone is filling in a form for part of it: when they release it, others may want it.
    if hold::any_form_within(tx, &freed, *now).await? {
        waitlist::note_freed(tx, &freed, *now).await?;
        return Ok(Done::BySomebodyElse);
    }
    Ok(Done::NobodyAsked)
}

/// The part of a freed slot that the offer leaves over may suit someone else.
async fn note_rest(tx: &mut Tx, freed: &Freed, taken: &Slot, at: Timestamp) -> Outcome<()> {
    let before = Slot { starts_at: freed.slot.starts_at, ends_at: taken.starts_at };
    let after = Slot { starts_at: taken.ends_at, ends_at: freed.slot.ends_at };
    for slot in [before, after].into_iter().filter(|slot| slot.starts_at < slot.ends_at) {
        waitlist::note_freed(tx, &Freed { slot, ..freed.clone() }, at).await?;
    }
    Ok(())
}

/// Offers someone the first slot available to them within what became free, and holds it; `None` if there is none.
async fn ask(tx: &mut Tx, freeing: &Freeing, freed: &Freed, entry: &Entry) -> Outcome<Option<Slot>> {
    let Freeing { now, directory, .. } = freeing;
    let to_move = ToMove::of(tx, directory, entry, *now).await?;
    let Some(moving) = to_move.appointment() else { return Ok(None) };
    let waiter = Waiter { directory, entry, moving, now: *now };
    let Some(offering) = waiter.offering(freed.practitioner, freed.centre) else { return Ok(None) };
    let times = times(tx, &waiter, &offering, freed).await?;
    offer_first(tx, &waiter, times.into_iter().map(move |slot| (offering, slot.starts_at))).await
}

/// The slots made possible by what became free that meet the request, those closest to its start first.
async fn times(tx: &mut Tx, waiter: &Waiter<'_>, offering: &Offering<'_>, freed: &Freed) -> Outcome<Vec<Slot>> {
    let (starts, ends) = (freed.slot.starts_at, freed.slot.ends_at);
    let duration = SignedDuration::from_mins(offering.service.rule.duration_minutes().into());
    let from = starts.checked_sub(duration).unwrap_or(starts);
    let until = ends.checked_add(duration).unwrap_or(ends);
    let touches = |slot: &Slot| slot.starts_at < ends && starts < slot.ends_at;
    let mut slots = waiter.free(tx, offering, (from, until), touches).await?;
    slots.sort_by_key(|slot| (slot.starts_at.as_second().abs_diff(starts.as_second()), slot.starts_at));
    Ok(slots)
}
