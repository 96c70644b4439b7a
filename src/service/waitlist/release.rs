//! How an offer ends.

use jiff::Timestamp;

use crate::{
    domain::{
        ids::{PatientId, PractitionerId},
        topic::Topic,
        waitlist::OfferStatus,
    },
    service::Outcome,
    storage::{
        db::Tx,
        group_session,
        hold::{self, Freed},
        waitlist::{self, Offer},
    },
};

/// Ends an open offer and releases what was held for it; unless it was accepted, the slot may then be offered to someone else.
/// False if it had already ended.
pub(super) async fn let_go(tx: &mut Tx, offer: &Offer, to: OfferStatus, at: Timestamp) -> Outcome<bool> {
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
    announce(tx, offer.practitioner, offer.patient);
    Ok(true)
}

/// Records that a calendar, and a patient's list, have changed.
pub(super) fn announce(tx: &mut Tx, practitioner: PractitionerId, patient: PatientId) {
    tx.changed(Topic::Calendar(practitioner.account()));
    tx.changed(Topic::Calendar(patient.account()));
}
