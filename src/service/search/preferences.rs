//! What people ask of whoever sees them, beyond the field: a language, a gender, a price.

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
