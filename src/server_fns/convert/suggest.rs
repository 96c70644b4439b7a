//! Converts the index's suggestions to the views of `server_fns::suggest`.

use crate::{
    domain::{
        directory::{CentreKind, Practitioner},
        ids::{CentreId, PractitionerId},
        search::{Kind, Suggestion},
    },
    service::directory::Directory,
    views::suggest::{SuggestionKind, SuggestionView},
    words::tr,
};

/// No one types a longer beginning.
const LONGEST: usize = 60;

pub fn suggestions(directory: &Directory, typed: &str) -> Vec<SuggestionView> {
    if typed.chars().count() > LONGEST {
        return Vec::new();
    }
    directory.index.suggestions(typed).into_iter().filter_map(|found| view(directory, found)).collect()
}

/// A practitioner to choose, with what distinguishes people of the same name: their profession and where they work.
pub fn practitioner(directory: &Directory, person: &Practitioner) -> SuggestionView {
    let mut centres = person.affiliations.iter().filter_map(|work| directory.centre(work.centre));
    let first = centres.next().map(|centre| format!(", {}", centre.name)).unwrap_or_default();
    let more = match centres.count() {
        0 => String::new(),
        n => format!(" {}", tr!(AndMore, n = n)),
    };
    SuggestionView {
        kind: SuggestionKind::Practitioner(person.id.0),
        text: person.name.clone(),
        detail: format!("{}{first}{more}", person.profession),
    }
}

fn view(directory: &Directory, found: Suggestion<'_>) -> Option<SuggestionView> {
    let choice =
        |kind, text: &str, detail: &str| SuggestionView { kind, text: text.to_owned(), detail: detail.to_owned() };
    Some(match found {
        Suggestion::Profession(name) => choice(SuggestionKind::Profession, name, tr!(Profession)),
        Suggestion::Expertise(name) => choice(SuggestionKind::Expertise, name, tr!(Expertise)),
        Suggestion::Suburb(name) => choice(SuggestionKind::Suburb, name, tr!(SuggestSuburb)),
        Suggestion::Entry(Kind::Practitioner, id) => {
            let person = directory.practitioner(PractitionerId(id))?;
            choice(SuggestionKind::Practitioner(id), &person.name, &person.title())
        }
        Suggestion::Entry(Kind::Centre, id) => {
            let centre = directory.centre(CentreId(id))?;
            let kind = match centre.kind {
                CentreKind::Hospital => tr!(KindHospital),
                CentreKind::MedicalCentre => tr!(KindMedicalCentre),
            };
            choice(SuggestionKind::Centre(id), &centre.name, kind)
        }
    })
}
