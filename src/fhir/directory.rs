//! The directory: who gives care, where, and what can be booked. A setting decides whether it is public.

use std::collections::BTreeMap;

use super::{
    context::Context,
    found::{Found, key, named, number, page},
    resources::{self, Resource},
    search::Query,
    types::{Address, CodeableConcept, Extension, HumanName, Identifier, Reference, phone, some},
};
use crate::{
    domain::{
        directory::{Affiliation, Centre, CentreKind, Practitioner},
        healthcare_service::HealthcareService,
        ids::{CentreId, PractitionerId, ServiceId},
        patient::Gender,
    },
    rest::problem::Problem,
    service::{
        directory::Directory,
        personnel::{self, Numbers},
    },
};

const ABN: &str = "http://hl7.org.au/id/abn";
const PROVIDER_NUMBER: &str = "http://ns.electronichealth.net.au/id/medicare-provider-number";
const LICENCE_NUMBER: &str = "urn:consulta:licence-number";
const TIME_ZONE: &str = "http://hl7.org/fhir/StructureDefinition/timezone";
const ORGANIZATION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/organization-type";
const ROLE_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
/// The id of the clinic's standard visit, which has no row of its own.
const STANDARD: &str = "standard";

/// The numbers of practitioners, for those who may see them.
type Known = BTreeMap<PractitionerId, Numbers>;

/// The id of a kind of visit.
pub fn service_id(id: Option<ServiceId>) -> String {
    id.map_or_else(|| STANDARD.to_owned(), |id| id.to_string())
}

/// Nothing in the directory is inactive.
fn is_active(query: &Query) -> bool {
    query.admits_code("active", &["true"])
}

fn identifiers(person: &Practitioner, numbers: Option<&Known>) -> Vec<Identifier> {
    let Some(numbers) = numbers.and_then(|all| all.get(&person.id)) else { return Vec::new() };
    let all = [(PROVIDER_NUMBER, &numbers.provider_number), (LICENCE_NUMBER, &numbers.licence_number)];
    let all = all.into_iter().filter(|(_, number)| !number.is_empty());
    all.map(|(system, number)| Identifier { system, value: number.to_uppercase() }).collect()
}

fn of_practitioner(context: &Context, person: &Practitioner, numbers: Option<&Known>) -> Resource {
    let languages = person.languages.split(',').map(str::trim).filter(|language| !language.is_empty());
    let qualification =
        some(&person.qualifications).map(|text| resources::Qualification { code: CodeableConcept::text(&text) });
    Resource::Practitioner(Box::new(resources::Practitioner {
        id: person.id.to_string(),
        identifier: identifiers(person, numbers),
        active: true,
        name: vec![HumanName::full(&person.name)],
        gender: person.gender.map(Gender::as_str),
        photo: vec![resources::Photo { url: format!("{}{}", context.origin, person.portrait()) }],
        qualification: qualification.into_iter().collect(),
        communication: languages.map(CodeableConcept::text).collect(),
    }))
}

/// One practitioner.
pub async fn practitioner(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let id = PractitionerId(number(id)?);
    let found = directory.practitioner(id).ok_or_else(Problem::not_found)?;
    let numbers = personnel::numbers(context.services(), context.actor(), Some(id)).await?;
    Ok(of_practitioner(context, found, numbers.as_ref()))
}

/// Practitioners.
pub async fn practitioners(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let numbers = personnel::numbers(context.services(), context.actor(), None).await?;
    if numbers.is_none() && query.mentions("identifier") {
        return Err(Problem::bad_request("identifier: you can't look practitioners up by it."));
    }
    let languages = |person: &Practitioner| person.languages.split(',').map(|one| one.trim().to_owned()).collect();
    let fits = |person: &&Practitioner| {
        let spoken: Vec<String> = languages(person);
        query.admits_code("_id", &[&person.id.to_string()])
            && ["name", "family", "given"].iter().all(|name| query.admits_text(name, &[&person.name]))
            && query.admits_code("gender", &[person.gender.map_or("unknown", Gender::as_str)])
            && query.admits_words("communication", &spoken.iter().map(String::as_str).collect::<Vec<_>>())
            && query.admits_identifier("identifier", &identifiers(person, numbers.as_ref()))
            && is_active(query)
    };
    let found = directory.practitioners().filter(fits).map(|one| (named(query, &one.name, one.id.0), one)).collect();
    Ok(page(found, query, |person| of_practitioner(context, person, numbers.as_ref())))
}

