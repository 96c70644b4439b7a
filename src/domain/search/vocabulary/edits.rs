//! Derives a new vocabulary after changes to a few documents; it shares everything else with the old one.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Posting, Term, Vocabulary};

/// The words that changed documents had before and have now, with their weights.
#[derive(Default)]
pub(crate) struct Edits(HashMap<String, Vec<(u32, Option<u32>)>>);

impl Edits {
    /// Records a change to a document's words.
    pub fn add(&mut self, document: u32, before: &HashMap<String, u32>, after: HashMap<String, u32>) {
        for word in before.keys().filter(|word| !after.contains_key(*word)) {
            self.0.entry(word.clone()).or_default().push((document, None));
        }
        for (word, weight) in after {
            if before.get(&word) != Some(&weight) {
                self.0.entry(word).or_default().push((document, Some(weight)));
            }
        }
    }
}

/// The words of one document's phrases, each with the weight of the best field it stands in.
pub(crate) fn words(phrases: Vec<(String, u32)>) -> HashMap<String, u32> {
    let mut words: HashMap<String, u32> = HashMap::new();
    for (phrase, weight) in &phrases {
        for word in phrase.split_whitespace() {
            match words.get_mut(word) {
                Some(best) => *best = (*best).max(*weight),
                None => {
                    words.insert(word.to_owned(), *weight);
                }
            }
        }
    }
    words
}

impl Vocabulary {
    /// The vocabulary after these edits. Only the terms affected are copied.
    pub fn with(&self, Edits(edits): Edits) -> Self {
        let mut terms = self.terms.clone();
        let mut new = Vec::new();
        for (word, mut edits) in edits {
            edits.sort_unstable_by_key(|(document, _)| *document);
            match terms.binary_search_by(|term| (*term.text).cmp(&word)) {
                Ok(at) => terms[at].edit(&edits),
                Err(_) => {
                    let added = edits
                        .iter()
                        .filter_map(|(document, weight)| Some(Posting { document: *document, weight: (*weight)? }));
                    new.push(Term::new(&word, added.collect()));
                }
            }
        }
        terms.append(&mut new);
        terms.retain(|term| !term.postings.is_empty());
        // Already nearly sorted, which this sort exploits.
        terms.sort_by(|a, b| a.text.cmp(&b.text));
        Self { terms }
    }

    /// Every term with its documents, as the caller numbers them, and their weights, for comparison.
    pub fn told(&self, number: impl Fn(u32) -> u32) -> impl Iterator<Item = (&str, Vec<(u32, u32)>)> {
        self.terms.iter().map(move |term| {
            let mut found: Vec<_> =
                term.postings.iter().map(|posting| (number(posting.document), posting.weight)).collect();
            found.sort_unstable();
            (&*term.text, found)
        })
    }
}

impl Term {
    fn edit(&mut self, edits: &[(u32, Option<u32>)]) {
        let postings = Arc::make_mut(&mut self.postings);
        for (document, weight) in edits {
            let place = postings.binary_search_by_key(document, |posting| posting.document);
            match (place, weight) {
                (Ok(at), Some(weight)) => postings[at].weight = *weight,
                (Ok(at), None) => {
                    postings.remove(at);
                }
                (Err(at), Some(weight)) => postings.insert(at, Posting { document: *document, weight: *weight }),
                (Err(_), None) => {}
            }
        }
    }
}
