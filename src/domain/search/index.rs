//! Building the index: which fields of a document are searched, and how much a match in each counts. Queries are answered in
//! `ranking.rs`.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    sync::Arc,
};

use super::facets::{Facet, Facets};
use super::lay_terms::{AlsoKnown, also_known_as};
use super::vocabulary::{
    Vocabulary,
    edits::{Edits, words},
};
use super::{Document, Kind};
use crate::domain::text::fold;

/// How much a match in a field counts. A centre's professions are those of its people: "physio" wants the
/// person first. A lay term ("heart") counts one less than a profession, also where a centre's name
/// suggests it ("Children Hospital").
mod weight {
    pub const NAME: u32 = 8;
    pub const PROFESSION: u32 = 6;
    /// Less than a profession's lay terms: a "skin doctor" is a dermatologist before a GP who checks skin.
    pub const EXPERTISE: u32 = 4;
    pub const SUBURB: u32 = 4;
    pub const PROFESSION_OF_STAFF: u32 = 3;
    pub const CENTRE: u32 = 2;
    pub const ALSO: u32 = 3;
}

/// The searchable directory. Build it once, share it, and search it from any number of threads. After a change to a few documents,
/// [`SearchIndex::with`] makes a new index that shares the rest.
#[derive(Clone, Default)]
pub struct SearchIndex {
    /// By number; `None` for numbers that are free again.
    entries: Vec<Option<Arc<Entry>>>,
    numbers: HashMap<(Kind, i64), u32>,
    /// The numbers by folded name, then id: the order of results that score the same.
    order: Vec<u32>,
    /// The position of each number in that order.
    pub(super) ranks: Vec<u32>,
    pub(super) vocabulary: Vocabulary,
    pub(super) professions: Arc<Facets>,
    pub(super) specialties: Arc<Facets>,
    pub(super) suburbs: Arc<Facets>,
}

/// A document, with the ids of its filter values in the facets.
pub(super) struct Entry {
    pub kind: Kind,
    pub id: i64,
    pub folded_name: String,
    pub professions: Vec<u32>,
    pub specialties: Vec<u32>,
    pub suburbs: Vec<u32>,
    document: Document,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex").field("documents", &self.order.len()).finish_non_exhaustive()
    }
}

/// Two indexes are equal if they return the same results, however they were built.
impl PartialEq for SearchIndex {
    fn eq(&self, other: &Self) -> bool {
        fn told(index: &SearchIndex) -> impl Iterator<Item = (&Document, [Vec<&str>; 3])> {
            index.in_order().map(|entry| {
                let keys = [
                    index.professions.keys(&entry.professions),
                    index.specialties.keys(&entry.specialties),
                    index.suburbs.keys(&entry.suburbs),
                ];
                (&entry.document, keys)
            })
        }
        let rank = |index: &Self, number: u32| index.ranks.get(number as usize).copied().unwrap_or(u32::MAX);
        told(self).eq(told(other))
            && [self.professions(), self.specialties(), self.suburbs()]
                == [other.professions(), other.specialties(), other.suburbs()]
            && self.vocabulary.told(|number| rank(self, number)).eq(other.vocabulary.told(|number| rank(other, number)))
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
        let mut index = Self { vocabulary, ..Self::default() };
        for (name, document) in named {
            let entry = index.exchange(None, name, document);
            index.entries.push(Some(Arc::new(entry)));
        }
        index.settle(&Self::default());
        let entries = (0..).zip(index.entries.iter().flatten());
        index.numbers = entries.map(|(number, entry)| (entry.key(), number)).collect();
        index.order = (0..).zip(&index.entries).map(|(number, _)| number).collect();
        index.ranks.clone_from(&index.order);
        index
    }

    /// The index with some documents replaced, added or (`None`) removed. The others are not read; only the copying of lists of
    /// numbers grows with the size of the directory. Unchanged documents are not copied.
    #[must_use]
    pub fn with(&self, changes: impl IntoIterator<Item = ((Kind, i64), Option<Document>)>) -> Self {
        let changes = changes.into_iter().filter(|(key, document)| self.document(*key) != document.as_ref());
        let changes: BTreeMap<(Kind, i64), Option<Document>> = changes.collect();
        let mut index = self.clone();
        if changes.is_empty() {
            return index;
        }
        let touched: HashSet<u32> = changes.keys().filter_map(|key| self.numbers.get(key).copied()).collect();
        index.order.retain(|number| !touched.contains(number));
        let mut free: Vec<u32> =
            (0..).zip(&self.entries).filter(|(_, entry)| entry.is_none()).map(|(number, _)| number).collect();
        let (mut edits, mut lay_terms) = (Edits::default(), HashMap::new());
        let mut words_of = |entry: &Entry| words(phrases(&entry.folded_name, &entry.document, &mut lay_terms));
        for (key, document) in changes {
            let number = index.numbers.remove(&key).or_else(|| free.pop());
            let number = number.or_else(|| u32::try_from(index.entries.len()).ok()).unwrap_or(u32::MAX);
            if number as usize == index.entries.len() {
                index.entries.push(None);
            }
            let before = index.entries[number as usize].take();
            let after = match document {
                Some(document) => Some(Arc::new(index.exchange(before.as_deref(), fold(&document.name), document))),
                None => {
                    index.take_out(before.as_deref());
                    None
                }
            };
            let [was, is] = [&before, &after].map(|entry| entry.as_deref().map(&mut words_of).unwrap_or_default());
            edits.add(number, &was, is);
            if after.is_some() {
                index.numbers.insert(key, number);
                index.order.push(number);
            }
            index.entries[number as usize] = after;
        }
        index.vocabulary = self.vocabulary.with(edits);
        index.settle(self);
        index.sort();
        index
    }

