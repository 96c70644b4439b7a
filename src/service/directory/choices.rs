//! The search criteria that a directory offers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::domain::{
    directory::Practitioner,
    healthcare_service::{HealthcareService, VisitMode},
    ids::ServiceId,
    text::fold,
};

/// The search criteria that this directory offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Languages, by name, with the number of practitioners who speak each.
    pub languages: Vec<(String, u32)>,
    /// Whether anyone can be seen online.
    pub telehealth: bool,
    /// Whether anyone states their gender.
    pub genders: bool,
}

impl Choices {
    /// The choices among these practitioners. A language is listed in its most common spelling.
    pub fn of<'a>(
        people: impl Iterator<Item = &'a Practitioner>,
        services: &HashMap<ServiceId, Arc<HealthcareService>>,
    ) -> Self {
        let mut languages: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut choices = Self::default();
        let is_online = |id: &ServiceId| services.get(id).is_some_and(|service| service.mode == VisitMode::Online);
        for person in people {
            for language in spoken(person) {
                *languages.entry(fold(language)).or_default().entry(language).or_default() += 1;
            }
            choices.genders |= person.gender.is_some();
            choices.telehealth |= person.services.iter().any(is_online);
        }
        let listed = languages.into_values().filter_map(|spellings| {
            let speakers = spellings.values().sum();
            let (commonest, _) = spellings.into_iter().max_by_key(|(_, times)| *times)?;
            Some((commonest.to_owned(), speakers))
        });
        choices.languages = listed.collect();
        choices
    }

    /// Whether the choices would change if the first of these practitioners were replaced by the second.
    pub fn depend_on(before: Option<&Practitioner>, after: Option<&Practitioner>) -> bool {
        let told = |person: &Practitioner| (person.languages.clone(), person.gender, person.services.clone());
        before.map(told) != after.map(told)
    }
}

/// The languages that someone speaks.
pub(in crate::service) fn spoken(person: &Practitioner) -> impl Iterator<Item = &str> {
    person.languages.split(',').map(str::trim).filter(|language| !language.is_empty())
}
