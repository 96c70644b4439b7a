//! Practitioners' own hours, weekly and on single dates, and whether they take bookings.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    By, Failure, Outcome, Services, as_practitioner,
    directory::Directory,
    stranded::{Cause, Change, Settled, carry_out, is_open, is_settled, relieve},
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        calendar_view::local_date,
        directory::{Affiliation, Centre, Changed, Practitioner},
        form::{Field, FieldError, Problem},
        hours_form::DatedForm,
        ids::{AffiliationId, PractitionerId},
        policy::Action,
        slot::{Availability, DatedWindow, WeeklyWindow, check_hours, first_clash, stranded},
        topic::Topic,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        directory, hours,
    },
};

/// A change to the hours at one centre.
#[derive(Clone, Debug)]
pub enum HoursChange {
    /// Replaces the weekly windows with these.
    Week(Vec<WeeklyWindow>),
    /// Adds hours on one date.
    AddDate(DatedWindow),
    /// Removes such hours.
    RemoveDate(DatedWindow),
}

impl HoursChange {
    /// The hours after the change.
    fn applied_to(&self, before: &Availability, today: Date) -> Outcome<Availability> {
        let mut after = before.clone();
        match self {
            Self::Week(windows) => {
                let clash = FieldError::new(Field::Hours, Problem::Clash);
                check_hours(windows).map_err(|_| clash)?;
                after.weekly.clone_from(windows);
            }
            Self::AddDate(window) => {
                let overlaps = |other: &DatedWindow| {
                    other.date() == window.date() && other.starts() < window.ends() && window.starts() < other.ends()
                };
                if window.date() < today {
                    return Err(FieldError::new(Field::ExtraDate, Problem::ImplausibleDate).into());
                }
                if after.dated.iter().any(overlaps) {
                    return Err(FieldError::new(Field::ExtraHours, Problem::Taken).into());
                }
                after.dated.push(*window);
                after.dated.sort_unstable();
            }
            Self::RemoveDate(window) => {
                let position = after.dated.iter().position(|other| other == window).ok_or(AppError::NotFound)?;
                after.dated.remove(position);
            }
        }
        Ok(after)
    }

    /// The deed for the audit.
    fn deed(&self) -> Deed {
        match self {
            Self::Week(_) => Deed::HoursSave,
            Self::AddDate(_) => Deed::HoursAddDate,
            Self::RemoveDate(_) => Deed::HoursRemoveDate,
        }
    }
}

/// The directory and the actor's entry in it, for showing their own hours.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn own_hours(services: &Services, actor: &Actor) -> Outcome<(Arc<Directory>, PractitionerId)> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    Ok((services.directory().await?, practitioner))
}

/// A request to change hours, with the data that decides it.
struct Request {
    by: By,
    directory: Arc<Directory>,
    practitioner: PractitionerId,
    affiliation: AffiliationId,
    change: HoursChange,
    settled: Settled,
}

/// Changes the actor's hours at one of their centres. Appointments are left as they are, but those that the change would strand
/// must have been seen first.
///
/// # Errors
/// Hours that overlap, here or with another centre; not found if the centre is not theirs.
pub async fn change(
    services: &Services,
    actor: &Actor,
    affiliation: AffiliationId,
    change: HoursChange,
    settled: &Settled,
) -> Outcome<Change> {
    let (practitioner, by) = services.as_practitioner(actor, Action::EditAvailability)?;
    let request = |directory| Request {
        by: by.clone(),
        directory,
        practitioner,
        affiliation,
        change: change.clone(),
        settled: settled.clone(),
    };
    services.write_by_directory(request, |tx, request| Box::pin(make(tx, request))).await
}

async fn make(tx: &mut Tx, request: &Request) -> Outcome<Change> {
    let Request { by, directory, practitioner, affiliation, change, settled } = request;
    let now = by.at;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (person, here, centre) = place(directory, *practitioner, *affiliation)?;
    let today = local_date(&centre.zone, now);
    let after = change.applied_to(&here.hours, today)?;
    let adds = !matches!(change, HoursChange::RemoveDate(_));
    if adds && clashes_elsewhere(directory, person, here, &after, today) {
        let field = if matches!(change, HoursChange::Week(_)) { Field::Hours } else { Field::ExtraHours };
        return Err(FieldError::new(field, Problem::Clash).into());
    }
    let coming = appointment::of_practitioner(tx, *practitioner, now, Timestamp::MAX).await?;
    let coming = coming.into_iter().filter(|one| is_open(one) && one.centre == centre.id);
    let stranded = stranded(&here.hours, &after, &centre.zone, coming, |one| one.slot);
    if !is_settled(&stranded, settled) {
        return Ok(Change::Strands(stranded));
    }
    let before = &here.hours;
    let kept = |one: &Appointment| {
        let [was, is] = [before, &after].map(|hours| hours.holds(&centre.zone, one.slot));
        one.centre == centre.id && !was && is
    };
    match change {
        HoursChange::Week(windows) => hours::replace(tx, *affiliation, windows).await?,
        HoursChange::AddDate(_) | HoursChange::RemoveDate(_) => {
            let coming: Vec<_> = after.dated.iter().copied().filter(|window| window.date() >= today).collect();
            hours::replace_dated(tx, *affiliation, today, &coming).await?;
        }
    }
    directory.advance(tx, &[Changed::Practitioner(*practitioner)]).await?;
    let stranded: Vec<_> = stranded.into_iter().map(|one| (one, Cause::default())).collect();
    carry_out(tx, by, &stranded, settled.fate).await?;
    relieve(tx, Some(*practitioner), kept, now).await?;
    did(tx, by, *practitioner, change.deed(), affiliation.0).await?;
    Ok(Change::Made(()))
}

