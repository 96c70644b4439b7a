//! Centres: administrators add and change them. Booked appointments keep their instants, whatever is changed.

use std::sync::Arc;

use jiff::Timestamp;

use super::{By, Outcome, Services, authorise, directory::Directory, healthcare_service::announced};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        calendar_view::local_date,
        centre_form::{CentreDraft, CentreForm},
        directory::{Centre, Changed, Practitioner},
        form::{Field, FieldError, Problem, Problems},
        ids::{CentreId, PractitionerId},
        policy::{Action, Resource},
        slot::first_clash,
        topic::Topic,
    },
    error::AppError,
    storage::{centre as stored, db::Tx, directory},
};

/// A centre as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The centre.
    pub centre: Centre,
    /// How many practitioners work there.
    pub practitioners: usize,
    /// How many appointments are still to come there.
    pub coming: i64,
}

/// Every centre, by name.
///
/// # Errors
/// Not allowed; the storage's failure.
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

/// What saving a centre came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its key.
    pub id: CentreId,
    /// How many appointments kept their instants under another time zone; `None` if the zone is the same.
    pub under_new_zone: Option<i64>,
}

/// Stores a centre from its form; a new one has no `id`. Another time zone moves no appointment: each keeps its instant, and the
/// form must agree to that where any is booked.
///
/// # Errors
/// Not allowed; not found; every invalid field; a time zone in which someone would have to be at two centres at once.
pub async fn save(services: &Services, actor: &Actor, id: Option<CentreId>, form: &CentreForm) -> Outcome<Saved> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let request = |directory| Request { by: by.clone(), directory, id, form: form.clone() };
    let (saved, people) = services.write_by_directory(request, |tx, request| Box::pin(save_in(tx, request))).await?;
    announced(services, people).await;
    Ok(saved)
}

/// What is to be stored, and what it is decided by.
struct Request {
    by: By,
    directory: Arc<Directory>,
    id: Option<CentreId>,
    form: CentreForm,
}

async fn save_in(tx: &mut Tx, request: &Request) -> Outcome<(Saved, Vec<PractitionerId>)> {
    let Request { by, directory, id, form } = request;
    // Takes the lock that keeps every other change of the directory waiting; below, nothing can be taken in between.
    directory.advance(tx, &[]).await?;
    let before = match id {
        Some(id) => Some(directory.centre(*id).ok_or(AppError::NotFound)?),
        None => None,
    };
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
    let people = stored::practitioners(tx, stored_as).await?;
    for person in &people {
        tx.changed(Topic::Calendar(person.account()));
    }
    let deed = match (before, under_new_zone) {
        (None, _) => Deed::CentreAdd,
        (Some(_), None) => Deed::CentreChange,
        (Some(_), Some(_)) => Deed::CentreChangeTimeZone,
    };
    by.did(tx, deed, stored_as);
    Ok((Saved { id: stored_as, under_new_zone }, people))
}

/// Checks that a centre can have another time zone. Returns how many appointments keep their instants.
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

/// Whether a practitioner would have to be at this centre and at another one at the same time, or on the way.
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
