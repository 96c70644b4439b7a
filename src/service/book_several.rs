//! Books several people on one day, such as for a vaccination: each gets the first slot that is free for both sides, in order; each
//! is then booked and audited as if booked alone. Anyone who doesn't fit is reported, without affecting the others.

pub mod typed;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    By, Outcome, Services, authorise,
    availability::{self, WeekQuery},
    booking::{BookingRequest, Order, place_in},
    diaries::Diaries,
    directory::Directory,
};
pub use crate::domain::bulk::{Lot, MOST};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        audit::{Deed, Subject, Thing},
        booking::{Strictness, Target},
        bulk::at_once,
        calendar_view::{day_bounds, local_date},
        directory::{Centre, Practitioner},
        healthcare_service::HealthcareService,
        ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, ResourceId, ServiceId},
        policy::{Action, Resource},
        slot::Slot,
    },
    error::AppError,
    storage::{
        account::{self, AccountFilter},
        claim::Asker,
        db::Tx,
        random,
    },
};

/// The practitioner, place, kind of visit and day.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The centre; by default the first by name.
    pub centre: Option<CentreId>,
    /// The practitioner; nothing is planned until one is chosen.
    pub practitioner: Option<PractitionerId>,
    /// The kind of visit; by default the first that they offer.
    pub service: Option<ServiceId>,
    /// The day; by default today at the centre.
    pub date: Option<Date>,
}

/// A day, and who would be booked on it.
#[derive(Debug)]
pub struct Plan<'d> {
    /// Every centre, by name.
    pub centres: Vec<&'d Centre>,
    /// The chosen centre.
    pub centre: &'d Centre,
    /// The practitioners who work there, by name.
    pub people: Vec<&'d Practitioner>,
    /// The chosen practitioner, if any.
    pub person: Option<&'d Practitioner>,
    /// What they offer.
    pub services: Vec<&'d HealthcareService>,
    /// The chosen kind of visit.
    pub service: Option<ServiceId>,
    /// The chosen day.
    pub date: Date,
    /// The chosen people, in the order they were chosen.
    pub planned: Vec<Planned>,
}

/// A person, and the slot that they would get.
#[derive(Debug)]
pub struct Planned {
    /// Who.
    pub id: AccountId,
    /// The patient's full name.
    pub name: String,
    /// What would become of them; `None` until a practitioner is chosen.
    pub way: Option<Way>,
}

/// What would become of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// They get this slot.
    At(Slot),
    /// No slot that suits them is left that day.
    NoTime,
    /// They are not a patient, or their account is deactivated.
    NoPatient,
    /// They would be their own patient.
    Oneself,
}

/// The first active patients that match a filter, or those that follow its place, and the number of matches, counted up to
/// [`account::MOST_COUNTED`].
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn matching(services: &Services, actor: &Actor, filter: &AccountFilter) -> Outcome<Lot<AccountId, String>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let most = at_once(filter.limit);
    let filter = AccountFilter {
        text: filter.text.chars().take(100).collect(),
        role: filter.role.or(Some(Role::Patient)),
        status: Some(AccountStatus::Active),
        limit: most + 1,
        ..filter.clone()
    };
    let (found, total) = account::list(&mut services.db.read().await?, &filter).await?;
    by.saw(services, Deed::AccountList, Subject::any(Thing::Account)).await?;
    Ok(Lot::cut(found, most, total, |one| one.id, |one| (one.id.0, account::place_of(one, filter.order.by).0)))
}