    fn facets(&mut self) -> [&mut Arc<Facets>; 3] {
        [&mut self.professions, &mut self.specialties, &mut self.suburbs]
    }

    /// Makes a document's entry, and exchanges its values for those of the document that it replaces.
    fn exchange(&mut self, before: Option<&Entry>, folded_name: String, document: Document) -> Entry {
        let kind = document.kind;
        let before = before.map(Entry::values);
        let mut field = 0;
        let [professions, specialties, suburbs] = self.facets().map(|facets| {
            let (was, is) = (before.map(|values| values[field]), document.values()[field]);
            field += 1;
            match was {
                Some((was, ids)) if was == is => return ids.to_vec(),
                Some((was, _)) => Arc::make_mut(facets).remove(kind, was),
                None => {}
            }
            Arc::make_mut(facets).add(kind, is)
        });
        Entry { kind, id: document.id, folded_name, professions, specialties, suburbs, document }
    }

    /// Removes a document's values from the facets.
    fn take_out(&mut self, before: Option<&Entry>) {
        let Some(before) = before else { return };
        for (facets, (values, _)) in self.facets().into_iter().zip(before.values()) {
            Arc::make_mut(facets).remove(before.kind, values);
        }
    }

    /// Rebuilds the choices of the facets that have changed.
    fn settle(&mut self, before: &Self) {
        let before = [&before.professions, &before.specialties, &before.suburbs];
        for (facets, before) in self.facets().into_iter().zip(before) {
            if !Arc::ptr_eq(facets, before) {
                Arc::make_mut(facets).settle();
            }
        }
    }

    fn sort(&mut self) {
        let Self { entries, order, ranks, .. } = self;
        let key = |number: &u32| {
            let entry = entries.get(*number as usize).and_then(Option::as_deref);
            entry.map(|entry| (entry.folded_name.as_str(), entry.id, entry.kind))
        };
        // Already nearly sorted, which this sort exploits.
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        ranks.clear();
        ranks.resize(entries.len(), u32::MAX);
        for (rank, number) in (0..).zip(order.iter()) {
            ranks[*number as usize] = rank;
        }
    }

    /// The document of a centre or a practitioner.
    #[must_use]
    pub fn document(&self, key: (Kind, i64)) -> Option<&Document> {
        self.entry(*self.numbers.get(&key)?).map(|entry| &entry.document)
    }

    pub(super) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)?.as_deref()
    }

    /// How many numbers there are, including free ones.
    pub(super) fn numbers(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn in_order(&self) -> impl Iterator<Item = &Entry> {
        self.order.iter().filter_map(|number| self.entry(*number))
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

impl Document {
    /// The values that can be filtered by: professions, expertise, suburbs.
    fn values(&self) -> [&[String]; 3] {
        [&self.professions, &self.expertise, &self.suburbs]
    }
}

impl Entry {
    /// The values that can be filtered by, with their ids.
    fn values(&self) -> [(&[String], &[u32]); 3] {
        let [professions, expertise, suburbs] = self.document.values();
        [(professions, &self.professions), (expertise, &self.specialties), (suburbs, &self.suburbs)]
    }

    fn key(&self) -> (Kind, i64) {
        (self.kind, self.id)
    }
}

/// All folded phrases that find a document, each with the weight of its field. `lay_terms` caches the lay terms of phrases: there
/// are few professions, and many practitioners.
fn phrases(folded_name: &str, document: &Document, lay_terms: &mut HashMap<String, AlsoKnown>) -> Vec<(String, u32)> {
    let (of_professions, of_expertise) = match document.kind {
        Kind::Centre => (weight::PROFESSION_OF_STAFF, weight::PROFESSION_OF_STAFF),
        Kind::Practitioner => (weight::PROFESSION, weight::EXPERTISE),
    };
    let mut also_known_as = |phrase: &str, weight: u32| {
        let known = lay_terms.entry(phrase.to_owned()).or_insert_with(|| also_known_as(phrase)).clone();
        [(known.field, weight - 1), (known.second, (weight - 1) / 2), (known.subject, 1)]
    };
    let mut phrases = vec![(folded_name.to_owned(), weight::NAME)];
    if document.kind == Kind::Centre {
        // A centre's name suggests its field.
        let [field, second, (subject, _)] = also_known_as(folded_name, of_professions);
        phrases.extend([(subject, field.1), field, second]);
    }
    let professions = document.professions.iter().map(|phrase| (phrase, of_professions));
    for (phrase, weight) in professions.chain(document.expertise.iter().map(|phrase| (phrase, of_expertise))) {
        let phrase = fold(phrase);
        phrases.extend(also_known_as(&phrase, weight));
        phrases.push((phrase, weight));
    }
    phrases.extend(document.also.iter().map(|phrase| (fold(phrase), weight::ALSO)));
    phrases.extend(document.suburbs.iter().map(|suburb| (fold(suburb), weight::SUBURB)));
    phrases.extend(document.centres.iter().map(|centre| (fold(centre), weight::CENTRE)));
    phrases
}
