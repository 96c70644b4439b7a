//! The filters of `$find`. The input is parsed once, and then compared with every calendar, of which there are thousands.

use super::{calendar::ScheduleId, found::number, parameters::Parameters};
use crate::{
    domain::{
        directory::{Centre, Practitioner},
        healthcare_service::HealthcareService,
        text::fold,
    },
    service::directory::{Directory, Offering},
};

/// The accepted values for each kind; a kind that isn't named accepts anything.
#[derive(Debug, Default)]
pub struct Wanted {
    practitioners: Option<Vec<i64>>,
    organizations: Option<Vec<i64>>,
    locations: Option<Vec<i64>>,
    calendars: Option<Vec<ScheduleId>>,
    places: Vec<String>,
    specialties: Vec<String>,
    visits: [Vec<String>; 2],
}

impl Wanted {
    /// Parses the parameters.
    pub fn read(asked: &Parameters, base: &str) -> Self {
        let keys = |name: &str, kind: &str| {
            let ids = asked.references(name, kind, base)?;
            Some(ids.iter().filter_map(|id| number(id).ok()).collect())
        };
        let words = |name: &str| {
            let texts = asked.texts(name);
            texts.iter().map(|text| fold(text.rsplit('|').next().unwrap_or_default())).collect()
        };
        let calendars = asked.references("schedule", "Schedule", base);
        Self {
            practitioners: keys("practitioner", "Practitioner"),
            organizations: keys("organization", "Organization"),
            locations: keys("location-reference", "Location"),
            calendars: calendars.map(|ids| ids.iter().filter_map(|id| ScheduleId::parse(id)).collect()),
            places: words("location-string"),
            specialties: words("specialty"),
            visits: ["visit-type", "service-type"].map(words),
        }
    }

    /// The matching offerings. Of each practitioner's kinds of visits it is the first, unless another is named.
    pub fn among<'d>(&self, directory: &'d Directory) -> Vec<Offering<'d>> {
        let names_kind = self.calendars.is_some() || self.visits.iter().any(|words| !words.is_empty());
        let kinds = if names_kind { usize::MAX } else { 1 };
        let mut found = Vec::new();
        for practitioner in directory.practitioners().filter(|one| self.is_with(one)) {
            for affiliation in &practitioner.affiliations {
                let centre = directory.centre(affiliation.centre).filter(|centre| self.is_at(centre));
                let Some(centre) = centre else { continue };
                let services = directory.services_of(practitioner).take(kinds);
                let offered = services.map(|service| Offering { practitioner, centre, affiliation, service });
                found.extend(offered.filter(|offering| self.is_as(offering)));
            }
        }
        found
    }

    fn is_with(&self, person: &Practitioner) -> bool {
        let has_key = self.practitioners.as_ref().is_none_or(|keys| keys.contains(&person.id.0));
        let fields = || person.expertise.iter().chain([&person.profession]).map(String::as_str);
        let is_titled = || is_named(&self.specialties, [person.title().as_str()]);
        has_key && (is_named(&self.specialties, fields()) || is_titled())
    }

    fn is_at(&self, centre: &Centre) -> bool {
        let mut keys = [&self.organizations, &self.locations].into_iter().flatten();
        keys.all(|keys| keys.contains(&centre.id.0)) && is_named(&self.places, [centre.name.as_str(), &centre.suburb])
    }

    fn is_as(&self, offering: &Offering<'_>) -> bool {
        let HealthcareService { name, .. } = offering.service;
        self.calendars.as_ref().is_none_or(|ids| ids.contains(&ScheduleId::of(offering)))
            && self.visits.iter().all(|words| is_named(words, [name.as_str()]))
    }
}

/// Whether one of these texts is among the requested words, or any will do.
fn is_named<'t>(words: &[String], texts: impl IntoIterator<Item = &'t str>) -> bool {
    words.is_empty() || texts.into_iter().any(|text| words.contains(&fold(text)))
}
