//! Putting a request on the waiting list, and withdrawing it.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::release::let_go;
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        audit::Deed,
        booking::BookingRefusal,
        calendar_view::local_date,
        directory::Practitioner,
        ids::{AppointmentId, CentreId, PatientId, PractitionerId, ServiceId, WaitlistEntryId},
        policy::Action,
        settings::Settings,
        term::TermKind,
        topic::Topic,
        waitlist::{EntryStatus, MOST_WAITING, OfferStatus, Times, WaitlistRefusal, Whom, Wish},
    },
    error::AppError,
    service::{
        By, Outcome, Services, as_patient,
        directory::Directory,
        occupancy::refused,
        referral::{self, Need},
        refusals,
    },
    storage::{
        appointment::{self, Appointment},
        db::{Conn, Tx},
        lock, term,
        waitlist::{self, NewEntry},
    },
};

/// A patient's wish. The texts are as sent by a form.
#[derive(Clone, Debug, Default)]
pub struct WishForm {
    /// ISO numbers of the suitable weekdays.
    pub weekdays: Vec<String>,
    /// The earliest suitable time of day; may be blank.
    pub from: String,
    /// The latest; may be blank.
    pub until: String,
    /// The last date; may be blank.
    pub latest_on: String,
}

/// The practitioner, centre and kind of visit that a patient is waiting for.
#[derive(Clone, Copy, Debug)]
pub struct WishFor {
    /// This practitioner.
    pub practitioner: PractitionerId,
    /// Or anyone of the same profession.
    pub anybody: bool,
    /// The centre; `None` for any.
    pub centre: Option<CentreId>,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// The appointment to be brought forward, if any.
    pub instead_of: Option<AppointmentId>,
}

/// The context of the form for a wish.
#[derive(Debug)]
pub struct Wishable {
    /// The directory.
    pub directory: Arc<Directory>,
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The actor's own appointment that is to be brought forward, if any.
    pub moving: Option<Appointment>,
    /// Today's date where the practitioner works.
    pub today: Date,
    /// The referral it takes.
    pub need: Need,
}

/// What a patient needs to know before they wait for a slot with someone, or for an earlier one than they have.
///
/// # Errors
/// Not a patient; not found; an appointment that can no longer be moved.
pub async fn wishable(
    services: &Services,
    actor: &Actor,
    practitioner: Option<PractitionerId>,
    moving: Option<AppointmentId>,
) -> Outcome<Wishable> {
    let (patient, _) = as_patient(actor, Action::UseWaitlist)?;
    let directory = services.directory_for(actor).await?;
    let now = services.clock.now();
    let moving = match moving {
        Some(id) => {
            let found = to_be_moved(&mut services.db.read().await?, id, patient, &directory.settings, now).await;
            Some(refusals::told(services, actor, id, Deed::AppointmentRead, found).await?)
        }
        None => None,
    };
    let practitioner = moving.as_ref().map(|found| found.practitioner).or(practitioner).ok_or(AppError::NotFound)?;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let today = today(&directory, person, None, now);
    let need = match moving {
        Some(_) => Need::Nothing,
        None => referral::need(services, actor, person, now).await?,
    };
    Ok(Wishable { directory, practitioner, moving, today, need })
}

/// Today's date at this centre or, without one, at the practitioner's first centre.
fn today(directory: &Directory, person: &Practitioner, centre: Option<CentreId>, now: Timestamp) -> Date {
    let place = centre.or(person.affiliations.first().map(|affiliation| affiliation.centre));
    let zone = place.and_then(|id| directory.centre(id)).map(|centre| &centre.zone);
    zone.map_or_else(|| now.to_zoned(TimeZone::UTC).date(), |zone| local_date(zone, now))
}

/// The patient's own appointment, if they may still move it.
async fn to_be_moved(
    conn: &mut Conn,
    id: AppointmentId,
    patient: PatientId,
    settings: &Settings,
    now: Timestamp,
) -> Outcome<Appointment> {
    let found = appointment::find_of_party(conn, id, patient.account()).await?;
    let found = found.filter(|found| found.patient == patient).ok_or(AppError::NotFound)?;
    life::cancel(found.status, found.slot.starts_at, Party::Patient, settings, now)
        .map_err(|_| AppError::Waitlist(WaitlistRefusal::NothingToMove))?;
    Ok(found)
}

struct Joining {
    patient: PatientId,
    new: NewEntry,
    settings: Settings,
}

/// Puts one of the actor's requests on the waiting list. Sent twice, it is there once.
///
/// # Errors
/// Invalid fields; not found; that the maximum number are waiting; an appointment that can no longer be moved.
pub async fn join(services: &Services, actor: &Actor, wanted: WishFor, form: &WishForm) -> Outcome<WaitlistEntryId> {
    let (patient, by) = services.as_patient(actor, Action::UseWaitlist)?;
    let directory = services.directory_for(actor).await?;
    let wish = wish(&directory, patient, wanted, form, by.at)?;
    let (instead_of, version) = (wanted.instead_of, directory.version());
    let new = NewEntry { patient, wish, instead_of, created_at: by.second(), version };
    services.waiting.remember(&directory);
    let settings = directory.settings.clone();
    let input = Joining { patient, new, settings };
    let joined = services.change(by, input, |tx, by, input| Box::pin(join_in(tx, by, input))).await;
    match wanted.instead_of {
        Some(visit) => refusals::told(services, actor, visit, Deed::WaitlistJoin, joined).await,
        None => joined,
    }
}

