//! Centres: administrators add and change them. Booked appointments keep their instants through every change.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};

use super::{
    By, Outcome, Services, authorise,
    directory::Directory,
    seen::{Seen, hold_directory},
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        calendar_view::local_date,
        centre_form::{CentreDraft, CentreForm},
        directory::{Centre, Changed, Practitioner},
        form::{Field, FieldError, Problem, Problems},
        ids::CentreId,
        policy::{Action, Resource},
        slot::first_clash,
        swap::Swap,
        time::Zone,
        topic::Topic,
    },
    error::AppError,
    storage::{centre as stored, db::Tx, directory},
};

/// The maximum number of booked times shown before a centre's time zone is changed.
pub const MOST_SHOWN: i64 = 200;

/// A centre as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The centre.
    pub centre: Centre,
    /// The number of practitioners who work there.
    pub practitioners: usize,
    /// The number of upcoming appointments there.
    pub coming: i64,
}

/// Every centre, by name.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<Listed>> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let directory = services.directory().await?;
    let coming = stored::coming(&mut services.db.read().await?, services.clock.now().as_second()).await?;
    let listed = |centre: &Centre| Listed {
        practitioners: directory.staff(centre.id).count(),
        coming: coming.get(&centre.id).copied().unwrap_or_default(),
        centre: centre.clone(),
    };
    let mut centres: Vec<Listed> = directory.centres().map(listed).collect();
    centres.sort_by(|one, other| one.centre.name.cmp(&other.centre.name));
    Ok(centres)
}

/// One centre.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: CentreId) -> Outcome<Listed> {
    let all = list(services, actor).await?;
    Ok(all.into_iter().find(|listed| listed.centre.id == id).ok_or(AppError::NotFound)?)
}

/// A centre as the caller last saw it.
#[must_use]
pub fn seen(id: CentreId, is_same: impl Fn(&Centre) -> bool + Send + Sync + 'static) -> Seen {
    Seen::of(id, |tx, id| Box::pin(in_directory(tx, id)), is_same)
}

async fn in_directory(tx: &mut Tx, id: CentreId) -> Outcome<Centre> {
    hold_directory(tx).await?;
    Ok(directory::centre(tx, id).await?.ok_or(AppError::NotFound)?)
}

/// A booked time at a centre, in two time zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The practitioner.
    pub practitioner: String,
    /// In the centre's current time zone.
    pub before: DateTime,
    /// In the new time zone.
    pub after: DateTime,
}

/// The first booked times of a centre, in its current time zone and in another one; none if there is no such zone, or it is the
/// centre's.
///
/// # Errors
/// Not allowed; not found.
pub async fn booked_under(services: &Services, actor: &Actor, id: CentreId, zone: &str) -> Outcome<Vec<Booked>> {
    let centre = find(services, actor, id).await?.centre;
    let Some(zone) = Zone::parse(zone).ok().filter(|zone| *zone != centre.zone) else { return Ok(Vec::new()) };
    let now = services.clock.now().as_second();
    let rows = stored::booked(&mut services.db.read().await?, id, now, MOST_SHOWN).await?;
    let booked = |(at, practitioner): (i64, String)| {
        let at = Timestamp::from_second(at).unwrap_or_default();
        Booked { practitioner, before: centre.zone.tz().to_datetime(at), after: zone.tz().to_datetime(at) }
    };
    Ok(rows.into_iter().map(booked).collect())
}

/// The result of saving a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The key of the centre, which a new one has got by now.
    pub id: CentreId,
    /// The number of appointments that kept their instants in another time zone; `None` if the zone is the same.
    pub under_new_zone: Option<i64>,
    /// The change; `None` for a new centre.
    pub change: Option<Swap<CentreForm>>,
}

/// Stores a centre from its form; a new one has no `id`. A new time zone moves no appointment: each keeps its instant, and if any
/// are booked, the form must confirm that.
///
/// # Errors
/// Not allowed; not found; every invalid field; a time zone in which someone would have to be at two centres at once.
pub async fn save(services: &Services, actor: &Actor, id: Option<CentreId>, form: &CentreForm) -> Outcome<Saved> {
    save_over(services, actor, id, (form, None)).await
}

