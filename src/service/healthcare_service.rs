//! What can be booked: administrators decide which kinds of visit there are and who offers them. None of this affects existing
//! appointments.

use super::{
    By, Failure, Outcome, Services, authorise,
    seen::{Seen, hold_directory},
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        directory::{Changed, Practitioner},
        form::{Field, FieldError, Problem},
        healthcare_service::{HealthcareService, Room, ServiceDraft, VisitMode},
        ids::{PractitionerId, RoomId, ServiceId},
        policy::{Action, Resource},
        service_form::ServiceForm,
        text,
        topic::Topic,
    },
    error::AppError,
    storage::{db::Tx, directory, healthcare_service as stored, room},
};

/// Practitioners per page.
pub const PAGE: usize = 50;

/// A service as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The key of its row.
    pub id: ServiceId,
    /// The service itself.
    pub draft: ServiceDraft,
    /// The rooms and devices of which it needs one.
    pub rooms: Vec<RoomId>,
    /// The number of practitioners who offer it.
    pub practitioners: i64,
}

/// Every service, and every room and device, by name.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<(Vec<Listed>, Vec<Room>)> {
    authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let counts = stored::practitioner_counts(&mut conn).await?;
    let rooms = room::all(&mut conn).await?;
    let drafts = stored::drafts(&mut conn).await?;
    let listed = |(id, draft, rooms)| Listed { id, draft, rooms, practitioners: counts.get(&id).copied().unwrap_or(0) };
    Ok((drafts.into_iter().map(listed).collect(), rooms))
}

/// One service.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: ServiceId) -> Outcome<Listed> {
    let (all, _) = list(services, actor).await?;
    Ok(all.into_iter().find(|listed| listed.id == id).ok_or(AppError::NotFound)?)
}

/// A service on offer as the caller last saw it.
#[must_use]
pub fn seen(id: ServiceId, is_same: impl Fn(&HealthcareService) -> bool + Send + Sync + 'static) -> Seen {
    Seen::of(id, |tx, id| Box::pin(on_offer(tx, id)), is_same)
}

async fn on_offer(tx: &mut Tx, id: ServiceId) -> Outcome<HealthcareService> {
    hold_directory(tx).await?;
    let settings = super::settings(tx).await?;
    let all = stored::services(tx, &settings).await?;
    let found = all.into_iter().find(|(one, is_active)| one.id == Some(id) && *is_active);
    Ok(found.ok_or(AppError::Overtaken)?.0)
}

/// Stores a service from its form; a new one has no `id`, and is on offer as soon as someone offers it.
///
/// # Errors
/// Not allowed; not found; every invalid field.
pub async fn save(services: &Services, actor: &Actor, id: Option<ServiceId>, form: &ServiceForm) -> Outcome<ServiceId> {
    let by = services.authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let (draft, rooms) = form.parse(true)?;
    services.change(by, (id, draft, rooms), |tx, by, input| Box::pin(save_in(tx, by, input))).await
}

type Save = (Option<ServiceId>, ServiceDraft, Vec<RoomId>);

async fn save_in(tx: &mut Tx, by: &By, input: &Save) -> Outcome<ServiceId> {
    let (id, draft, rooms) = input;
    let all = stored::drafts(tx).await?;
    let before = id.map(|id| all.iter().find(|(other, ..)| *other == id).ok_or(AppError::NotFound)).transpose()?;
    let known = room::all(tx).await?;
    if !rooms.iter().all(|id| known.iter().any(|room| room.id == *id)) {
        return Err(FieldError::new(Field::Rooms, Problem::NotAChoice).into());
    }
    if draft.mode == VisitMode::Online && !super::settings(tx).await?.online_visits {
        return Err(FieldError::new(Field::Mode, Problem::NotAChoice).into());
    }
    // Whether it is on offer is decided elsewhere.
    let draft = ServiceDraft { active: before.is_none_or(|(_, before, _)| before.active), ..draft.clone() };
    let taken = || Failure::from(FieldError::new(Field::ServiceName, Problem::Taken));
    let stored_as = stored::put(tx, *id, &draft).await?.ok_or_else(taken)?;
    stored::set_rooms(tx, stored_as, rooms).await?;
    stored::set_texts(tx, stored_as, &draft.texts).await?;
    let deed = if id.is_some() { Deed::ServiceChange } else { Deed::ServiceAdd };
    changed(tx, by, deed, stored_as).await?;
    Ok(stored_as)
}

/// Sets whether a service is on offer. Existing appointments are kept.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_active(services: &Services, actor: &Actor, id: ServiceId, active: bool) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageServices, Resource::Clinic)?;
    services
        .change(by, (id, active), |tx, by, (id, active)| {
            Box::pin(async move {
                let all = stored::drafts(tx).await?;
                let found = all.into_iter().find(|(other, ..)| other == id);
                let (_, draft, _) = found.ok_or(AppError::NotFound)?;
                stored::put(tx, Some(*id), &ServiceDraft { active: *active, ..draft }).await?;
                let deed = if *active { Deed::ServiceSwitchOn } else { Deed::ServiceSwitchOff };
                changed(tx, by, deed, *id).await
            })
        })
        .await
}