/// A practitioner's affiliation with one of their centres; for anyone else it does not exist.
fn place(
    directory: &Directory,
    practitioner: PractitionerId,
    affiliation: AffiliationId,
) -> Outcome<(&Practitioner, &Affiliation, &Centre)> {
    let found = directory.practitioner(practitioner).and_then(|person| {
        let here = person.affiliations.iter().find(|here| here.id == affiliation)?;
        Some((person, here, directory.centre(here.centre)?))
    });
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Whether hours at one centre would require their practitioner to be at another centre, or on the way, at the same time.
fn clashes_elsewhere(
    directory: &Directory,
    person: &Practitioner,
    here: &Affiliation,
    hours: &Availability,
    today: Date,
) -> bool {
    let Some(centre) = directory.centre(here.centre) else { return false };
    let travel = directory.settings.travel_minutes;
    let others = person.affiliations.iter().filter(|other| other.id != here.id);
    let mut elsewhere = others.filter_map(|other| Some((&directory.centre(other.centre)?.zone, &other.hours)));
    elsewhere.any(|theirs| first_clash((&centre.zone, hours), theirs, today, travel).is_some())
}

/// Adds hours on one date, as typed.
///
/// # Errors
/// Not allowed; not found if the actor does not work there; an invalid form.
pub async fn add_date(services: &Services, actor: &Actor, form: &DatedForm) -> Outcome<()> {
    let (directory, me) = own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|here| here.id.0 == form.affiliation);
    let centre = here.and_then(|here| directory.centre(here.centre)).ok_or(AppError::NotFound)?;
    let today = local_date(&centre.zone, services.clock.now());
    let window = form.window(today).map_err(AppError::Invalid)?;
    // Additional hours strand no one.
    let added = HoursChange::AddDate(window);
    change(services, actor, AffiliationId(form.affiliation), added, &Settled::default()).await.map(drop)
}

/// Sets whether the actor takes new bookings. Existing appointments are kept.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_accepting(services: &Services, actor: &Actor, accepting: bool) -> Outcome<()> {
    let (practitioner, by) = services.as_practitioner(actor, Action::EditAvailability)?;
    services
        .change(by, (practitioner, accepting), |tx, by, (practitioner, accepting)| {
            Box::pin(async move {
                if !hours::set_accepting(tx, *practitioner, *accepting).await? {
                    return Err(AppError::NotFound.into());
                }
                let deed = if *accepting { Deed::BookingsOpen } else { Deed::BookingsClose };
                directory::changed(tx, &[Changed::Practitioner(*practitioner)]).await?;
                did(tx, by, *practitioner, deed, practitioner.0).await
            })
        })
        .await
}

/// Sets whether the actor requires a referral. Existing appointments are kept.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_requires_referral(services: &Services, actor: &Actor, requires: bool) -> Outcome<()> {
    let (practitioner, by) = services.as_practitioner(actor, Action::EditAvailability)?;
    services
        .change(by, (practitioner, requires), |tx, by, (practitioner, requires)| {
            Box::pin(async move {
                if !hours::set_requires_referral(tx, *practitioner, *requires).await? {
                    return Err(AppError::NotFound.into());
                }
                let deed = if *requires { Deed::BookingsByReferral } else { Deed::BookingsByAnybody };
                directory::changed(tx, &[Changed::Practitioner(*practitioner)]).await?;
                did(tx, by, *practitioner, deed, practitioner.0).await
            })
        })
        .await
}

async fn did(tx: &mut Tx, by: &By, practitioner: PractitionerId, deed: Deed, id: i64) -> Outcome<()> {
    tx.changed(Topic::Calendar(practitioner.account()));
    by.did(tx, deed, Subject::one(Thing::Availability, id));
    Ok(())
}