/// A day for the chosen people, with the slot that each would get. Unknown keys are left out.
///
/// # Errors
/// Not allowed; no such centre.
pub async fn plan<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    wanted: Wanted,
    ids: &[AccountId],
) -> Outcome<Plan<'d>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let mut centres: Vec<&Centre> = directory.centres().collect();
    centres.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let chosen = |centre: &&&Centre| wanted.centre.is_none_or(|wanted| wanted == centre.id);
    let centre = *centres.iter().find(chosen).ok_or(AppError::NotFound)?;
    let mut people: Vec<&Practitioner> = directory.staff(centre.id).collect();
    people.sort_by(|one, other| (&one.name, one.id.0).cmp(&(&other.name, other.id.0)));
    let person = people.iter().copied().find(|one| wanted.practitioner == Some(one.id));
    let offered: Vec<&HealthcareService> =
        person.map(|person| directory.services_of(person).collect()).unwrap_or_default();
    let service = offered.iter().find(|one| one.id == wanted.service).or(offered.first()).and_then(|one| one.id);
    let date = wanted.date.unwrap_or_else(|| local_date(&centre.zone, services.clock.now()));
    let day = day_bounds(&centre.zone, date);
    let mut diaries = Diaries::between((day.start, day.end), services.clock.now());
    if let Some(person) = person {
        let everyone = ids.iter().take(MOST).map(|id| ResourceId(id.0)).chain([person.id.resource()]);
        diaries.read(&mut services.db.read().await?, everyone).await?;
    }
    let mut planned: Vec<Planned> = Vec::new();
    let mut given: Vec<Slot> = Vec::new();
    for id in ids.iter().take(MOST) {
        if planned.iter().any(|one| one.id == *id) {
            continue;
        }
        let Some(account) = account::find(&mut services.db.read().await?, *id).await? else { continue };
        let way = match person {
            None => None,
            Some(_) if !account.roles.contains(&Role::Patient) || account.status == AccountStatus::Inactive => {
                Some(Way::NoPatient)
            }
            Some(person) if person.id.account() == *id => Some(Way::Oneself),
            Some(person) => {
                let query =
                    WeekQuery { practitioner: person.id, centre: centre.id, service, date: Some(date), moving: None };
                Some(first_free(services, directory, &diaries, query, *id, &given).await?)
            }
        };
        if let Some(Way::At(slot)) = way {
            given.push(slot);
        }
        planned.push(Planned { id: *id, name: account.full_name, way });
    }
    by.saw(services, Deed::AccountList, Subject::any(Thing::Account).part("to be booked")).await?;
    Ok(Plan { centres, centre, people, person, services: offered, service, date, planned })
}

/// The first slot of a day that is free for both sides and assigned to no one else, unless they join the same group.
async fn first_free(
    services: &Services,
    directory: &Directory,
    diaries: &Diaries,
    query: WeekQuery,
    patient: AccountId,
    given: &[Slot],
) -> Outcome<Way> {
    let now = services.clock.now();
    let (slots, begun, capacity) = match free_by(directory, diaries, query, patient, now) {
        Some(slots) => (slots, Vec::new(), 1),
        None => {
            let asker = Asker::new(Some(patient), now);
            let week = availability::week_for(services, directory, asker, query, Strictness::Staff).await?;
            let day = week.days.into_iter().find(|day| Some(day.date) == query.date);
            (day.map(|day| day.slots).unwrap_or_default(), week.places_left, week.service.capacity.max(1))
        }
    };
    let left = |slot: &Slot| {
        let begun = begun.iter().find(|(known, _)| known == slot);
        let given = u32::try_from(given.iter().filter(|known| *known == slot).count()).unwrap_or(u32::MAX);
        begun.map_or(capacity, |(_, left)| *left).saturating_sub(given)
    };
    let is_apart = |slot: &Slot| {
        given.iter().all(|known| known == slot || slot.ends_at <= known.starts_at || known.ends_at <= slot.starts_at)
    };
    let free = slots.into_iter().find(|slot| is_apart(slot) && left(slot) > 0);
    Ok(free.map_or(Way::NoTime, Way::At))
}

/// The day's free slots, where the diaries cover them.
fn free_by(
    directory: &Directory,
    diaries: &Diaries,
    query: WeekQuery,
    patient: AccountId,
    now: Timestamp,
) -> Option<Vec<Slot>> {
    let offering = directory.offering(query.practitioner, query.centre, query.service)?;
    availability::free_by(diaries, &offering, query.date?, (ResourceId(patient.0), None), now)
}

/// Books one person, in a transaction, and tells them.
///
/// # Errors
/// Not allowed; why the slot is no longer available.
pub(super) async fn book_in(
    tx: &mut Tx,
    by: &By,
    directory: &Arc<Directory>,
    patient: PatientId,
    target: Target,
) -> Outcome<AppointmentId> {
    let basis = authorise(&by.actor, Action::BookForPatient, Resource::Practitioner(target.practitioner))?;
    // Nothing is sent twice here: the run sees to that.
    let idempotency_key = random::hex::<16>();
    let order = Order {
        by: by.on(basis),
        patient,
        request: BookingRequest { target, reason: String::new(), idempotency_key },
        strictness: Strictness::Staff,
        override_reason: String::new(),
        series: None,
        is_handover: false,
        directory: directory.clone(),
    };
    place_in(tx, &order).await
}
