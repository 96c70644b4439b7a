//! Practitioners' own hours, weekly and on single dates, and whether they take bookings.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    Failure, Outcome, Services, as_practitioner, authorise,
    directory::Directory,
    healthcare_service::announced,
    live,
    stranded::{Cause, Change, Settled, carry_out, is_open, is_settled, relieve},
};
use crate::{
    domain::{
        account::Actor,
        calendar_view::local_date,
        directory::{Affiliation, Centre, Changed, Practitioner},
        form::{Field, FieldError, Problem},
        hours_form::DatedForm,
        ids::{AffiliationId, PractitionerId},
        policy::{Action, Basis, Resource},
        slot::{Availability, DatedWindow, WeeklyWindow, check_hours, first_clash, stranded},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        audit::{self, AuditEvent},
        db::Tx,
        directory, hours,
    },
};

/// A change of the hours at one centre.
#[derive(Clone, Debug)]
pub enum HoursChange {
    /// These windows in place of those of every week.
    Week(Vec<WeeklyWindow>),
    /// Extra hours on one date.
    AddDate(DatedWindow),
    /// Such hours taken back.
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

    /// In the audit.
    fn name(&self) -> &'static str {
        match self {
            Self::Week(_) => "hours.save",
            Self::AddDate(_) => "hours.add_date",
            Self::RemoveDate(_) => "hours.remove_date",
        }
    }
}

/// The directory and the actor's place in it, for showing their own hours.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn own_hours(services: &Services, actor: &Actor) -> Outcome<(Arc<Directory>, PractitionerId)> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    Ok((services.directory().await?, practitioner))
}

/// What a change is decided by.
struct Request {
    actor: Actor,
    directory: Arc<Directory>,
    practitioner: PractitionerId,
    affiliation: AffiliationId,
    change: HoursChange,
    settled: Settled,
    now: Timestamp,
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
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let now = services.clock.now();
    let request = |directory| Request {
        actor: actor.clone(),
        directory,
        practitioner,
        affiliation,
        change: change.clone(),
        settled: settled.clone(),
        now,
    };
    let outcome = services.write_by_directory(request, |tx, request| Box::pin(make(tx, request))).await?;
    if matches!(outcome, Change::Made(())) {
        announced(services, vec![practitioner]).await;
    }
    Ok(outcome)
}

async fn make(tx: &mut Tx, request: &Request) -> Outcome<Change> {
    let Request { actor, directory, practitioner, affiliation, change, settled, now } = request;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let (person, here, centre) = place(directory, *practitioner, *affiliation)?;
    let today = local_date(&centre.zone, *now);
    let after = change.applied_to(&here.hours, today)?;
    let adds = !matches!(change, HoursChange::RemoveDate(_));
    if adds && clashes_elsewhere(directory, person, here, &after, today) {
        let field = if matches!(change, HoursChange::Week(_)) { Field::Hours } else { Field::ExtraHours };
        return Err(FieldError::new(field, Problem::Clash).into());
    }
    let coming = appointment::of_practitioner(tx, *practitioner, now.as_second(), i64::MAX).await?;
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
    let basis = authorise(actor, Action::EditAvailability, Resource::Practitioner(*practitioner))?;
    match change {
        HoursChange::Week(windows) => hours::replace(tx, *affiliation, windows).await?,
        HoursChange::AddDate(_) | HoursChange::RemoveDate(_) => {
            let coming: Vec<_> = after.dated.iter().copied().filter(|window| window.date() >= today).collect();
            hours::replace_dated(tx, *affiliation, today, &coming).await?;
        }
    }
    directory.advance(tx, &[Changed::Practitioner(*practitioner)]).await?;
    let stranded: Vec<_> = stranded.into_iter().map(|one| (one, Cause::default())).collect();
    carry_out(tx, (actor, basis), &stranded, settled.fate, *now).await?;
    relieve(tx, Some(*practitioner), kept, now.as_second()).await?;
    record(tx, actor, *practitioner, change.name(), affiliation.0, now.as_second()).await?;
    Ok(Change::Made(()))
}

/// A practitioner's work at one of their centres; to anyone else it does not exist.
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

/// Whether hours at one centre would need their practitioner to be at another centre, or on the way, at the same time.
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

/// Adds hours on one date, as they were typed.
///
/// # Errors
/// Not allowed; not found if the actor does not work there; what is wrong with the form.
pub async fn add_date(services: &Services, actor: &Actor, form: &DatedForm) -> Outcome<()> {
    let (directory, me) = own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|here| here.id.0 == form.affiliation);
    let centre = here.and_then(|here| directory.centre(here.centre)).ok_or(AppError::NotFound)?;
    let today = local_date(&centre.zone, services.clock.now());
    let window = form.window(today).map_err(AppError::Invalid)?;
    // Hours that are added strand nobody.
    let added = HoursChange::AddDate(window);
    change(services, actor, AffiliationId(form.affiliation), added, &Settled::default()).await.map(drop)
}

/// Sets whether the actor takes new bookings. Existing appointments are kept.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_accepting(services: &Services, actor: &Actor, accepting: bool) -> Outcome<()> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let change = (actor.clone(), practitioner, accepting, services.clock.now().as_second());
    services
        .db
        .write(change, |tx, (actor, practitioner, accepting, now)| {
            Box::pin(async move {
                if !hours::set_accepting(tx, *practitioner, *accepting).await? {
                    return Err(AppError::NotFound.into());
                }
                let action = if *accepting { "bookings.open" } else { "bookings.close" };
                directory::changed(tx, &[Changed::Practitioner(*practitioner)]).await?;
                record(tx, actor, *practitioner, action, practitioner.0, *now).await
            })
        })
        .await?;
    announced(services, vec![practitioner]).await;
    Ok(())
}

/// Sets whether the actor requires a referral. Existing appointments are kept.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_requires_referral(services: &Services, actor: &Actor, requires: bool) -> Outcome<()> {
    let (practitioner, _) = as_practitioner(actor, Action::EditAvailability)?;
    let change = (actor.clone(), practitioner, requires, services.clock.now().as_second());
    services
        .db
        .write(change, |tx, (actor, practitioner, requires, now)| {
            Box::pin(async move {
                if !hours::set_requires_referral(tx, *practitioner, *requires).await? {
                    return Err(AppError::NotFound.into());
                }
                let action = if *requires { "bookings.by_referral" } else { "bookings.by_anybody" };
                directory::changed(tx, &[Changed::Practitioner(*practitioner)]).await?;
                record(tx, actor, *practitioner, action, practitioner.0, *now).await
            })
        })
        .await?;
    announced(services, vec![practitioner]).await;
    Ok(())
}

async fn record(
    tx: &mut Tx,
    actor: &Actor,
    practitioner: PractitionerId,
    action: &'static str,
    id: i64,
    at: i64,
) -> Outcome<()> {
    live::announce(tx, practitioner).await?;
    let entity_id = Some(id);
    let basis = Some(Basis::Own);
    let event = AuditEvent { entity_id, basis, ..AuditEvent::done(at, actor, action, "availability") };
    audit::record(tx, &event);
    Ok(())
}
