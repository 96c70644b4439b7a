//! Suggestions for the beginning of a word: choices of the filters, and names. Read-only, and linear in the size of the directory,
//! which is small.

use super::{
    asked::{Kind, bounded},
    facets::Facets,
    index::SearchIndex,
};
use crate::domain::text::fold;

/// With fewer characters, nearly everything matches.
const FEWEST: usize = 2;

/// What could be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion<'a> {
    /// A profession.
    Profession(&'a str),
    /// An area of expertise.
    Expertise(&'a str),
    /// A practitioner or a centre, by its id.
    Entry(Kind, i64),
    /// A suburb.
    Suburb(&'a str),
}

impl SearchIndex {
    /// Everything with a word that begins with each word of this text: professions, expertise, people, centres and suburbs, a few
    /// of each.
    #[must_use]
    pub fn suggestions(&self, text: &str) -> Vec<Suggestion<'_>> {
        let text = fold(bounded(text));
        if text.chars().count() < FEWEST {
            return Vec::new();
        }
        let begins = |name: &str| {
            let is_there = |typed: &str| name.split_whitespace().any(|word| word.starts_with(typed));
            text.split_whitespace().all(is_there)
        };
        let entries = |kind, most| {
            let of_kind = self.in_order().filter(move |entry| entry.kind == kind);
            of_kind
                .filter(move |entry| begins(&entry.folded_name))
                .map(|entry| Suggestion::Entry(entry.kind, entry.id))
                .take(most)
        };
        chosen(&self.professions, begins, 3)
            .into_iter()
            .map(Suggestion::Profession)
            .chain(chosen(&self.specialties, begins, 2).into_iter().map(Suggestion::Expertise))
            .chain(entries(Kind::Practitioner, 4))
            .chain(entries(Kind::Centre, 2))
            .chain(chosen(&self.suburbs, begins, 2).into_iter().map(Suggestion::Suburb))
            .collect()
    }
}

fn chosen(facets: &Facets, begins: impl Fn(&str) -> bool, most: usize) -> Vec<&str> {
    let names = facets.list.iter().map(|facet| facet.name.as_str());
    names.filter(|name| begins(&fold(name))).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::Document;

    fn index() -> SearchIndex {
        let person = |id, name: &str, profession: &str| Document {
            kind: Kind::Practitioner,
            id,
            name: name.to_owned(),
            professions: vec![profession.to_owned()],
            expertise: vec!["Sports injuries".to_owned()],
            centres: Vec::new(),
            suburbs: vec!["Randwick".to_owned()],
            also: Vec::new(),
        };
        let names = ["Phillipa Snow", "Ann Phillips", "Ben Phillips", "Cas Phillips", "Dora Phillips"];
        let people = names.iter().zip(1..).map(|(name, id)| person(id, name, "Physiotherapist"));
        SearchIndex::build(people.chain([person(9, "Spencer Ray", "General practitioner")]).collect())
    }

    #[test]
    fn beginnings_of_words_suggest_choices_and_then_people_a_few_of_each() {
        let index = index();
        assert_eq!(index.suggestions("physio"), [Suggestion::Profession("Physiotherapist")]);
        assert_eq!(index.suggestions("PRAC"), [Suggestion::Profession("General practitioner")]);
        assert_eq!(index.suggestions("rand"), [Suggestion::Suburb("Randwick")]);
        assert_eq!(index.suggestions("phil").len(), 4, "of five people");
        let both = index.suggestions("sp");
        assert_eq!(both, [Suggestion::Expertise("Sports injuries"), Suggestion::Entry(Kind::Practitioner, 9)]);
    }

    #[test]
    fn people_are_suggested_surname_first_too() {
        let index = index();
        assert_eq!(index.suggestions("ray spen"), [Suggestion::Entry(Kind::Practitioner, 9)]);
        assert_eq!(index.suggestions("spencer ray"), index.suggestions("Ray Spencer"));
        assert!(index.suggestions("ray nobody").is_empty());
    }

    #[test]
    fn too_little_or_nothing_suggests_nothing() {
        let index = index();
        for text in ["", "p", " p ", "!!", "zzz", "hysio"] {
            assert!(index.suggestions(text).is_empty(), "{text}");
        }
        assert!(index.suggestions(&"p".repeat(100_000)).is_empty());
    }
}
