//! Converts use cases' results to the views of `server_fns::healthcare_service`.

use super::booking::price;
use crate::{
    domain::{
        address::local_path,
        directory::Practitioner,
        healthcare_service::{Room, VisitMode},
        ids::{PractitionerId, ServiceId},
        service_form::ServiceForm,
        settings::{Confirmation, Settings},
    },
    error::AppError,
    service::{
        directory::Directory,
        healthcare_service::{Listed, People, PeopleFilter},
    },
    views::healthcare_service::{
        OffererView, PeopleQuery, RoomChoiceView, ServiceEditView, ServicePeopleView, ServiceRowView, ServicesView,
    },
    words::listed,
};

/// Every service.
pub fn list(settings: &Settings, listed: Vec<Listed>) -> ServicesView {
    let row = |Listed { id, draft, rooms, practitioners }: Listed| ServiceRowView {
        id: id.0,
        minutes: draft.rule.duration_minutes(),
        seats: draft.capacity,
        is_online: draft.mode == VisitMode::Online,
        price: draft.price_cents.map(|cents| price(cents, "AUD")),
        on_request: draft.confirmation.unwrap_or(settings.confirmation) == Confirmation::Approval,
        practitioners,
        rooms: rooms.len(),
        active: draft.active,
        name: draft.name,
    };
    ServicesView { rows: listed.into_iter().map(row).collect(), standard_minutes: settings.slot_minutes }
}

/// A service to be edited, or a new one; with a refused form: the key in its address, and the form.
pub fn edit(
    directory: &Directory,
    id: &str,
    (listed, rooms): (Vec<Listed>, Vec<Room>),
    refused: Option<(String, ServiceForm)>,
) -> Result<ServiceEditView, AppError> {
    let key: Option<ServiceId> = key(id)?;
    let found =
        key.map(|key| listed.into_iter().find(|listed| listed.id == key).ok_or(AppError::NotFound)).transpose()?;
    let typed = refused.filter(|(of, _)| of == id).map(|(_, form)| form);
    let stored = || found.as_ref().map_or_else(ServiceForm::blank, |it| ServiceForm::of(&it.draft, &it.rooms));
    let mut form = typed.unwrap_or_else(stored);
    for language in directory.settings.languages.iter().skip(1) {
        form.texts.entry(language.tag().to_owned()).or_default();
    }
    Ok(ServiceEditView {
        id: key.map(|key| key.0),
        form,
        rooms: choices(directory, &rooms),
        clinic_horizon: directory.settings.horizon_days,
        online_visits: directory.settings.online_visits,
        clinic_on_request: directory.settings.confirmation == Confirmation::Approval,
        clinic_reminders: directory.settings.reminder_days.as_str().to_owned(),
        active: found.as_ref().is_none_or(|it| it.draft.active),
        practitioners: found.as_ref().map_or(0, |it| it.practitioners),
        name: found.map(|it| it.draft.name).unwrap_or_default(),
    })
}

/// The service that an address names; `None` for a new one.
pub fn key(id: &str) -> Result<Option<ServiceId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

/// The rooms by centre, both by name.
fn choices(directory: &Directory, rooms: &[Room]) -> Vec<(String, Vec<RoomChoiceView>)> {
    let mut groups: std::collections::BTreeMap<&str, Vec<RoomChoiceView>> = std::collections::BTreeMap::new();
    for room in rooms {
        let Some(centre) = directory.centre(room.centre) else { continue };
        groups.entry(&centre.name).or_default().push(RoomChoiceView {
            id: room.id.0,
            name: room.name.clone(),
            kind: room.kind,
            active: room.active,
        });
    }
    groups.into_iter().map(|(centre, rooms)| (centre.to_owned(), rooms)).collect()
}

/// A page of the practitioners that match a filter.
pub fn people(directory: &Directory, id: ServiceId, found: People) -> ServicePeopleView {
    let row = |(person, offers): (Practitioner, bool)| OffererView {
        id: person.id.0,
        about: about(directory, &person),
        name: person.name,
        offers,
    };
    ServicePeopleView {
        id: id.0,
        name: found.service.draft.name,
        active: found.service.draft.active,
        offering: found.service.practitioners,
        rows: found.rows.into_iter().map(row).collect(),
        total: found.total,
        page: found.page,
        pages: found.pages,
        professions: found.professions,
    }
}

/// The profession, and the centres.
fn about(directory: &Directory, person: &Practitioner) -> String {
    let places = person.affiliations.iter().filter_map(|work| directory.centre(work.centre));
    listed(std::iter::once(person.profession.as_str()).chain(places.map(|it| it.name.as_str())))
}

pub fn filter(query: &PeopleQuery) -> PeopleFilter {
    PeopleFilter {
        text: query.q.chars().take(100).collect(),
        profession: query.profession.clone(),
        offering: match query.offers.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

/// The practitioners' keys that a form sends.
pub fn practitioners(ids: &[String]) -> Result<Vec<PractitionerId>, AppError> {
    ids.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect()
}

/// The list of practitioners with its query `back`, and a word about what has been done.
pub fn people_page(id: ServiceId, back: &str) -> String {
    let start = format!("/admin/services/{id}/practitioners");
    let joint = if back.is_empty() { "" } else { "&" };
    let path = format!("{start}?{back}{joint}saved=1");
    local_path(&path).map_or_else(|| format!("{start}?saved=1"), str::to_owned)
}