/// A practitioner's work at a place.
type Role<'d> = (&'d Practitioner, &'d Affiliation, &'d Centre);

fn roles_in(directory: &Directory) -> impl Iterator<Item = Role<'_>> {
    directory.practitioners().flat_map(move |person| {
        person.affiliations.iter().filter_map(move |at| Some((person, at, directory.centre(at.centre)?)))
    })
}

fn of_role((person, at, centre): &Role<'_>) -> Resource {
    let services = person.services.iter().map(|id| Reference::to("HealthcareService", id));
    let standard = person.services.is_empty().then(|| Reference::to("HealthcareService", STANDARD));
    Resource::PractitionerRole(Box::new(resources::PractitionerRole {
        id: at.id.to_string(),
        active: true,
        practitioner: Reference::named("Practitioner", person.id, &person.name),
        organization: Reference::named("Organization", centre.id, &centre.name),
        code: vec![CodeableConcept::text(&person.profession)],
        specialty: person.expertise.iter().map(|field| CodeableConcept::text(field)).collect(),
        location: vec![Reference::named("Location", centre.id, &centre.name)],
        healthcare_service: services.chain(standard).collect(),
        telecom: phone(&centre.phone),
    }))
}

/// A practitioner's work at one place.
pub async fn role(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let id = number(id)?;
    let found = roles_in(&directory).find(|(_, at, _)| at.id.0 == id).ok_or_else(Problem::not_found)?;
    Ok(of_role(&found))
}

/// Who works where.
pub async fn roles(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let base = &context.base;
    let fits = |(person, at, centre): &Role<'_>| {
        let expertise: Vec<&str> = person.expertise.iter().map(String::as_str).collect();
        let services = directory.services_of(person);
        let services: Vec<_> = services.map(|one| ("HealthcareService", service_id(one.id))).collect();
        query.admits_code("_id", &[&at.id.to_string()])
            && query.admits("practitioner", base, &[("Practitioner", person.id.to_string())])
            && query.admits("organization", base, &[("Organization", centre.id.to_string())])
            && query.admits("location", base, &[("Location", centre.id.to_string())])
            && query.admits("service", base, &services)
            && query.admits_words("specialty", &expertise)
            && query.admits_words("role", &[&person.profession, &person.title()])
            && is_active(query)
    };
    let found = roles_in(&directory).filter(fits).map(|role| (key(role.1.id.0), role)).collect();
    Ok(page(found, query, of_role))
}

fn address(centre: &Centre) -> Address {
    Address {
        text: some(&centre.place()),
        line: some(&centre.address).into_iter().collect(),
        city: some(&centre.suburb),
    }
}

fn abn(centre: &Centre) -> Vec<Identifier> {
    some(&centre.abn).map(|value| Identifier { system: ABN, value }).into_iter().collect()
}

fn of_organization(centre: &&Centre) -> Resource {
    Resource::Organization(Box::new(resources::Organization {
        id: centre.id.to_string(),
        identifier: abn(centre),
        active: true,
        r#type: vec![CodeableConcept::of(ORGANIZATION_TYPE, "prov")],
        name: centre.name.clone(),
        telecom: phone(&centre.phone),
        address: vec![address(centre)],
    }))
}

