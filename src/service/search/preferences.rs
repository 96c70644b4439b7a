//! What people ask of whoever sees them, beyond the field: a language, a gender, a price.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    domain::{
        directory::Practitioner,
        healthcare_service::{HealthcareService, VisitMode},
        ids::{CentreId, PractitionerId, ServiceId},
        patient::Gender,
        search::Kind,
        text::fold,
    },
    service::directory::Directory,
};

/// What was asked for; blank for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// A language that they speak.
    pub language: String,
    /// Whether something can be booked with them that takes place online.
    pub telehealth: bool,
    /// Their gender.
    pub gender: Option<Gender>,
    /// The most that their cheapest kind of visit may cost, in hundredths; 0 for those who charge nothing.
    pub most_cents: Option<i64>,
    /// Whether they take bookings.
    pub accepting: bool,
}

impl Preferences {
    /// Whether someone found is what was asked for; a centre is if someone who works there is.
    #[must_use]
    pub fn admit(&self, directory: &Directory, kind: Kind, id: i64) -> bool {
        if *self == Self::default() {
            return true;
        }
        match kind {
            Kind::Practitioner => {
                directory.practitioner(PractitionerId(id)).is_some_and(|person| self.fit(directory, person))
            }
            Kind::Centre => directory.staff(CentreId(id)).any(|person| self.fit(directory, person)),
        }
    }

    fn fit(&self, directory: &Directory, person: &Practitioner) -> bool {
        let language = fold(&self.language);
        let mut services = directory.services_of(person);
        (language.is_empty() || spoken(person).any(|spoken| fold(spoken) == language))
            && (!self.telehealth || services.any(|service| service.mode == VisitMode::Online))
            && self.gender.is_none_or(|gender| person.gender == Some(gender))
            && self.most_cents.is_none_or(|most| cheapest(directory, person).is_some_and(|cents| cents <= most))
            && (!self.accepting || person.accepting)
    }
}

/// What the cheapest kind of visit costs, where that is known.
fn cheapest(directory: &Directory, person: &Practitioner) -> Option<i64> {
    let own = person.fee.as_ref().map(|(cents, _)| *cents);
    directory.services_of(person).filter_map(|service| service.price_cents.or(own)).min()
}

fn spoken(person: &Practitioner) -> impl Iterator<Item = &str> {
    person.languages.split(',').map(str::trim).filter(|language| !language.is_empty())
}

/// What can be asked for in this directory at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Languages, by name, with how many practitioners speak each.
    pub languages: Vec<(String, u32)>,
    /// Whether anyone can be seen online.
    pub telehealth: bool,
    /// Whether anyone says their gender.
    pub genders: bool,
}

impl Choices {
    /// Those of these practitioners. A language is listed as most of them spell it.
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

    /// Whether they would be others if the first of these practitioners became the second.
    pub fn depend_on(before: Option<&Practitioner>, after: Option<&Practitioner>) -> bool {
        let told = |person: &Practitioner| (person.languages.clone(), person.gender, person.services.clone());
        before.map(told) != after.map(told)
    }
}
