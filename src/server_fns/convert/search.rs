//! From use cases' results to what `server_fns::search` returns.

use crate::server_fns::{search::{OpeningsView, ResultView}, time_view::TimeView};
use crate::{
    domain::search::Facet,
    service::{
        directory::Directory,
        search::{Found, Openings},
    },
};

pub fn choices(facets: &[Facet]) -> Vec<(String, u32)> {
    facets.iter().map(|facet| (facet.name.clone(), facet.practitioners)).collect()
}

pub fn openings(openings: &Openings<'_>) -> OpeningsView {
    let zone = &openings.centre.zone;
    OpeningsView {
        centre: openings.centre.id.0,
        earliest: TimeView::new(zone, &openings.earliest),
        days: openings
            .days
            .iter()
            .map(|(_, slots)| slots.iter().map(|slot| TimeView::new(zone, slot)).collect())
            .collect(),
    }
}

pub fn result(directory: &Directory, found: &Found<'_>) -> ResultView {
    match found {
        Found::Centre(centre) => {
            let mut professions: Vec<String> =
                directory.staff(centre.id).map(|person| person.profession.clone()).collect();
            let practitioners = professions.len();
            professions.sort_unstable();
            professions.dedup();
            ResultView::Centre {
                id: centre.id.0,
                name: centre.name.clone(),
                kind: centre.kind.label().to_owned(),
                place: centre.place(),
                practitioners,
                professions,
            }
        }
        Found::Practitioner { person, openings } => {
            let first = person.affiliations.iter().find_map(|a| directory.centre(a.centre));
            let centre = openings.as_ref().map(|openings| openings.centre).or(first);
            ResultView::Practitioner {
                id: person.id.0,
                name: person.name.clone(),
                profession: person.profession.clone(),
                expertise: person.expertise.clone(),
                photo: person.photo.clone(),
                place: centre.map(|c| format!("{}, {}", c.name, c.suburb)).unwrap_or_default(),
                more_places: person.affiliations.len().saturating_sub(1),
                accepting: person.accepting,
                openings: openings.as_ref().map(self::openings),
            }
        }
    }
}
