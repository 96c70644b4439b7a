//! Criteria for practitioners beyond their field: a language, a gender, a price.

use crate::{
    domain::{
        directory::Practitioner,
        healthcare_service::VisitMode,
        ids::{CentreId, PractitionerId},
        patient::Gender,
        search::Kind,
        text::fold,
    },
    service::directory::{Directory, spoken},
};

/// The criteria; blank for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// A language that they speak.
    pub language: String,
    /// Whether they offer a kind of visit that takes place online.
    pub telehealth: bool,
    /// Their gender.
    pub gender: Option<Gender>,
    /// The maximum price of their cheapest kind of visit, in hundredths; 0 for those who charge nothing.
    pub most_cents: Option<i64>,
    /// Whether they take bookings.
    pub accepting: bool,
}

impl Preferences {
    /// Whether a search result meets the criteria; a centre does if someone who works there does.
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

/// The price of the cheapest kind of visit, if known.
fn cheapest(directory: &Directory, person: &Practitioner) -> Option<i64> {
    let own = person.fee.as_ref().map(|(cents, _)| *cents);
    directory.services_of(person).filter_map(|service| service.price_cents.or(own)).min()
}
