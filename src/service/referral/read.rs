//! Reading referrals. The lists contain no letters; a letter is part of the record, and opening one is audited.

use crate::{
    domain::{
        access::Access,
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::{AppointmentId, EntryId},
        policy::{Action, Basis},
        record::EntryKind,
        referral::{Triage, open_triage},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, as_patient, as_practitioner,
        record::{self, Asked},
    },
    storage::{
        appointment,
        referral::{self, Event, Referral},
    },
};

/// The actor's own referrals as a patient, latest first.
///
/// # Errors
/// Not a patient.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Vec<Referral>> {
    let (patient, _) = as_patient(actor, Action::UseReferrals)?;
    Ok(referral::of_patient(&mut services.db.read().await?, patient).await?)
}

/// A practitioner's referrals.
#[derive(Debug)]
pub struct Desk {
    /// Those addressed to them by name, or to their field and not yet accepted. For the latter, colleagues learn whom they are
    /// about only from the letter, and reading that is audited.
    pub received: Vec<Referral>,
    /// Those that they wrote, latest first.
    pub sent: Vec<Referral>,
}

/// The actor's own lists. Viewing them is audited, as they name patients.
///
/// # Errors
/// Not a practitioner.
pub async fn desk(services: &Services, actor: &Actor) -> Outcome<Desk> {
    let (me, by) = services.as_practitioner(actor, Action::UseReferrals)?;
    let now = by.second();
    let mut conn = services.db.read().await?;
    let mut received = referral::addressed_to(&mut conn, me, now).await?;
    for to_a_field in received.iter_mut().filter(|one| one.to.is_none()) {
        to_a_field.patient_name.clear();
    }
    let sent = referral::sent_by(&mut conn, me).await?;
    drop(conn);
    by.saw(services, Deed::ReferralList, Subject::any(Thing::Referral)).await?;
    Ok(Desk { received, sent })
}

/// The referral that an appointment was booked with: for its patient, and for its practitioner as long as they can read the letter.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn used_for(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Option<Referral>> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let mut conn = services.db.read().await?;
    let Some(visit) = appointment::find_of_party(&mut conn, id, me).await? else { return Ok(None) };
    let Some(found) = referral::of_appointment(&mut conn, id).await? else { return Ok(None) };
    drop(conn);
    let may_read = visit.patient.account() == me
        || as_addressee(services, actor, found.id).await?.is_some()
        || record::ask(services, actor, found.id).await?.seen(Some(EntryKind::Referral)).is_ok();
    Ok(may_read.then_some(found))
}

/// The role in which someone reads a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The patient.
    Patient,
    /// The author.
    Referrer,
    /// The addressee.
    Addressee,
    /// Anyone else with a basis to read the record.
    Other,
}

/// A referral with its letter.
#[derive(Debug)]
pub struct Opened {
    /// The referral.
    pub referral: Referral,
    /// The letter.
    pub letter: String,
    /// Its history, in order.
    pub events: Vec<Event>,
    /// The reader's role.
    pub reader: Reader,
    /// What its reader can do with it as its addressee.
    pub steps: &'static [Triage],
    /// Whether its reader can withdraw it.
    pub may_withdraw: bool,
}

/// Opens a referral's letter: for its addressee, even if the rest of the record is closed to them, and for anyone else whom the
/// gate lets read it.
///
/// # Errors
/// Not found for anyone else.
pub async fn open(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Opened> {
    let asked = match as_addressee(services, actor, id).await? {
        Some((found, access)) => {
            let letter = with_letter(services, actor, found, Reader::Addressee).await?;
            let part = EntryKind::Referral.as_str();
            record::written(services, actor, letter.referral.patient, part, access).await?;
            return Ok(letter);
        }
        None => record::ask(services, actor, id).await?,
    };
    let found = through_gate(services, actor, &asked).await;
    record::told(services, actor, &asked, found).await
}

async fn through_gate(services: &Services, actor: &Actor, asked: &Asked) -> Outcome<Opened> {
    asked.seen(Some(EntryKind::Referral))?;
    let found = referral::find(&mut services.db.read().await?, asked.entry.id).await?.ok_or(AppError::NotFound)?;
    let reader = match actor.id() {
        Some(me) if me == found.patient.account() => Reader::Patient,
        Some(me) if me == found.referrer.account() => Reader::Referrer,
        _ => Reader::Other,
    };
    with_letter(services, actor, found, reader).await
}

async fn with_letter(services: &Services, actor: &Actor, found: Referral, reader: Reader) -> Outcome<Opened> {
    let (id, now) = (found.id, services.clock.now());
    let mut conn = services.db.read().await?;
    let letter = referral::letter(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let events = referral::events(&mut conn, id).await?;
    let by_name = found.to.is_some_and(|to| actor.id() == Some(to.account()));
    let steps = match reader {
        Reader::Addressee => open_triage(found.status, by_name, found.valid_until, now),
        _ => &[],
    };
    let may_withdraw = reader == Reader::Referrer && found.status.is_open() && found.visits_used == 0;
    Ok(Opened { referral: found, letter, events, reader, steps, may_withdraw })
}

/// The referral, if it is addressed to the actor, with the basis on which they read its letter.
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
