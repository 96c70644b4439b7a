//! Days and hours during which a person, a centre or everything is closed. Practitioners add closures for themselves,
//! administrators for a centre or for everyone.

mod effect;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};

use self::effect::{cause, opens};
use super::{
    By, Failure, Outcome, Services, as_practitioner, authorise,
    directory::Directory,
    hours,
    stranded::{Cause, Change, Settled, carry_out, is_open, is_settled, relieve},
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        closure::{NewClosure, StoredClosure},
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{CentreId, ClosureId, PractitionerId},
        policy::{Action, Basis, Resource},
        slot::{Availability, stranded},
        topic::Topic,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        closure,
        db::{Conn, Tx},
    },
};

/// The largest offset of any time zone from UTC.
const FURTHEST_OFFSET: SignedDuration = SignedDuration::from_hours(26);

/// Whom an actor's closure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The actor themselves.
    Own,
    /// A centre, or everyone.
    Clinics,
}

impl Whose {
    /// Checks that an actor may add such closures at all.
    ///
    /// # Errors
    /// Not allowed.
    pub fn may(self, actor: &Actor) -> Outcome<()> {
        self.authorise(actor).map(drop)
    }

    /// The one practitioner concerned, if any, and the basis on which the actor may close for them.
    fn authorise(self, actor: &Actor) -> Outcome<(Option<PractitionerId>, Basis)> {
        match self {
            Self::Own => as_practitioner(actor, Action::EditAvailability).map(|(id, basis)| (Some(id), basis)),
            Self::Clinics => Ok((None, authorise(actor, Action::ManageClosures, Resource::Clinic)?)),
        }
    }
}

/// Current and future closures, by start: for a practitioner, including those set by the clinic; for an administrator, those that
/// affect more than one person. With the directory, for the centres' names.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn coming(services: &Services, actor: &Actor, whose: Whose) -> Outcome<(Arc<Directory>, Vec<StoredClosure>)> {
    let (only, _) = whose.authorise(actor)?;
    let directory = services.directory().await?;
    let all = closure::all(&mut services.db.read().await?, earliest_wall(services.clock.now())).await?;
    let concerns = |closure: &StoredClosure| match only {
        None => closure.practitioner.is_none(),
        Some(me) => directory
            .practitioner(me)
            .is_some_and(|person| person.affiliations.iter().any(|here| closure.concerns(me, here.centre))),
    };
    let concerning = all.into_iter().filter(concerns).collect();
    Ok((directory, concerning))
}

/// The directory, for anyone who closes on behalf of the clinic.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn clinics_directory(services: &Services, actor: &Actor) -> Outcome<Arc<Directory>> {
    Whose::Clinics.authorise(actor)?;
    services.directory().await
}

/// The earliest current local time anywhere: whatever ended before it is over everywhere.
fn earliest_wall(now: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(now.checked_sub(FURTHEST_OFFSET / 2).unwrap_or(now))
}

/// The centres that someone can close: those where a practitioner works, or every centre by name.
///
/// # Errors
/// Not allowed; not found.
pub async fn centres(services: &Services, actor: &Actor, whose: Whose) -> Outcome<Vec<(CentreId, String)>> {
    Ok(match whose {
        Whose::Own => {
            let (directory, me) = hours::own_hours(services, actor).await?;
            let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
            let theirs = person.affiliations.iter().filter_map(|here| directory.centre(here.centre));
            theirs.map(|centre| (centre.id, centre.name.clone())).collect()
        }
        Whose::Clinics => {
            let directory = clinics_directory(services, actor).await?;
            let mut centres: Vec<_> = directory.centres().map(|centre| (centre.id, centre.name.clone())).collect();
            centres.sort_by(|one, other| one.1.cmp(&other.1));
            centres
        }
    })
}

/// Which of these were added earlier from a calendar file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn is_known(services: &Services, actor: &Actor, new: &[NewClosure]) -> Outcome<Vec<bool>> {
    authorise(actor, Action::ManageClosures, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let mut known = Vec::with_capacity(new.len());
    for one in new {
        let uid = one.source_uid.as_deref();
        known.push(match uid {
            Some(uid) => closure::has_source(&mut conn, uid).await?,
            None => false,
        });
    }
    Ok(known)
}