fn of_location(centre: &&Centre) -> Resource {
    let kind = match centre.kind {
        CentreKind::Hospital => CodeableConcept::of(ROLE_CODE, "HOSP"),
        CentreKind::MedicalCentre => CodeableConcept::of(ROLE_CODE, "PC"),
    };
    Resource::Location(Box::new(resources::Location {
        id: centre.id.to_string(),
        extension: vec![Extension { url: TIME_ZONE, value_code: centre.zone.name().to_owned() }],
        status: "active",
        name: centre.name.clone(),
        mode: "instance",
        r#type: vec![kind],
        telecom: phone(&centre.phone),
        address: address(centre),
        managing_organization: Reference::named("Organization", centre.id, &centre.name),
    }))
}

fn admits_centre(query: &Query, centre: &Centre) -> bool {
    query.admits_code("_id", &[&centre.id.to_string()])
        && query.admits_text("name", &[&centre.name])
        && query.admits_text("address", &[&centre.address, &centre.suburb])
        && query.admits_text("address-city", &[&centre.suburb])
}

/// The business behind a place.
pub async fn organization(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    directory.centre(CentreId(number(id)?)).map(|centre| of_organization(&centre)).ok_or_else(Problem::not_found)
}

/// The businesses behind places.
pub async fn organizations(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let fits = |centre: &&Centre| {
        admits_centre(query, centre) && query.admits_identifier("identifier", &abn(centre)) && is_active(query)
    };
    let found = directory.centres().filter(fits).map(|one| (named(query, &one.name, one.id.0), one)).collect();
    Ok(page(found, query, of_organization))
}

/// One place.
pub async fn location(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    directory.centre(CentreId(number(id)?)).map(|centre| of_location(&centre)).ok_or_else(Problem::not_found)
}

/// Places.
pub async fn locations(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let fits = |centre: &&Centre| {
        admits_centre(query, centre)
            && query.admits("organization", &context.base, &[("Organization", centre.id.to_string())])
            && query.admits_code("status", &["active"])
    };
    let found = directory.centres().filter(fits).map(|one| (named(query, &one.name, one.id.0), one)).collect();
    Ok(page(found, query, of_location))
}

/// A kind of visit, with the places where someone offers it.
type Offered<'d> = (&'d HealthcareService, Vec<&'d Centre>);

fn offered(directory: &Directory) -> Vec<Offered<'_>> {
    let mut all: Vec<Offered<'_>> = Vec::new();
    for person in directory.practitioners() {
        for service in directory.services_of(person) {
            let at = person.affiliations.iter().filter_map(|at| directory.centre(at.centre));
            match all.iter_mut().find(|(known, _)| known.id == service.id) {
                Some((_, places)) => places.extend(at),
                None => all.push((service, at.collect())),
            }
        }
    }
    for (_, places) in &mut all {
        places.sort_by_key(|centre| centre.id);
        places.dedup_by_key(|centre| centre.id);
    }
    all
}

fn of_service((service, places): &Offered<'_>) -> Resource {
    Resource::HealthcareService(Box::new(resources::HealthcareService {
        id: service_id(service.id),
        active: true,
        location: places.iter().map(|centre| Reference::named("Location", centre.id, &centre.name)).collect(),
        r#type: vec![CodeableConcept::text(&service.name)],
        name: service.name.clone(),
        comment: some(&service.description),
        appointment_required: true,
    }))
}

/// One kind of visit.
pub async fn service(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let found = offered(&directory).into_iter().find(|(service, _)| service_id(service.id) == id);
    found.map(|found| of_service(&found)).ok_or_else(Problem::not_found)
}

/// Kinds of visits.
pub async fn services(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let fits = |(service, places): &Offered<'_>| {
        let places: Vec<_> = places.iter().map(|centre| ("Location", centre.id.to_string())).collect();
        query.admits_code("_id", &[&service_id(service.id)])
            && query.admits_text("name", &[&service.name])
            && query.admits_words("service-type", &[&service.name])
            && query.admits("location", &context.base, &places)
            && is_active(query)
    };
    let sorted = |service: &HealthcareService| named(query, &service.name, service.id.map_or(0, |id| id.0));
    let found = offered(&directory).into_iter().filter(fits).map(|one| (sorted(one.0), one)).collect();
    Ok(page(found, query, of_service))
}
