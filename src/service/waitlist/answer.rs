//! Answers to offers from the waiting list.

use std::sync::Arc;

use super::release::let_go;
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        automatic::Automatic,
        booking::{Strictness, Target},
        ids::{AppointmentId, OfferId, PatientId},
        policy::Action,
        waitlist::{EntryStatus, OfferStatus, WaitlistRefusal},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, as_patient,
        booking::{BookingRequest, Order, place_in},
        cancel::{Cancellation, cancel_in},
        directory::Directory,
        reschedule::{Change, Move, move_in},
    },
    storage::{
        appointment,
        db::{Conn, Tx},
        lock,
        waitlist::{self, Entry, Offer},
    },
};

struct Answer {
    by: By,
    patient: PatientId,
    id: OfferId,
    directory: Arc<Directory>,
}

/// The result of an accepted offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The appointment at that time.
    pub appointment: AppointmentId,
    /// Whether it already existed and was moved.
    pub moved: bool,
}

/// Accepts an offer to the actor: books its slot, or moves the appointment that was to be brought forward, in one transaction that
/// also ends the request. Sent twice, it is done once.
///
/// # Errors
/// Not found for anyone else; that the offer has ended; why the slot is unavailable after all.
pub async fn accept(services: &Services, actor: &Actor, id: OfferId) -> Outcome<Accepted> {
    as_patient(actor, Action::UseWaitlist)?;
    let (patient, by) = services.as_patient(actor, Action::Book)?;
    let input = |directory| Answer { by: by.clone(), patient, id, directory };
    services.write_by_directory(input, |tx, answer| Box::pin(accept_in(tx, answer))).await
}

async fn accept_in(tx: &mut Tx, answer: &Answer) -> Outcome<Accepted> {
    let Answer { by, patient, id, directory } = answer;
    let refused = |refusal| Failure::from(AppError::Waitlist(refusal));
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (offer, entry) = asked(tx, *id, *patient).await?;
    let left = match entry.instead_of {
        Some(old) => appointment::find_of_party(tx, old, patient.account()).await?.map(|found| found.practitioner),
        None => None,
    };
    let left = left.unwrap_or(offer.practitioner);
    lock::calendars(tx, [offer.practitioner.account(), left.account(), patient.account()]).await?;
    let (offer, entry) = asked(tx, *id, *patient).await?;
    match offer.status {
        OfferStatus::Open if offer.expires_at > by.at => {}
        OfferStatus::Open | OfferStatus::Expired => return Err(refused(WaitlistRefusal::OfferExpired)),
        OfferStatus::Declined => return Err(refused(WaitlistRefusal::OfferAnswered)),
        OfferStatus::Accepted => {
            let made = appointment::find_by_intent(tx, patient.account(), &intent(*id)).await?;
            let moved = made.is_none();
            let appointment = made.or(entry.instead_of).ok_or(AppError::NotFound)?;
            return Ok(Accepted { appointment, moved });
        }
    }
    if !waitlist::set_status(tx, entry.id, EntryStatus::Booked).await? {
        return Err(refused(WaitlistRefusal::NotWaiting));
    }
    if !let_go(tx, &offer, OfferStatus::Accepted, by.at).await? {
        return Err(refused(WaitlistRefusal::OfferAnswered));
    }
    let order = order(answer, &offer);
    let (appointment, moved) = match entry.instead_of {
        None => (place_in(tx, &order).await?, false),
        Some(old) => {
            let found = appointment::find_of_party(tx, old, patient.account()).await?.ok_or(AppError::NotFound)?;
            if found.practitioner == offer.practitioner {
                let to = Move::to(old, offer.centre, offer.slot.starts_at);
                move_in(tx, &Change { by: by.clone(), to, directory: directory.clone() }).await?;
                (old, true)
            } else {
                // An appointment stays with its practitioner: one with another practitioner is a new appointment that replaces the
                // old one.
                let reason = Automatic::EarlierTime.stored();
                let cancellation = Cancellation { by: by.clone(), id: old, reason, seen: None };
                cancel_in(tx, &cancellation).await?;
                (place_in(tx, &order).await?, false)
            }
        }
    };
    by.did(tx, Deed::WaitlistAccept, entry.id);
    Ok(Accepted { appointment, moved })
}

/// The patient's offer, and the wish behind it.
async fn asked(conn: &mut Conn, id: OfferId, patient: PatientId) -> Outcome<(Offer, Entry)> {
    let offer = waitlist::find_offer_of_patient(conn, id, patient).await?.ok_or(AppError::NotFound)?;
    let entry = waitlist::find_of_patient(conn, offer.entry, patient).await?.ok_or(AppError::NotFound)?;
    Ok((offer, entry))
}

fn order(answer: &Answer, offer: &Offer) -> Order {
    Order {
        by: answer.by.clone(),
        patient: answer.patient,
        request: BookingRequest {
            target: Target {
                practitioner: offer.practitioner,
                centre: offer.centre,
                service: offer.service,
                starts_at: offer.slot.starts_at,
                slots: 1,
            },
            reason: String::new(),
            idempotency_key: intent(offer.id),
        },
        strictness: Strictness::Patient,
        override_reason: String::new(),
        series: None,
        is_handover: false,
        directory: answer.directory.clone(),
    }
}

/// The idempotency key for accepting an offer.
fn intent(id: OfferId) -> String {
    format!("waitlist-offer-{id}")
}

/// Declines an offer to the actor: the next person is asked, and this request is never offered the same slot again.
///
/// # Errors
/// Not found for anyone else; that it was already answered or has ended.
pub async fn decline(services: &Services, actor: &Actor, id: OfferId) -> Outcome<()> {
    let (patient, by) = services.as_patient(actor, Action::UseWaitlist)?;
    let declined = services.change(by, (patient, id), |tx, by, (patient, id)| {
        Box::pin(async move {
            let (offer, _) = asked(tx, *id, *patient).await?;
            lock::calendars(tx, [offer.practitioner.account(), patient.account()]).await?;
            let (offer, _) = asked(tx, *id, *patient).await?;
            if !let_go(tx, &offer, OfferStatus::Declined, by.at).await? {
                let refusal = match offer.status {
                    OfferStatus::Expired => WaitlistRefusal::OfferExpired,
                    _ => WaitlistRefusal::OfferAnswered,
                };
                return Err(AppError::Waitlist(refusal).into());
            }
            by.did(tx, Deed::WaitlistDecline, offer.entry);
            Ok(())
        })
    });
    declined.await
}
