//! Properties of every directory: names with few letters, so that they resemble each other.

use std::collections::BTreeMap;

use consulta::domain::search::{Document, Kind, SearchIndex, SearchQuery};
use consulta::domain::text::{fold, tokens};
use proptest::prelude::*;

use super::clinic::document;

fn name() -> impl Strategy<Value = String> {
    let letters = prop::sample::select("aabcdeABCéñüßłø".chars().collect::<Vec<_>>());
    let word = prop::collection::vec(letters, 2..13).prop_map(String::from_iter);
    prop::collection::vec(word, 1..3).prop_map(|words| words.join(" "))
}

fn directory() -> impl Strategy<Value = Vec<Document>> {
    let kind = prop::sample::select(vec![Kind::Centre, Kind::Practitioner]);
    prop::collection::vec((kind, name()), 1..8).prop_map(|list| {
        let numbered = (1..).zip(list);
        numbered.map(|(id, (kind, name))| document(kind, id, &name)).collect()
    })
}

fn finds(index: &SearchIndex, text: &str, document: &Document) -> bool {
    let hits = index.search(&SearchQuery { text, ..SearchQuery::default() });
    hits.iter().any(|hit| (hit.kind, hit.id) == (document.kind, document.id))
}

/// The word with one letter missing and with two neighbours swapped, at each position; none for words under five letters.
fn misspellings(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let places = if letters.len() < 5 { 0 } else { letters.len() };
    let missing = (0..places).map(|place| {
        let mut letters = letters.clone();
        letters.remove(place);
        letters
    });
    let swapped = (1..places).map(|place| {
        let mut letters = letters.clone();
        letters.swap(place - 1, place);
        letters
    });
    missing.chain(swapped).map(String::from_iter).collect()
}

/// Documents with few distinct values, so that they share them and one is often the last to have one; two kinds with the same ids.
fn described() -> impl Strategy<Value = Document> {
    let value = || prop::sample::select(vec!["", "Skin", "skin", "SKIN ", "Heart", "Greek salad", "Randwick"]);
    let values = move || prop::collection::vec(value().prop_map(str::to_owned), 0..3);
    let kind = prop::sample::select(vec![Kind::Centre, Kind::Practitioner]);
    let fields = (values(), values(), values(), values(), values());
    (kind, 1_i64..6, name(), fields).prop_map(|(kind, id, name, fields)| {
        let (professions, expertise, centres, suburbs, also) = fields;
        Document { professions, expertise, centres, suburbs, also, ..document(kind, id, &name) }
    })
}

proptest! {
    #[test]
    fn an_index_after_any_changes_is_one_that_was_built_from_what_there_is_then(
        changes in prop::collection::vec(prop::collection::vec((described(), any::<bool>()), 0..4), 0..12),
    ) {
        let mut documents = BTreeMap::new();
        let mut index = SearchIndex::build(Vec::new());
        for batch in changes {
            let mut edits = BTreeMap::new();
            for (document, stays) in batch {
                edits.insert((document.kind, document.id), stays.then_some(document));
            }
            for (key, document) in &edits {
                match document {
                    Some(document) => documents.insert(*key, document.clone()),
                    None => documents.remove(key),
                };
            }
            index = index.with(edits);
            let built = SearchIndex::build(documents.values().cloned().collect());
            prop_assert!(index == built, "{documents:?}");
            for text in ["", "skin", "heart disease", "greek randwick", "rendwick"] {
                let query = SearchQuery { text, ..SearchQuery::default() };
                prop_assert_eq!(index.answer(&query), built.answer(&query));
                prop_assert_eq!(index.suggest(text), built.suggest(text));
                prop_assert_eq!(index.suggestions(text), built.suggestions(text));
            }
        }
    }

    #[test]
    fn any_beginning_of_any_word_of_a_name_finds_its_document(documents in directory()) {
        let index = SearchIndex::build(documents.clone());
        for document in &documents {
            for token in tokens(&document.name) {
                let ends = token.char_indices().map(|(end, _)| end).skip(2).chain([token.len()]);
                for beginning in ends.map(|end| &token[..end]) {
                    prop_assert!(finds(&index, beginning, document), "{beginning} of {token}");
                }
            }
        }
    }

    #[test]
    fn one_letter_missing_or_swapped_still_finds_the_document(documents in directory()) {
        let index = SearchIndex::build(documents.clone());
        let all: Vec<String> = documents.iter().flat_map(|document| tokens(&document.name)).collect();
        for document in &documents {
            for token in tokens(&document.name) {
                for misspelling in misspellings(&token) {
                    // A word that the directory contains is taken literally.
                    let meant = all.iter().any(|word| word.contains(&misspelling));
                    prop_assert!(
                        meant || finds(&index, &misspelling, document),
                        "{misspelling} for {token}"
                    );
                }
            }
        }
    }

    #[test]
    fn case_and_accents_make_no_difference(documents in directory()) {
        let index = SearchIndex::build(documents.clone());
        for document in &documents {
            let search = |text: &str| index.search(&SearchQuery { text, ..SearchQuery::default() });
            let plain = search(&document.name);
            prop_assert_eq!(&search(&document.name.to_uppercase()), &plain);
            prop_assert_eq!(&search(&fold(&document.name)), &plain);
        }
    }

    #[test]
    fn a_full_name_finds_its_bearer_before_all_others(documents in directory()) {
        let index = SearchIndex::build(documents.clone());
        for document in &documents {
            let hits = index.search(&SearchQuery { text: &document.name, ..SearchQuery::default() });
            let first = hits.first().and_then(|hit| {
                documents.iter().find(|document| document.id == hit.id)
            });
            prop_assert_eq!(first.map(|first| fold(&first.name)), Some(fold(&document.name)));
        }
    }

    #[test]
    fn no_text_makes_it_panic_or_answer_twice(
        names in prop::collection::vec(any::<String>(), 0..6),
        text in any::<String>(),
        filter in any::<Option<String>>(),
    ) {
        let documents = (1..).zip(&names).map(|(id, name)| Document {
            professions: names.clone(),
            expertise: names.clone(),
            centres: names.clone(),
            suburbs: names.clone(),
            ..document(Kind::Practitioner, id, name)
        });
        let index = SearchIndex::build(documents.collect());
        for text in names.iter().chain([&text]) {
            index.suggest(text);
            for suburb in [None, filter.as_deref(), Some(text)] {
                let hits = index.search(&SearchQuery { text, suburb, ..SearchQuery::default() });
                let mut ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), hits.len());
            }
        }
    }
}
