//! Building the index: which fields of a document are searched, and how much a match in each counts.
//! Answering queries is `ranking.rs`.

use std::fmt;

use std::collections::HashMap;

use super::facets::{Facet, Facets};
use super::lay_terms::also_known_as;
use super::vocabulary::Vocabulary;
use super::{Document, Kind};
use crate::domain::text::fold;

/// How much a match in a field counts. A centre's professions are those of its people: "physio" wants the
/// person first. A lay term ("heart") counts one less than a profession, also where a centre's name
/// suggests it ("Children Hospital").
mod weight {
    pub const NAME: u32 = 8;
    pub const PROFESSION: u32 = 6;
    /// Less than what a profession is also known as: a "skin doctor" is a dermatologist before a GP who checks skin.
    pub const EXPERTISE: u32 = 4;
    pub const SUBURB: u32 = 4;
    pub const PROFESSION_OF_STAFF: u32 = 3;
    pub const CENTRE: u32 = 2;
    pub const ALSO: u32 = 3;
}

/// The searchable directory. Build it once per change of the directory, share it, search it from any number of threads.
#[derive(Default)]
pub struct SearchIndex {
    /// By folded name, then id: the order of results that score the same.
    pub(super) entries: Vec<Entry>,
    pub(super) vocabulary: Vocabulary,
    pub(super) professions: Facets,
    pub(super) specialties: Facets,
    pub(super) suburbs: Facets,
}

/// What a result needs to know of its document: who it is, and which filters it passes (ids in the facets).
pub(super) struct Entry {
    pub kind: Kind,
    pub id: i64,
    pub folded_name: String,
    pub professions: Vec<u32>,
    pub specialties: Vec<u32>,
    pub suburbs: Vec<u32>,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex").finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Indexes the documents; their order does not matter.
    pub fn build(documents: Vec<Document>) -> Self {
        let mut named: Vec<(String, Document)> =
            documents.into_iter().map(|document| (fold(&document.name), document)).collect();
        named.sort_by(|(name_a, a), (name_b, b)| (name_a, a.id, a.kind).cmp(&(name_b, b.id, b.kind)));

        let mut lay_terms = HashMap::new();
        let phrases = (0..).zip(&named).flat_map(|(position, (name, document))| {
            let phrases = phrases(name, document, &mut lay_terms).into_iter();
            phrases.map(move |(phrase, weight)| (phrase, position, weight))
        });
        let vocabulary = Vocabulary::build(phrases);
        let values = |field: fn(&Document) -> &[String]| {
            Facets::build(named.iter().map(move |(_, document)| (document.kind, field(document))))
        };
        let (professions, of_professions) = values(|document| &document.professions);
        let (specialties, of_specialties) = values(|document| &document.expertise);
        let (suburbs, of_suburbs) = values(|document| &document.suburbs);

        let ids = of_professions.into_iter().zip(of_specialties).zip(of_suburbs);
        let entries = named
            .iter()
            .zip(ids)
            .map(|((name, document), ((professions, specialties), suburbs))| Entry {
                kind: document.kind,
                id: document.id,
                folded_name: name.clone(),
                professions,
                specialties,
                suburbs,
            })
            .collect();
        Self { entries, vocabulary, professions, specialties, suburbs }
    }

    /// The professions in the directory, by name, with how many practitioners have each.
    pub fn professions(&self) -> &[Facet] {
        &self.professions.list
    }

    /// The fields of expertise in the directory, by name, with how many practitioners have each.
    pub fn specialties(&self) -> &[Facet] {
        &self.specialties.list
    }

    /// The suburbs in the directory, by name, with how many practitioners work in each.
    pub fn suburbs(&self) -> &[Facet] {
        &self.suburbs.list
    }
}

/// Every folded phrase a document can be found by, with the weight of the field it comes from.
/// `lay_terms` remembers what phrases are also known as: few professions, many practitioners.
fn phrases(folded_name: &str, document: &Document, lay_terms: &mut HashMap<String, String>) -> Vec<(String, u32)> {
    let (of_professions, of_expertise) = match document.kind {
        Kind::Centre => (weight::PROFESSION_OF_STAFF, weight::PROFESSION_OF_STAFF),
        Kind::Practitioner => (weight::PROFESSION, weight::EXPERTISE),
    };
    let mut also_known_as = |phrase: &str, weight: u32| {
        let words = match lay_terms.get(phrase) {
            Some(known) => known.clone(),
            None => {
                let words = also_known_as(phrase);
                lay_terms.insert(phrase.to_owned(), words.clone());
                words
            }
        };
        (words, weight - 1)
    };
    let mut phrases = vec![(folded_name.to_owned(), weight::NAME)];
    if document.kind == Kind::Centre {
        phrases.push(also_known_as(folded_name, of_professions));
    }
    let professions = document.professions.iter().map(|phrase| (phrase, of_professions));
    for (phrase, weight) in professions.chain(document.expertise.iter().map(|phrase| (phrase, of_expertise))) {
        let phrase = fold(phrase);
        phrases.push(also_known_as(&phrase, weight));
        phrases.push((phrase, weight));
    }
    phrases.extend(document.also.iter().map(|phrase| (fold(phrase), weight::ALSO)));
    phrases.extend(document.suburbs.iter().map(|suburb| (fold(suburb), weight::SUBURB)));
    phrases.extend(document.centres.iter().map(|centre| (fold(centre), weight::CENTRE)));
    phrases
}
