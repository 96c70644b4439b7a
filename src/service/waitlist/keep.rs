//! Holds a slot for someone on the waiting list, and offers it to them.

use jiff::{SignedDuration, Timestamp};

use super::{bookable::Waiter, release::announce};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        booking::{Strictness, Target},
        ids::OfferId,
        notice::NoticeKind,
        slot::Slot,
    },
    error::AppError,
    service::{
        By, Failure, Outcome,
        booking::{Proposal, decide_in},
        directory::Offering,
        occupancy::{self, Visit},
    },
    storage::{
        db::Tx,
        hold::{self, HoldKind, Keeper, NewHold},
        notice::{self, About},
        waitlist::{self, NewOffer},
    },
};

/// Offers someone the first of these slots that is still available to them, and holds it; `None` if there is none.
pub(super) async fn offer_first<'d>(
    tx: &mut Tx,
    waiter: &Waiter<'_>,
    times: impl Iterator<Item = (Offering<'d>, Timestamp)> + Send,
) -> Outcome<Option<Slot>> {
    for (offering, starts_at) in times {
        tx.begin_attempt().await?;
        match keep(tx, waiter, &offering, starts_at).await {
            Ok(Some((offer, slot))) => {
                tx.keep_attempt().await?;
                tell_of_offer(tx, waiter, &offering, offer).await?;
                return Ok(Some(slot));
            }
            // A rule stands in the way, or someone was faster: another slot may still work.
            Ok(None) | Err(Failure::Refused(AppError::Booking { .. })) => tx.undo_attempt().await?,
            Err(failure) => return Err(failure),
        }
    }
    Ok(None)
}

/// Holds a slot for someone, if every rule allows it; `None` if they are no longer waiting, or already have an offer.
async fn keep(
    tx: &mut Tx,
    waiter: &Waiter<'_>,
    offering: &Offering<'_>,
    starts_at: Timestamp,
) -> Outcome<Option<(OfferId, Slot)>> {
    let Waiter { directory, entry, moving, now } = *waiter;
    let (patient, strictness) = (entry.patient, Strictness::Patient);
    let proposal = Proposal { offering: *offering, patient, starts_at, moving, strictness };
    let slot = decide_in(tx, directory, proposal, now).await?;
    let open_for = SignedDuration::from_mins(directory.settings.offer_minutes.into());
    let notice = SignedDuration::from_mins(offering.service.notice_minutes.into());
    let last = starts_at.checked_sub(notice + SignedDuration::from_secs(1)).unwrap_or(starts_at);
    let expires_at = (now + open_for).min(last);
    if expires_at <= now || !waitlist::is_waiting(tx, entry.id).await? {
        return Ok(None);
    }
    let new = NewHold {
        keeper: Keeper::Account(patient.account()),
        kind: HoldKind::Offer,
        target: Target {
            practitioner: offering.practitioner.id,
            centre: offering.centre.id,
            service: offering.service.id,
            starts_at: slot.starts_at,
            slots: offering.service.slots,
        },
        ends_at: slot.ends_at,
        expires_at,
    };
    let hold = hold::insert(tx, &new).await?;
    let visit = Visit { offering: *offering, patient, slot, moving: None };
    let session = occupancy::keep(tx, directory, &visit, hold).await?;
    let offer = NewOffer {
        entry: entry.id,
        hold,
        session,
        practitioner: new.target.practitioner,
        centre: new.target.centre,
        service: new.target.service,
        slot,
        expires_at,
        created_at: now,
    };
    Ok(waitlist::insert_offer(tx, &offer).await?.map(|id| (id, slot)))
}

async fn tell_of_offer(tx: &mut Tx, waiter: &Waiter<'_>, offering: &Offering<'_>, offer: OfferId) -> Outcome<()> {
    let Waiter { entry, now, .. } = *waiter;
    notice::insert_about(tx, entry.patient.account(), NoticeKind::WaitlistOffer, About::Offer(offer), now.as_second())
        .await?;
    let by = By { actor: Actor::Visitor, basis: None, at: now, by_link: false };
    by.did(tx, Deed::WaitlistOffer, entry.id);
    announce(tx, offering.practitioner.id, entry.patient);
    Ok(())
}