/// The appointments that the closures would strand, by time.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn would_strand(
    services: &Services,
    actor: &Actor,
    whose: Whose,
    new: &[NewClosure],
) -> Outcome<Vec<Appointment>> {
    let (only, _) = whose.authorise(actor)?;
    let directory = services.directory().await?;
    stranded_by(&mut services.db.read().await?, &directory, only, new, services.clock.now()).await
}

/// A request to add closures, with the data that decides it.
struct Request {
    by: By,
    directory: Arc<Directory>,
    only: Option<PractitionerId>,
    new: Vec<NewClosure>,
    settled: Settled,
}

/// Adds closures, all or nothing, and returns the new ones. Appointments are left as they are, but those that would be stranded
/// must have been seen first. Anything that a calendar file added earlier is skipped.
///
/// # Errors
/// Not allowed; a centre that the actor cannot close.
pub async fn close(
    services: &Services,
    actor: &Actor,
    whose: Whose,
    new: Vec<NewClosure>,
    settled: &Settled,
) -> Outcome<Change<Vec<ClosureId>>> {
    let (only, basis) = whose.authorise(actor)?;
    let by = By::now(services, actor).on(basis);
    let request = |directory| Request { by: by.clone(), directory, only, new: new.clone(), settled: settled.clone() };
    services.write_by_directory(request, |tx, request| Box::pin(make(tx, request))).await
}

async fn make(tx: &mut Tx, request: &Request) -> Outcome<Change<Vec<ClosureId>>> {
    let Request { by, directory, only, new, settled } = request;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let works_at = |person: PractitionerId, centre: CentreId| {
        directory.practitioner(person).is_some_and(|one| one.affiliations.iter().any(|here| here.centre == centre))
    };
    let exists = |centre: CentreId| match only {
        Some(person) => works_at(*person, centre),
        None => directory.centre(centre).is_some(),
    };
    if new.iter().filter_map(|one| one.centre).any(|centre| !exists(centre)) {
        return Err(FieldError::new(Field::Centre, Problem::NotAChoice).into());
    }
    let at = by.second();
    let stranded = stranded_by(tx, directory, *only, new, by.at).await?;
    if !is_settled(&stranded, settled) {
        return Ok(Change::Strands(stranded));
    }
    let mut added = Vec::new();
    for one in new {
        if let Some(id) = closure::insert(tx, *only, one, at).await? {
            by.did(tx, Deed::ClosureAdd, id);
            added.push(id);
        }
    }
    if !added.is_empty() {
        advance(tx, directory, *only, new).await?;
        let stranded = stranded.into_iter().map(|one| {
            let cause = if only.is_none() { cause(directory, new, &one) } else { Cause::default() };
            (one, cause)
        });
        carry_out(tx, by, &stranded.collect::<Vec<_>>(), settled.fate).await?;
        announce(tx, directory, *only, None);
    }
    Ok(Change::Made(added))
}

/// The appointments that the closures would strand, by time.
async fn stranded_by(
    conn: &mut Conn,
    directory: &Directory,
    only: Option<PractitionerId>,
    new: &[NewClosure],
    now: Timestamp,
) -> Outcome<Vec<Appointment>> {
    let mut met: BTreeMap<_, Vec<Appointment>> = BTreeMap::new();
    for one in new {
        let wall = |wall: DateTime| TimeZone::UTC.to_timestamp(wall).unwrap_or(Timestamp::MAX);
        // An appointment that begins before the closure may extend into it.
        let from = wall(one.times.starts()).checked_sub(FURTHEST_OFFSET * 2).unwrap_or(Timestamp::MIN).max(now);
        let until = wall(one.times.ends()).checked_add(FURTHEST_OFFSET).unwrap_or(Timestamp::MAX);
        let found = match only {
            Some(person) => appointment::of_practitioner(conn, person, from, until).await?,
            None => appointment::standing_between(conn, from, until).await?,
        };
        for found in found.into_iter().filter(is_open) {
            met.entry((found.practitioner, found.centre)).or_default().push(found);
        }
    }
    let mut lost = Vec::new();
    for ((practitioner, centre), mut appointments) in met {
        appointments.sort_by_key(|one| one.id);
        appointments.dedup_by_key(|one| one.id);
        let Some(offering) = directory.offering(practitioner, centre, None) else { continue };
        let before = &offering.affiliation.hours;
        let closes = new.iter().filter(|one| one.centre.is_none_or(|only| only == centre)).map(|one| one.times);
        let closures = before.closures.iter().copied().chain(closes).collect();
        let after = Availability { closures, ..before.clone() };
        lost.extend(stranded(before, &after, &offering.centre.zone, appointments, |one| one.slot));
    }
    lost.sort_by_key(|one| (one.slot, one.id));
    Ok(lost)
}

