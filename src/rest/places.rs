//! Centres, what can be booked there, and which slots are free.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    appointments::local,
    caller::Caller,
    input::{Filters, Id, Meant, Sent, date},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
    tag,
};
use crate::{
    domain::{
        centre_form::CentreForm,
        directory::Centre as Place,
        healthcare_service::HealthcareService,
        ids::{CentreId, PractitionerId, ServiceId},
        text::fold,
    },
    service::{
        availability::{self, WeekQuery},
        centre as centres,
        directory::Directory,
        healthcare_service,
    },
};

/// A place where practitioners work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Centre {
    /// ID of the centre.
    pub id: i64,
    /// Kind of centre: `hospital` or `medical_centre`.
    pub kind: String,
    /// Name of the centre.
    pub name: String,
    /// Business number; may be empty.
    pub abn: String,
    /// Street and number; may be empty.
    pub address: String,
    /// Suburb or town.
    pub suburb: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Time zone, such as `Australia/Sydney`.
    pub time_zone: String,
}

impl From<&Place> for Centre {
    fn from(place: &Place) -> Self {
        Self {
            id: place.id.0,
            kind: place.kind.as_str().to_owned(),
            name: place.name.clone(),
            abn: place.abn.clone(),
            address: place.address.clone(),
            suburb: place.suburb.clone(),
            phone: place.phone.clone(),
            time_zone: place.zone.name().to_owned(),
        }
    }
}

/// Which centres to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CentreFilters {
    /// Suburb or town.
    pub location: Option<String>,
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists centres by name.
#[utoipa::path(
    get, path = "/api/v1/centres", operation_id = "listCentres", tag = "centres", params(CentreFilters),
    responses((status = 200, body = Listing<Centre>), Errors)
)]
pub async fn list_centres(caller: Caller, asked: Filters<CentreFilters>) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let query = &asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let wanted = query.location.as_ref();
    let is_there = |place: &&Place| wanted.is_none_or(|suburb| fold(suburb) == fold(&place.suburb));
    let found = directory.centres().filter(is_there).collect();
    let place = |place: &&Place| (place.name.clone(), place.id.0);
    list.answer(&part, part.of(found, place), place, Centre::from)
}

/// Returns one centre.
#[utoipa::path(
    get, path = "/api/v1/centres/{id}", operation_id = "readCentre", tag = "centres", params(("id" = i64, Path)),
    responses((status = 200, body = Centre), Errors)
)]
pub async fn centre(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let place: Centre = directory.centre(CentreId(id)).ok_or_else(Problem::not_found)?.into();
    Ok(tag::tagged(&tag::state(&place), place))
}

/// A centre as an administrator describes it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CentreInput {
    /// Name of the centre.
    pub name: String,
    /// Kind of centre: `hospital` or `medical_centre`.
    pub kind: String,
    /// Street and number.
    pub address: String,
    /// Suburb or town.
    pub suburb: String,
    /// Telephone number.
    pub phone: String,
    /// Business number.
    pub abn: String,
    /// Time zone, such as `Australia/Sydney`.
    pub time_zone: String,
    /// Confirms that booked appointments keep their moment in time when the time zone changes.
    pub zone_agreed: bool,
}

impl From<CentreInput> for CentreForm {
    fn from(sent: CentreInput) -> Self {
        Self {
            name: sent.name,
            kind: sent.kind,
            address: sent.address,
            suburb: sent.suburb,
            phone: sent.phone,
            abn: sent.abn,
            time_zone: sent.time_zone,
            zone_agreed: if sent.zone_agreed { "on".to_owned() } else { String::new() },
        }
    }
}

/// Adds a centre, as an administrator.
#[utoipa::path(
    post, path = "/api/v1/centres", operation_id = "addCentre", tag = "centres", request_body = CentreInput,
    responses((status = 201, body = Centre), Errors)
)]
pub async fn add_centre(caller: Caller, Sent(sent): Sent<CentreInput>) -> Result<Response, Problem> {
    let saved = centres::save(&caller.services, &caller.actor, None, &sent.into()).await?;
    let location = [(header::LOCATION, format!("/api/v1/centres/{}", saved.id))];
    Ok((StatusCode::CREATED, location, centre(caller, Id(saved.id.0)).await?).into_response())
}

/// Replaces a centre's details, as an administrator.
#[utoipa::path(
    put, path = "/api/v1/centres/{id}", operation_id = "replaceCentre", tag = "centres",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = CentreInput, responses((status = 200, body = Centre), Errors)
)]
pub async fn replace_centre(
    caller: Caller,
    id: Id,
    meant: Meant,
    Sent(sent): Sent<CentreInput>,
) -> Result<Response, Problem> {
    let (key, form) = (CentreId(id.0), sent.into());
    let saved = centres::save(&caller.services, &caller.actor, Some(key), &form);
    meant.guard(saved, |meant| centres::seen(key, move |place| meant.is(&Centre::from(place)))).await?;
    centre(caller, id).await
}

/// A kind of visit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Service {
    /// ID of the service; null for the standard visit.
    pub id: Option<i64>,
    /// Name of the service.
    pub name: String,
    /// Description; may be empty.
    pub description: String,
    /// Length in minutes.
    pub duration_minutes: u16,
    /// Where it takes place: `in_person` or `online`.
    pub mode: String,
    /// Price in cents (hundredths of the currency), if the service has its own.
    pub price_cents: Option<i64>,
    /// Number of patients in one visit.
    pub capacity: u32,
    /// How bookings are confirmed: `auto` or `approval`.
    pub confirmation: String,
    /// IDs of the practitioners who offer it.
    pub doctor_ids: Vec<i64>,
}