/// The person whose list grows, if it is a single person's. A whole profession is not notified: that could be many people.
fn named(wish: &Wish) -> Option<PractitionerId> {
    match wish.whom {
        Whom::Practitioner(id) => Some(id),
        Whom::Profession(_) => None,
    }
}

fn wish(directory: &Directory, patient: PatientId, wanted: WishFor, form: &WishForm, now: Timestamp) -> Outcome<Wish> {
    let person = directory.practitioner(wanted.practitioner).ok_or(AppError::NotFound)?;
    if !wanted.anybody && person.id.account() == patient.account() {
        return Err(refused(BookingRefusal::Oneself));
    }
    let works_at = |id| person.affiliations.iter().any(|affiliation| affiliation.centre == id);
    let is_known = match wanted.centre {
        Some(id) => works_at(id) || (wanted.anybody && directory.centre(id).is_some()),
        None => true,
    };
    let is_offered = wanted.service.is_none()
        || wanted.instead_of.is_some()
        || directory.services_of(person).any(|service| service.id == wanted.service);
    if !(is_known && is_offered) {
        return Err(AppError::NotFound.into());
    }
    let today = today(directory, person, wanted.centre, now);
    let times = Times::parse(&form.weekdays, (&form.from, &form.until), &form.latest_on, today)?;
    let whom = match wanted.anybody {
        true => Whom::Profession(person.profession.clone()),
        false => Whom::Practitioner(person.id),
    };
    Ok(Wish { whom, centre: wanted.centre, service: wanted.service, times, before: None })
}

async fn join_in(tx: &mut Tx, by: &By, joining: &Joining) -> Outcome<WaitlistEntryId> {
    let Joining { patient, new, settings } = joining;
    let mut new = new.clone();
    // If a profession was renamed meanwhile, no one has its former name any more.
    lock::directory_as_it_is(tx).await?;
    if let Whom::Profession(name) = &mut new.wish.whom
        && term::holders(tx, TermKind::Profession, name).await?.is_empty()
    {
        *name = term::current(tx, TermKind::Profession, name).await?;
    }
    lock::calendars(tx, [patient.account()]).await?;
    if let Some(id) = new.instead_of {
        let found = to_be_moved(tx, id, *patient, settings, by.at).await?;
        if new.wish.whom != Whom::Practitioner(found.practitioner)
            && new.wish.whom != Whom::Profession(found.profession)
        {
            return Err(AppError::NotFound.into());
        }
        new.wish.service = found.service;
        new.wish.before = Some(found.slot.starts_at);
    }
    let own = waitlist::of_patient(tx, *patient).await?;
    let mut waiting = own.iter().filter(|entry| entry.status == EntryStatus::Waiting);
    if let Some(same) = waiting.find(|entry| entry.wish == new.wish && entry.instead_of == new.instead_of) {
        return Ok(same.id);
    }
    if waitlist::count_waiting(tx, *patient).await? >= MOST_WAITING {
        return Err(AppError::Waitlist(WaitlistRefusal::TooMany).into());
    }
    let id = waitlist::insert(tx, &new).await?;
    if let Some(practitioner) = named(&new.wish) {
        tx.changed(Topic::Calendar(practitioner.account()));
    }
    by.did(tx, Deed::WaitlistJoin, id);
    Ok(id)
}

/// Withdraws one of the actor's requests, and declines any offer for it.
///
/// # Errors
/// Not found for anyone else; that it is no longer waiting.
pub async fn withdraw(services: &Services, actor: &Actor, id: WaitlistEntryId) -> Outcome<()> {
    let (patient, by) = services.as_patient(actor, Action::UseWaitlist)?;
    let change = services.change(by, (patient, id), |tx, by, (patient, id)| {
        Box::pin(async move {
            let entry = waitlist::find_of_patient(tx, *id, *patient).await?.ok_or(AppError::NotFound)?;
            lock::calendars(tx, [patient.account()]).await?;
            if !waitlist::set_status(tx, *id, EntryStatus::Withdrawn).await? {
                return Err(AppError::Waitlist(WaitlistRefusal::NotWaiting).into());
            }
            if let Some(offer) = waitlist::open_of_entry(tx, *id).await? {
                let_go(tx, &offer, OfferStatus::Declined, by.at).await?;
            }
            if let Some(practitioner) = named(&entry.wish) {
                tx.changed(Topic::Calendar(practitioner.account()));
            }
            by.did(tx, Deed::WaitlistWithdraw, *id);
            Ok(())
        })
    });
    change.await
}
