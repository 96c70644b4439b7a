//! The values of one filter (profession, specialty or suburb): display spelling, count, and exact look-up. No ranking.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, bounded};
use crate::domain::text::fold;

/// One choice of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// As most documents spell it.
    pub name: String,
    /// How many practitioners have it; 0 when only centres do.
    pub practitioners: u32,
}

/// The choices in order of their folded names; a position in this list is the id that documents refer to.
#[derive(Default)]
pub(super) struct Facets {
    keys: Vec<String>,
    pub list: Vec<Facet>,
}

impl Facets {
    /// Builds the choices, and for each document (in the order given) the ascending ids of its own.
    pub fn build<'a>(documents: impl Iterator<Item = (Kind, &'a [String])>) -> (Self, Vec<Vec<u32>>) {
        let keyed: Vec<(Kind, BTreeMap<String, &str>)> = documents
            .map(|(kind, values)| {
                let keys = values.iter().map(|value| (key(value), value.trim()));
                (kind, keys.filter(|(key, _)| !key.is_empty()).collect())
            })
            .collect();

        let mut drafts: BTreeMap<&str, Draft> = BTreeMap::new();
        for (kind, values) in &keyed {
            for (key, spelling) in values {
                let draft = drafts.entry(key).or_default();
                *draft.spellings.entry(spelling).or_default() += 1;
                draft.practitioners += u32::from(*kind == Kind::Practitioner);
            }
        }

        let facets = Self {
            keys: drafts.keys().map(|key| (*key).to_owned()).collect(),
            list: drafts.into_values().map(Facet::from).collect(),
        };
        let ids =
            keyed.iter().map(|(_, values)| values.keys().filter_map(|key| facets.position(key)).collect()).collect();
        (facets, ids)
    }

    /// The id of a value, however it is spelled; `None` when no document has it.
    pub fn id(&self, value: &str) -> Option<u32> {
        self.position(&key(value))
    }

    fn position(&self, key: &str) -> Option<u32> {
        let position = self.keys.binary_search_by(|known| known.as_str().cmp(key)).ok()?;
        u32::try_from(position).ok()
    }
}

/// Values and filters are cut alike, so a hostile filter costs little and a long value can still be chosen.
fn key(value: &str) -> String {
    fold(bounded(value))
}

#[derive(Default)]
struct Draft<'a> {
    spellings: BTreeMap<&'a str, u32>,
    practitioners: u32,
}

impl From<Draft<'_>> for Facet {
    fn from(draft: Draft<'_>) -> Self {
        let commonest = draft.spellings.into_iter().max_by_key(|(_, count)| *count);
        Self {
            name: commonest.map(|(spelling, _)| spelling.to_owned()).unwrap_or_default(),
            practitioners: draft.practitioners,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_are_one_choice_under_the_commonest() {
        let values = [["Dental".to_owned()], ["DENTAL ".to_owned()], ["Dental".to_owned()]];
        let (facets, ids) = Facets::build(values.iter().map(|list| (Kind::Practitioner, list.as_slice())));
        let expected = Facet { name: "Dental".to_owned(), practitioners: 3 };
        assert_eq!(facets.list, [expected]);
        assert_eq!(ids, [[0], [0], [0]]);
        assert_eq!(facets.id("dental"), Some(0));
        assert_eq!(facets.id("dent"), None);
    }

    #[test]
    fn centres_add_choices_but_not_counts_and_blank_values_add_nothing() {
        let values = ["Randwick".to_owned(), " ".to_owned()];
        let (facets, _) = Facets::build(std::iter::once((Kind::Centre, values.as_slice())));
        assert_eq!(facets.list, [Facet { name: "Randwick".to_owned(), practitioners: 0 }]);
    }
}
