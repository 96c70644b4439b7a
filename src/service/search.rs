//! Finding centres and practitioners, with the first free slots of those on the page.

mod openings;
mod preferences;

use std::{borrow::Cow, ops::Range};

pub(super) use self::openings::{Seen, openings_anywhere, soonest};
pub use self::{
    openings::{Openings, next_free_at, openings_of},
    preferences::Preferences,
};
pub use super::directory::Choices;

use self::openings::openings;
use super::{Outcome, Services, directory::Directory};
use crate::domain::{
    account::Actor,
    directory::{Centre, Practitioner},
    ids::{CentreId, PractitionerId},
    place::PlaceId,
    search::{Hit, Kind, SearchQuery},
    term::TermKind,
    text::fold,
};

/// Results per page.
pub const PAGE_SIZE: usize = 10;

/// The search criteria: free text and exact filters; blank for none.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// Free text: names, professions, expertise, places.
    pub text: String,
    /// Only centres, or only practitioners.
    pub kind: Option<Kind>,
    /// Only this profession.
    pub profession: String,
    /// Only this expertise.
    pub specialty: String,
    /// Only this suburb.
    pub suburb: String,
    /// Further criteria for practitioners.
    pub preferences: Preferences,
    /// The page, from 1; beyond the last it is the last.
    pub page: usize,
}

/// A page of results.
#[derive(Debug)]
pub struct SearchPage<'d> {
    /// The total number of results.
    pub total: usize,
    /// The page number, from 1.
    pub page: usize,
    /// The number of pages, at least 1.
    pub pages: usize,
    /// The results on the page, best first.
    pub results: Vec<Found<'d>>,
    /// Which parts of the request these results do not meet.
    pub unmet: Unmet,
}

/// Which parts of a request its results do not meet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    /// Words that the first result lacks.
    pub words: Vec<String>,
    /// The requested suburb, if nothing was found there: the results are elsewhere, nearest first.
    pub suburb: Option<String>,
    /// What was searched for there.
    pub wanted: String,
}

/// One result.
#[derive(Debug)]
pub enum Found<'d> {
    /// A centre.
    Centre(&'d Centre),
    /// A practitioner, with free slots at one of their centres.
    Practitioner {
        /// The practitioner.
        person: &'d Practitioner,
        /// Which of the requested centres: the one with the earliest slot, or else the first.
        centre: Option<&'d Centre>,
        /// The next free slots, if there are any in the next two weeks.
        openings: Option<Openings<'d>>,
    },
}

/// Searches the directory. Slots that the actor cannot book are left out.
///
/// # Errors
/// A storage failure.
pub async fn search<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    request: &SearchRequest,
) -> Outcome<SearchPage<'d>> {
    let asked = with_typed_postcode(directory, request);
    let request: &SearchRequest = &asked;
    let (hits, unmet) = find(directory, request);
    let elsewhere = SearchRequest { text: unmet.wanted.clone(), suburb: String::new(), ..request.clone() };
    let request = if unmet.suburb.is_some() { &elsewhere } else { request };
    let pages = hits.len().div_ceil(PAGE_SIZE).max(1);
    let page = request.page.clamp(1, pages);
    let shown = hits.iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE);
    let results = with_openings(services, directory, actor, &Wanted::of(directory, request), shown).await?;
    Ok(SearchPage { total: hits.len(), page, pages, results, unmet })
}

/// The matches; if there are none in the chosen or typed suburb, those elsewhere.
fn find(directory: &Directory, request: &SearchRequest) -> (Vec<Hit>, Unmet) {
    let profession = directory.current_term(TermKind::Profession, &request.profession);
    let specialty = directory.current_term(TermKind::Expertise, &request.specialty);
    let answer = |text: &str, suburb: &str| {
        let within = directory.places.of_postcode(suburb);
        let admits = |kind, id| {
            request.preferences.admit(directory, kind, id)
                && (within.is_empty() || is_at(directory, (kind, id), |place| within.contains(&place)))
        };
        let query = SearchQuery {
            text,
            kind: request.kind,
            profession: Some(profession),
            specialty: Some(specialty),
            suburb: Some(suburb).filter(|_| within.is_empty()),
        };
        directory.index.answer_among(&query, &admits)
    };
    let found = answer(&request.text, &request.suburb);
    let is_met = !found.hits.is_empty() && found.missing.is_empty();
    let as_asked = (found.hits, Unmet { words: found.missing, ..Unmet::default() });
    let Some((text, place)) = named_suburb(directory, request).filter(|_| !is_met) else { return as_asked };
    let asks_for_more = [&text, &request.profession, &request.specialty].iter().any(|part| !part.trim().is_empty());
    let mut elsewhere = answer(&text, "");
    if !asks_for_more || elsewhere.hits.is_empty() || !elsewhere.missing.is_empty() {
        return as_asked;
    }
    let near = directory.places.near(place);
    let is_near = |hit: &Hit| is_at(directory, (hit.kind, hit.id), |other| other == place || near.contains(&other));
    elsewhere.hits.sort_by_key(|hit| !is_near(hit));
    let suburb = Some(directory.places.name(place).to_owned());
    (elsewhere.hits, Unmet { words: Vec::new(), suburb, wanted: text })
}

