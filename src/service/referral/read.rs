//! Reading referrals. The lists carry no letter; a letter is a part of the record, and whoever opens one is written down.

use crate::{
    domain::{
        access::Access,
        account::Actor,
        ids::{EntryId, PractitionerId},
        policy::{Action, Basis},
        record::EntryKind,
        referral::{Triage, open_triage},
    },
    error::AppError,
    service::{Failure, Outcome, Services, as_patient, as_practitioner, record},
    storage::referral::{self, Event, Referral},
};

/// The actor's own referrals, as the patient, the latest first.
///
/// # Errors
/// Not a patient.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Vec<Referral>> {
    let (patient, _) = as_patient(actor, Action::UseReferrals)?;
    Ok(referral::of_patient(&mut services.db.read().await?, patient).await?)
}

/// The referrals that are for the actor by name, or for their field and not yet anybody's, each with what they can do with it.
///
/// # Errors
/// Not a practitioner.
pub async fn addressed(services: &Services, actor: &Actor) -> Outcome<Vec<Referral>> {
    let (me, _) = as_practitioner(actor, Action::UseReferrals)?;
    let now = services.clock.now().as_second();
    Ok(referral::addressed_to(&mut services.db.read().await?, me, now).await?)
}

/// The referrals that the actor wrote, the latest first.
///
/// # Errors
/// Not a practitioner.
pub async fn sent(services: &Services, actor: &Actor) -> Outcome<Vec<Referral>> {
    let (me, _) = as_practitioner(actor, Action::UseReferrals)?;
    Ok(referral::sent_by(&mut services.db.read().await?, me).await?)
}

/// As whom somebody reads a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The one who is referred.
    Patient,
    /// Who wrote it.
    Referrer,
    /// Whom it is for.
    Addressee,
    /// Anybody else with a ground to read the record.
    Other,
}

/// A referral with its letter.
#[derive(Debug)]
pub struct Opened {
    /// The referral.
    pub referral: Referral,
    /// What it says.
    pub letter: String,
    /// What was done with it, in order.
    pub events: Vec<Event>,
    /// As whom it is read.
    pub reader: Reader,
    /// What its reader can do with it, as whom it is for.
    pub steps: &'static [Triage],
    /// Whether its reader can take it back.
    pub may_withdraw: bool,
}

/// Opens a referral's letter: for whom it is for, though the rest of the record is closed to them, and else for whoever the
/// gate lets read it.
///
/// # Errors
/// Not found for anybody else.
pub async fn open(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Opened> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now();
    let (found, reader) = match as_addressee(services, actor, id).await? {
        Some((found, access)) => {
            let part = EntryKind::Referral.as_str();
            record::written(services, actor, found.patient, part, now, Some(access)).await?;
            (found, Reader::Addressee)
        }
        None => {
            let found = referral::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
            record::open_entry(services, actor, id).await?;
            let reader = match me {
                me if me == found.patient.account() => Reader::Patient,
                me if me == found.referrer.account() => Reader::Referrer,
                _ => Reader::Other,
            };
            (found, reader)
        }
    };
    let mut conn = services.db.read().await?;
    let letter = referral::letter(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let events = referral::events(&mut conn, id).await?;
    let by_name = found.to == Some(PractitionerId(me.0));
    let steps = match reader {
        Reader::Addressee => open_triage(found.status, by_name, found.valid_until, now),
        _ => &[],
    };
    let may_withdraw = reader == Reader::Referrer && found.status.is_open() && found.visits_used == 0;
    Ok(Opened { referral: found, letter, events, reader, steps, may_withdraw })
}

/// The referral, if it is for the actor, with the ground on which they read its letter.
async fn as_addressee(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Option<(Referral, Access)>> {
    let me = match as_practitioner(actor, Action::UseReferrals) {
        Ok((me, _)) => me,
        Err(Failure::Refused(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let now = services.clock.now().as_second();
    let found = referral::find_of_addressee(&mut services.db.read().await?, id, me, now).await?;
    let access = Access { basis: Basis::Referral, reach: crate::domain::access::Reach::Summary };
    Ok(found.map(|found| (found, access)))
}
