//! The values of one filter (profession, specialty or suburb): display spelling, count, and exact look-up. No ranking.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::asked::{Kind, bounded};
use crate::domain::text::fold;

/// One choice of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// In the spelling that most documents use.
    pub name: String,
    /// How many practitioners have it; 0 when only centres do.
    pub practitioners: u32,
}

/// The choices. Documents refer to them by ids, which stay stable while others come and go.
#[derive(Clone, Default)]
pub(super) struct Facets {
    values: BTreeMap<String, Value>,
    next: u32,
    /// In order of their folded names.
    pub list: Vec<Facet>,
}

/// A value that at least one document has.
#[derive(Clone)]
struct Value {
    id: u32,
    /// How many documents use each spelling.
    spellings: BTreeMap<String, u32>,
    practitioners: u32,
}

impl Facets {
    /// Adds a document's values, and returns their ids. [`Self::settle`] must follow before [`Self::list`] is right.
    pub fn add(&mut self, kind: Kind, values: &[String]) -> Vec<u32> {
        let mut ids = Vec::with_capacity(values.len());
        for (key, spelling) in keyed(values) {
            let next = &mut self.next;
            let value = self.values.entry(key).or_insert_with(|| {
                *next += 1;
                Value { id: *next, spellings: BTreeMap::new(), practitioners: 0 }
            });
            *value.spellings.entry(spelling.to_owned()).or_default() += 1;
            value.practitioners += u32::from(kind == Kind::Practitioner);
            ids.push(value.id);
        }
        ids
    }

    /// Removes a document's values.
    pub fn remove(&mut self, kind: Kind, values: &[String]) {
        for (key, spelling) in keyed(values) {
            let Some(value) = self.values.get_mut(&key) else { continue };
            value.practitioners -= u32::from(kind == Kind::Practitioner);
            if let Some(count) = value.spellings.get_mut(spelling) {
                *count -= 1;
                if *count == 0 {
                    value.spellings.remove(spelling);
                }
            }
            if value.spellings.is_empty() {
                self.values.remove(&key);
            }
        }
    }

    /// Rebuilds the list of choices after the last change.
    pub fn settle(&mut self) {
        self.list = self.values.values().map(Facet::from).collect();
    }

    /// The id of a value, however it is spelled; `None` when no document has it.
    pub fn id(&self, value: &str) -> Option<u32> {
        self.values.get(&key(value)).map(|value| value.id)
    }

    /// The folded values with these ids, in order.
    pub fn keys(&self, ids: &[u32]) -> Vec<&str> {
        let has = self.values.iter().filter(|(_, value)| ids.contains(&value.id));
        has.map(|(key, _)| key.as_str()).collect()
    }
}

/// Values by key. If a value has two spellings, the last wins.
fn keyed(values: &[String]) -> BTreeMap<String, &str> {
    let keys = values.iter().map(|value| (key(value), value.trim()));
    keys.filter(|(key, _)| !key.is_empty()).collect()
}

/// The key of a value. Values and filters are truncated alike, so a hostile filter costs little and a long value can still be
/// chosen.
fn key(value: &str) -> String {
    fold(bounded(value))
}

impl From<&Value> for Facet {
    fn from(value: &Value) -> Self {
        let commonest = value.spellings.iter().max_by_key(|(_, count)| **count);
        Self {
            name: commonest.map(|(spelling, _)| spelling.clone()).unwrap_or_default(),
            practitioners: value.practitioners,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_are_one_choice_under_the_commonest() {
        let values = [["Dental".to_owned()], ["DENTAL ".to_owned()], ["Dental".to_owned()]];
        let mut facets = Facets::default();
        let ids = values.each_ref().map(|list| facets.add(Kind::Practitioner, list));
        facets.settle();
        let expected = Facet { name: "Dental".to_owned(), practitioners: 3 };
        assert_eq!(facets.list, [expected]);
        assert_eq!(ids, [[1], [1], [1]]);
        assert_eq!(facets.id("dental"), Some(1));
        assert_eq!(facets.id("dent"), None);
    }

    #[test]
    fn centres_add_choices_but_not_counts_and_blank_values_add_nothing() {
        let values = ["Randwick".to_owned(), " ".to_owned()];
        let mut facets = Facets::default();
        facets.add(Kind::Centre, &values);
        facets.settle();
        assert_eq!(facets.list, [Facet { name: "Randwick".to_owned(), practitioners: 0 }]);
    }

    #[test]
    fn what_the_last_document_takes_away_is_no_choice_and_the_others_keep_their_ids() {
        let mut facets = Facets::default();
        let both = ["Dental".to_owned(), "Skin".to_owned()];
        facets.add(Kind::Practitioner, &both);
        let skin = facets.add(Kind::Practitioner, &both[1..]);
        facets.remove(Kind::Practitioner, &both);
        facets.settle();
        assert_eq!(facets.list, [Facet { name: "Skin".to_owned(), practitioners: 1 }]);
        assert_eq!((facets.id("dental"), facets.id("skin")), (None, Some(skin[0])));
    }
}