/// Whether a centre is in one of these suburbs, or a practitioner works in one.
fn is_at(directory: &Directory, (kind, id): (Kind, i64), fits: impl Fn(PlaceId) -> bool) -> bool {
    let at = |centre| directory.places.of(centre).is_some_and(&fits);
    match kind {
        Kind::Centre => at(CentreId(id)),
        Kind::Practitioner => directory
            .practitioner(PractitionerId(id))
            .is_some_and(|person| person.affiliations.iter().any(|work| at(work.centre))),
    }
}

/// A typed postcode stands for its suburbs, like one in the filter.
fn with_typed_postcode<'r>(directory: &Directory, request: &'r SearchRequest) -> Cow<'r, SearchRequest> {
    let words: Vec<&str> = request.text.split_whitespace().collect();
    let postcode = words.iter().position(|word| !directory.places.of_postcode(word).is_empty());
    match postcode.filter(|_| request.suburb.trim().is_empty()) {
        Some(at) => Cow::Owned(SearchRequest {
            text: without(&words, &(at..at + 1)),
            suburb: words[at].to_owned(),
            ..request.clone()
        }),
        None => Cow::Borrowed(request),
    }
}

/// A text without the words that name a place, and without the preposition before them.
fn without(words: &[&str], place: &Range<usize>) -> String {
    let is_left = |(position, word): &(usize, &&str)| {
        let leads = position + 1 == place.start && ["in", "near", "at"].contains(&fold(word).as_str());
        !place.contains(position) && !leads
    };
    words.iter().enumerate().filter(is_left).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

/// The suburb of the filter, or else a typed one, with the rest of the text.
fn named_suburb(directory: &Directory, request: &SearchRequest) -> Option<(String, PlaceId)> {
    if !request.suburb.trim().is_empty() {
        return Some((request.text.clone(), *directory.places.meant(&request.suburb).first()?));
    }
    let words: Vec<&str> = request.text.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let typed = directory.index.suburbs().iter().filter_map(|facet| {
        let name: Vec<String> = fold(&facet.name).split(' ').map(str::to_owned).collect();
        let start = folded.windows(name.len()).position(|window| window == name)?;
        Some((facet, start..start + name.len()))
    });
    let (facet, typed) = typed.max_by_key(|(_, typed)| typed.len())?;
    Some((without(&words, &typed), directory.places.find(&facet.name)?))
}

/// The centres at which a search wants to see a practitioner.
struct Wanted {
    /// The suburb filter, case-folded; blank for none.
    suburb: String,
    /// The suburbs that it stands for, if it is a postcode.
    of_postcode: Vec<PlaceId>,
    /// The typed text, case-folded, with a space at either end.
    text: String,
}

impl Wanted {
    fn of(directory: &Directory, request: &SearchRequest) -> Self {
        Self {
            suburb: fold(&request.suburb),
            of_postcode: directory.places.of_postcode(&request.suburb),
            text: format!(" {} ", fold(&request.text)),
        }
    }

    /// The requested centres, among those where a practitioner works: those in the filter's suburb; else those whose suburb was
    /// typed, if any; else all.
    fn centres<'d>(&self, directory: &'d Directory, person: &Practitioner) -> Vec<&'d Centre> {
        let mut centres: Vec<&Centre> =
            person.affiliations.iter().filter_map(|at| directory.centre(at.centre)).collect();
        if !self.of_postcode.is_empty() {
            centres.retain(|centre| directory.places.of(centre.id).is_some_and(|it| self.of_postcode.contains(&it)));
            return centres;
        }
        if !self.suburb.is_empty() {
            centres.retain(|centre| fold(&centre.suburb) == self.suburb);
            return centres;
        }
        let is_typed = |centre: &&Centre| {
            let suburb = fold(&centre.suburb);
            !suburb.is_empty() && self.text.contains(&format!(" {suburb} "))
        };
        if centres.iter().any(is_typed) {
            centres.retain(|centre| is_typed(centre));
        }
        centres
    }
}

async fn with_openings<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    wanted: &Wanted,
    hits: impl Iterator<Item = &Hit> + Clone,
) -> Outcome<Vec<Found<'d>>> {
    let people: Vec<PractitionerId> =
        hits.clone().filter(|hit| hit.kind == Kind::Practitioner).map(|hit| PractitionerId(hit.id)).collect();
    let seen = match people.is_empty() {
        true => None,
        false => Some(Seen::of(&mut services.db.read().await?, directory, actor, &people, services.clock.now()).await?),
    };
    let mut found = Vec::new();
    for hit in hits {
        match hit.kind {
            Kind::Centre => found.extend(directory.centre(CentreId(hit.id)).map(Found::Centre)),
            Kind::Practitioner => {
                let Some(person) = directory.practitioner(PractitionerId(hit.id)) else { continue };
                let centres = wanted.centres(directory, person);
                let openings = match &seen {
                    Some(seen) => openings(services, directory, (person, &centres), seen).await?,
                    None => None,
                };
                let centre = openings.as_ref().map(|openings| openings.centre).or(centres.first().copied());
                found.push(Found::Practitioner { person, centre, openings });
            }
        }
    }
    Ok(found)
}

/// These practitioners, with the first free slots that the actor can book.
///
/// # Errors
/// A storage failure.
pub(super) async fn with_openings_of<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    request: &SearchRequest,
    people: &[PractitionerId],
) -> Outcome<Vec<Found<'d>>> {
    let hits: Vec<Hit> = people.iter().map(|id| Hit { kind: Kind::Practitioner, id: id.0, score: 0 }).collect();
    with_openings(services, directory, actor, &Wanted::of(directory, request), hits.iter()).await
}
