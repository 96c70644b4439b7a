//! The search documents of each centre and practitioner.

use std::{collections::HashMap, sync::Arc};

use super::copy::Directory;
use crate::domain::{
    directory::{Centre, Practitioner},
    healthcare_service::{HealthcareService, VisitMode},
    ids::{CentreId, PractitionerId, ServiceId},
    patient::Gender,
    search::{Document, Kind},
    term::TermKind,
};

/// The documents of all of them.
pub(super) fn all(directory: &Directory) -> Vec<Document> {
    let people = directory.practitioners().map(|person| of_practitioner(directory, person));
    people.chain(directory.centres().map(|centre| of_centre(directory, centre))).collect()
}

/// The document of one of them, if it exists.
pub(super) fn find(directory: &Directory, (kind, id): (Kind, i64)) -> Option<Document> {
    match kind {
        Kind::Practitioner => {
            directory.practitioner(PractitionerId(id)).map(|person| of_practitioner(directory, person))
        }
        Kind::Centre => directory.centre(CentreId(id)).map(|centre| of_centre(directory, centre)),
    }
}

fn of_practitioner(directory: &Directory, person: &Practitioner) -> Document {
    let places = || person.affiliations.iter().filter_map(|affiliation| directory.centre(affiliation.centre));
    Document {
        kind: Kind::Practitioner,
        id: person.id.0,
        name: person.name.clone(),
        professions: distinct([person.title(), person.profession.clone()].into_iter()),
        expertise: person.expertise.clone(),
        centres: places().map(|centre| centre.name.clone()).collect(),
        suburbs: places().map(|centre| centre.suburb.clone()).collect(),
        also: also(person, &directory.services)
            .chain(former(directory, person))
            .chain(places().flat_map(postcodes))
            .collect(),
    }
}

fn of_centre(directory: &Directory, centre: &Centre) -> Document {
    let team = || directory.staff(centre.id);
    Document {
        kind: Kind::Centre,
        id: centre.id.0,
        name: centre.name.clone(),
        professions: distinct(team().flat_map(|person| [person.title(), person.profession.clone()])),
        expertise: distinct(team().flat_map(|person| person.expertise.iter().cloned())),
        centres: Vec::new(),
        suburbs: vec![centre.suburb.clone()],
        also: postcodes(centre).collect(),
    }
}

/// Further search terms for someone: their languages, what can be booked with them and how, whether it is free of charge, and their
/// gender.
fn also<'a>(
    person: &'a Practitioner,
    services: &'a HashMap<ServiceId, Arc<HealthcareService>>,
) -> impl Iterator<Item = String> + 'a {
    let offered = person.services.iter().filter_map(|id| services.get(id));
    let free = person.fee.as_ref().is_some_and(|(cents, _)| *cents == 0);
    let free = free || offered.clone().any(|service| service.price_cents == Some(0));
    let online = offered.clone().any(|service| service.mode == VisitMode::Online);
    let is = |gender| person.gender == Some(gender);
    let words = [
        (free, "bulk billing bulk billed free"),
        (online, "telehealth online video"),
        (is(Gender::Female), "female woman lady"),
        (is(Gender::Male), "male man"),
    ];
    let words = words.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words.to_owned());
    let called = offered.flat_map(|service| service.names().map(str::to_owned));
    std::iter::once(person.languages.clone()).chain(called).chain(words)
}

/// Former names of their profession and their areas of expertise.
fn former(directory: &Directory, person: &Practitioner) -> impl Iterator<Item = String> {
    let areas = person.expertise.iter().flat_map(|area| directory.former.of(TermKind::Expertise, area));
    directory.former.of(TermKind::Profession, &person.profession).chain(areas).map(str::to_owned)
}

fn postcodes(centre: &Centre) -> impl Iterator<Item = String> {
    centre.postcodes().map(str::to_owned)
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}