/// Which practitioners to list.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Part of the name; blank for any.
    pub text: String,
    /// Exactly this profession; blank for any.
    pub profession: String,
    /// Only those who offer the service, or only those who do not.
    pub offering: Option<bool>,
}

impl PeopleFilter {
    fn admits(&self, person: &Practitioner, offers: bool) -> bool {
        let name = text::fold(&person.name);
        text::fold(&self.text).split_whitespace().all(|part| name.contains(part))
            && (self.profession.is_empty() || person.profession == self.profession)
            && self.offering.is_none_or(|wanted| wanted == offers)
    }
}

/// A page of practitioners, and whether each offers a service.
#[derive(Clone, Debug)]
pub struct People {
    /// The service.
    pub service: Listed,
    /// The rows, by name.
    pub rows: Vec<(Practitioner, bool)>,
    /// The number of matches.
    pub total: usize,
    /// The page number, from 1.
    pub page: usize,
    /// The number of pages, at least 1.
    pub pages: usize,
    /// All professions, in order.
    pub professions: Vec<String>,
}

/// A page of the practitioners that match a filter; pages count from 1.
///
/// # Errors
/// Not allowed; not found.
pub async fn people(
    services: &Services,
    actor: &Actor,
    id: ServiceId,
    filter: &PeopleFilter,
    page: usize,
) -> Outcome<People> {
    let service = find(services, actor, id).await?;
    let offering = stored::practitioners(&mut services.db.read().await?, id).await?;
    let directory = services.directory().await?;
    let mut professions: Vec<String> = directory.practitioners().map(|person| person.profession.clone()).collect();
    professions.sort_unstable();
    professions.dedup();
    let mut found: Vec<(&Practitioner, bool)> = directory
        .practitioners()
        .map(|person| (person, offering.binary_search(&person.id).is_ok()))
        .filter(|(person, offers)| filter.admits(person, *offers))
        .collect();
    found.sort_by(|(one, _), (other, _)| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let (total, pages) = (found.len(), found.len().div_ceil(PAGE).max(1));
    let page = page.clamp(1, pages);
    let shown = found.into_iter().skip((page - 1) * PAGE).take(PAGE);
    let rows = shown.map(|(person, offers)| (person.clone(), offers)).collect();
    Ok(People { service, rows, total, page, pages, professions })
}

/// Of the people `shown`, lets the `chosen` ones offer a service, and stops the others from offering it. People who were not shown
/// are unaffected.
///
/// # Errors
/// Not allowed; not found.
pub async fn choose_people(
    services: &Services,
    actor: &Actor,
    id: ServiceId,
    shown: &[PractitionerId],
    chosen: &[PractitionerId],
) -> Outcome<()> {
    let wanted = shown.iter().map(|person| (*person, chosen.contains(person))).collect();
    set_people(services, actor, id, wanted).await
}

/// Lets everyone who matches a filter offer a service, or stop offering it.
///
/// # Errors
/// Not allowed; not found.
pub async fn choose_all(
    services: &Services,
    actor: &Actor,
    id: ServiceId,
    filter: &PeopleFilter,
    offer: bool,
) -> Outcome<()> {
    authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let offering = stored::practitioners(&mut services.db.read().await?, id).await?;
    let directory = services.directory().await?;
    let found = directory.practitioners().filter(|p| filter.admits(p, offering.binary_search(&p.id).is_ok()));
    set_people(services, actor, id, found.map(|person| (person.id, offer)).collect()).await
}

async fn set_people(
    services: &Services,
    actor: &Actor,
    id: ServiceId,
    wanted: Vec<(PractitionerId, bool)>,
) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let directory = services.directory().await?;
    let known = wanted.into_iter().filter(|(person, _)| directory.practitioner(*person).is_some());
    services
        .change(by, (id, known.collect::<Vec<_>>()), |tx, by, (id, wanted)| {
            Box::pin(async move {
                let all = stored::drafts(tx).await?;
                all.iter().find(|(other, ..)| other == id).ok_or(AppError::NotFound)?;
                let mut touched = Vec::new();
                for (person, offers) in wanted {
                    let is_new = match offers {
                        true => stored::add_practitioner(tx, *id, *person).await?,
                        false => stored::remove_practitioner(tx, *id, *person).await?,
                    };
                    if is_new {
                        tx.changed(Topic::Calendar(person.account()));
                        touched.push(Changed::Practitioner(*person));
                    }
                }
                if !touched.is_empty() {
                    directory::changed(tx, &touched).await?;
                    by.did(tx, Deed::ServiceChoosePractitioners, *id);
                }
                Ok(())
            })
        })
        .await
}

/// The consequences of a changed service, inside the transaction: everyone who is looking at its slots is told, and the audit gets
/// a row.
async fn changed(tx: &mut Tx, by: &By, deed: Deed, id: ServiceId) -> Outcome<()> {
    directory::changed(tx, &[Changed::Service(id)]).await?;
    for person in stored::practitioners(tx, id).await? {
        tx.changed(Topic::Calendar(person.account()));
    }
    by.did(tx, deed, id);
    Ok(())
}