/// Removes closures, as far as they still exist, and returns what is needed to restore them: practitioners remove their own,
/// administrators those that affect more than one person.
///
/// # Errors
/// Not allowed; not found if none of them exists, or one is not theirs.
pub async fn lift(services: &Services, actor: &Actor, whose: Whose, ids: &[ClosureId]) -> Outcome<Vec<NewClosure>> {
    let (only, basis) = whose.authorise(actor)?;
    let by = By::now(services, actor).on(basis);
    let lifting = |directory| Lifting { by: by.clone(), directory, only, ids: ids.to_vec() };
    services.write_by_directory(lifting, |tx, lifting| Box::pin(lift_in(tx, lifting))).await
}

struct Lifting {
    by: By,
    directory: Arc<Directory>,
    only: Option<PractitionerId>,
    ids: Vec<ClosureId>,
}

async fn lift_in(tx: &mut Tx, lifting: &Lifting) -> Outcome<Vec<NewClosure>> {
    let Lifting { by, directory, only, ids } = lifting;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let mut lifted = Vec::new();
    for id in ids {
        let Some(found) = closure::find(tx, *id).await? else { continue };
        if found.practitioner != *only {
            return Err(AppError::NotFound.into());
        }
        closure::delete(tx, *id).await?;
        by.did(tx, Deed::ClosureRemove, *id);
        lifted.push(NewClosure::from(found));
    }
    if lifted.is_empty() {
        return Err(AppError::NotFound.into());
    }
    advance(tx, directory, *only, &lifted).await?;
    relieve(tx, *only, |one| opens(directory, &lifted, one), by.at).await?;
    announce(tx, directory, *only, shared_centre(&lifted));
    Ok(lifted)
}

/// Records that these closures change the directory.
async fn advance(
    tx: &mut Tx,
    directory: &Directory,
    only: Option<PractitionerId>,
    closures: &[NewClosure],
) -> Outcome<()> {
    let of_centres = || closures.iter().map(|one| one.centre.map(Changed::Centre)).collect::<Option<Vec<_>>>();
    let changed = match only {
        Some(person) => vec![Changed::Practitioner(person)],
        // A closure that applies everywhere concerns everyone, so no one is named.
        None => of_centres().unwrap_or_default(),
    };
    directory.advance(tx, &changed).await
}

/// The one centre to which all of them apply, if any.
fn shared_centre(closures: &[NewClosure]) -> Option<CentreId> {
    let centre = closures.first()?.centre;
    centre.filter(|_| closures.iter().all(|one| one.centre == centre))
}

/// The people whose calendars a closure changes.
fn concerned(directory: &Directory, only: Option<PractitionerId>, centre: Option<CentreId>) -> Vec<PractitionerId> {
    match (only, centre) {
        (Some(person), _) => vec![person],
        (None, Some(centre)) => directory.staff(centre).map(|person| person.id).collect(),
        (None, None) => directory.practitioners().map(|person| person.id).collect(),
    }
}

fn announce(tx: &mut Tx, directory: &Directory, only: Option<PractitionerId>, centre: Option<CentreId>) {
    for person in concerned(directory, only, centre) {
        tx.changed(Topic::Calendar(person.account()));
    }
}