/// Undoes such a change. Appointments keep their instants in the former time zone, too.
///
/// # Errors
/// The errors of [`save`]; [`AppError::Overtaken`] if the centre has been changed since.
pub async fn put_back(services: &Services, actor: &Actor, id: CentreId, change: Swap<CentreForm>) -> Outcome<()> {
    let Swap { before, after } = change;
    let before = CentreForm { zone_agreed: "yes".into(), ..before };
    save_over(services, actor, Some(id), (&before, Some(after))).await.map(drop)
}

async fn save_over(
    services: &Services,
    actor: &Actor,
    id: Option<CentreId>,
    (form, expected): (&CentreForm, Option<CentreForm>),
) -> Outcome<Saved> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let request = |directory| Request { by: by.clone(), directory, id, form: form.clone(), expected: expected.clone() };
    services.write_by_directory(request, |tx, request| Box::pin(save_in(tx, request))).await
}

/// What is to be stored, and what decides it.
struct Request {
    by: By,
    directory: Arc<Directory>,
    id: Option<CentreId>,
    form: CentreForm,
    /// The state it must currently have.
    expected: Option<CentreForm>,
}

async fn save_in(tx: &mut Tx, request: &Request) -> Outcome<Saved> {
    let Request { by, directory, id, form, expected } = request;
    // Takes the lock that blocks every other change to the directory, so nothing can interleave below.
    directory.advance(tx, &[]).await?;
    let before = match id {
        Some(id) => Some(directory.centre(*id).ok_or(AppError::NotFound)?),
        None => None,
    };
    let stood = before.map(CentreForm::of);
    if expected.is_some() && *expected != stood {
        return Err(AppError::Overtaken.into());
    }
    let draft = form.parse(before.map(|before| before.abn.as_str()))?;
    let (name, abn) = stored::taken(tx, *id, &draft).await?;
    let mut problems = Problems::default();
    for (is_taken, field) in [(name, Field::CentreName), (abn, Field::Abn)] {
        if is_taken {
            problems.add(field, Problem::Taken);
        }
    }
    let problems = problems.into_vec();
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems).into());
    }
    let under_new_zone = match before.filter(|before| before.zone != draft.zone) {
        Some(before) => Some(agree(tx, directory, before, &draft, request).await?),
        None => None,
    };
    let stored_as = stored::put(tx, *id, &draft).await?.ok_or(AppError::NotFound)?;
    directory::name(tx, &[Changed::Centre(stored_as)]).await?;
    for person in stored::practitioners(tx, stored_as).await? {
        tx.changed(Topic::Calendar(person.account()));
    }
    let deed = match (before, under_new_zone) {
        (None, _) => Deed::CentreAdd,
        (Some(_), None) => Deed::CentreChange,
        (Some(_), Some(_)) => Deed::CentreChangeTimeZone,
    };
    by.did(tx, deed, stored_as);
    let now = directory::centre(tx, stored_as).await?.ok_or(AppError::NotFound)?;
    let change = stood.map(|before| Swap { before, after: CentreForm::of(&now) });
    Ok(Saved { id: stored_as, under_new_zone, change })
}

/// Checks that a centre can change its time zone. Returns the number of appointments that keep their instants.
async fn agree(
    tx: &mut Tx,
    directory: &Directory,
    before: &Centre,
    draft: &CentreDraft,
    request: &Request,
) -> Outcome<i64> {
    let after = Centre { zone: draft.zone.clone(), ..before.clone() };
    if directory.staff(before.id).any(|person| clashes(directory, person, &after, request.by.at)) {
        return Err(FieldError::new(Field::TimeZone, Problem::Clash).into());
    }
    let coming = stored::coming(tx, request.by.second()).await?.get(&before.id).copied().unwrap_or_default();
    if coming > 0 && request.form.zone_agreed.is_empty() {
        return Err(FieldError::new(Field::ZoneAgreed, Problem::Missing).into());
    }
    Ok(coming)
}

/// Whether a practitioner would have to be at this centre and at another one, or on the way, at the same time.
fn clashes(directory: &Directory, person: &Practitioner, here: &Centre, now: Timestamp) -> bool {
    let travel = directory.settings.travel_minutes;
    let today = local_date(&here.zone, now);
    let Some(hours) = person.affiliations.iter().find(|work| work.centre == here.id).map(|work| &work.hours) else {
        return false;
    };
    let others = person.affiliations.iter().filter(|work| work.centre != here.id);
    let mut elsewhere = others.filter_map(|work| Some((&directory.centre(work.centre)?.zone, &work.hours)));
    elsewhere.any(|theirs| first_clash((&here.zone, hours), theirs, today, travel).is_some())
}
