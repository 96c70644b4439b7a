//! What people ask of whoever sees them, beyond the field: a language, a gender, a price.

use std::collections::BTreeMap;

use crate::{
    domain::{
        directory::Practitioner,
        healthcare_service::{HealthcareService, VisitMode},
        ids::{CentreId, PractitionerId},
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
    /// Those of these practitioners.
    pub fn of<'a>(people: impl Iterator<Item = &'a Practitioner>, services: &[&HealthcareService]) -> Self {
        let mut languages: BTreeMap<String, (String, u32)> = BTreeMap::new();
        let mut choices = Self::default();
        for person in people {
            for language in spoken(person) {
                languages.entry(fold(language)).or_insert_with(|| (language.to_owned(), 0)).1 += 1;
            }
            choices.genders |= person.gender.is_some();
            let mut offered =
                services.iter().filter(|service| service.id.is_some_and(|id| person.services.contains(&id)));
            choices.telehealth |= offered.any(|service| service.mode == VisitMode::Online);
        }
        choices.languages = languages.into_values().collect();
        choices
    }
}