/// Which services to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ServiceFilters {
    /// Only what this practitioner offers.
    pub doctor_id: Option<i64>,
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists what can be booked, by name.
#[utoipa::path(
    get, path = "/api/v1/services", operation_id = "listServices", tag = "services", params(ServiceFilters),
    responses((status = 200, body = Listing<Service>), Errors)
)]
pub async fn list_services(caller: Caller, asked: Filters<ServiceFilters>) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let query = &asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let mut found = services_of(&directory);
    found.retain(|one| query.doctor_id.is_none_or(|id| one.doctor_ids.contains(&id)));
    let place = |one: &Service| (one.name.clone(), one.id);
    list.answer(&part, part.of(found, place), place, |one| one)
}

/// Returns one service. The standard visit has no ID, so it isn't available here.
#[utoipa::path(
    get, path = "/api/v1/services/{id}", operation_id = "readService", tag = "services", params(("id" = i64, Path)),
    responses((status = 200, body = Service), Errors)
)]
pub async fn service(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let found = services_of(&directory).into_iter().find(|one| one.id == Some(id)).ok_or_else(Problem::not_found)?;
    // Who offers it is not part of the service.
    let alone = Service { doctor_ids: Vec::new(), ..found.clone() };
    Ok(tag::tagged(&tag::state(&alone), found))
}

/// Lists what can be booked, each with the practitioners who offer it.
fn services_of(directory: &Directory) -> Vec<Service> {
    let mut found: Vec<Service> = Vec::new();
    let mut people: Vec<_> = directory.practitioners().collect();
    people.sort_by_key(|person| person.id);
    for person in people {
        for offered in directory.services_of(person) {
            match found.iter_mut().find(|one| one.id == offered.id.map(|id| id.0)) {
                Some(one) => one.doctor_ids.push(person.id.0),
                None => found.push(Service { doctor_ids: vec![person.id.0], ..Service::from(offered) }),
            }
        }
    }
    found
}

impl From<&HealthcareService> for Service {
    fn from(offered: &HealthcareService) -> Self {
        Self {
            id: offered.id.map(|id| id.0),
            name: offered.name.clone(),
            description: offered.description.clone(),
            duration_minutes: offered.rule.duration_minutes(),
            mode: offered.mode.as_str().to_owned(),
            price_cents: offered.price_cents,
            capacity: offered.capacity,
            confirmation: offered.confirmation.as_str().to_owned(),
            doctor_ids: Vec::new(),
        }
    }
}

/// Withdraws a service, as an administrator. Existing appointments stay.
#[utoipa::path(
    delete, path = "/api/v1/services/{id}", operation_id = "withdrawService", tag = "services",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    responses((status = 204), Errors)
)]
pub async fn withdraw_service(caller: Caller, Id(id): Id, meant: Meant) -> Result<StatusCode, Problem> {
    let id = ServiceId(id);
    let done = healthcare_service::set_active(&caller.services, &caller.actor, id, false);
    let seen = |meant: Meant| healthcare_service::seen(id, move |service| meant.is(&Service::from(service)));
    meant.guard(done, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A free time that can be booked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Slot {
    /// Start, in the centre's local time with its UTC offset.
    pub starts_at: String,
    /// End, in the centre's local time with its UTC offset.
    pub ends_at: String,
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The centre's ID.
    pub centre_id: i64,
    /// ID of the service; null for the standard visit.
    pub service_id: Option<i64>,
}

/// Which times to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotFilters {
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The centre's ID. Required if the practitioner works at several.
    #[serde(default)]
    pub centre_id: Option<i64>,
    /// ID of the service; by default, the first that the practitioner offers.
    #[serde(default)]
    pub service_id: Option<i64>,
    /// Any date in the week to list; by default, the first week with a free time.
    #[serde(default)]
    pub date: Option<String>,
    /// Format of the answer: `json` or `csv`.
    #[serde(default)]
    #[param(inline)]
    pub format: Format,
}

/// Lists a week's free times, as the site shows them. Times at which you are busy yourself are left out.
#[utoipa::path(
    get, path = "/api/v1/slots", operation_id = "listSlots", tag = "slots", params(SlotFilters),
    responses((status = 200, body = Listing<Slot>), Errors)
)]
pub async fn list_slots(caller: Caller, asked: Filters<SlotFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let date = date("date", query.date.as_deref())?;
    let directory = caller.services.directory_for(&caller.actor).await?;
    let practitioner = PractitionerId(query.doctor_id);
    let person = directory.practitioner(practitioner).ok_or_else(Problem::not_found)?;
    let centre = match (query.centre_id, &person.affiliations[..]) {
        (Some(id), _) => CentreId(id),
        (None, [only]) => only.centre,
        (None, _) => return Err(Problem::bad_request("centre_id is missing: they work at several centres.")),
    };
    let service = query.service_id.map(ServiceId);
    let wanted = WeekQuery { practitioner, centre, service, date, moving: None };
    let week = availability::week(&caller.services, &directory, &caller.actor, wanted).await?;
    let zone = &week.centre.zone;
    let slot = |slot: &crate::domain::slot::Slot| Slot {
        starts_at: local(slot.starts_at, zone),
        ends_at: local(slot.ends_at, zone),
        doctor_id: practitioner.0,
        centre_id: centre.0,
        service_id: week.service.id.map(|id| id.0),
    };
    let items: Vec<Slot> = week.days.iter().flat_map(|day| &day.slots).map(slot).collect();
    listing::answer_whole(&asked.uri, query.format, items)
}
