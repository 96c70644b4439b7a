//! Metadata that programs store with an appointment: a few short values under keys of their own, such as its number in another
//! system. People never see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::{Field, FieldError, Problem};

/// The most entries that one appointment can have.
pub const MOST_ENTRIES: usize = 20;
/// The longest key, in characters.
const LONGEST_KEY: usize = 40;
/// The longest value, in characters.
const LONGEST_VALUE: u16 = 200;

/// Entries by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metadata(BTreeMap<String, String>);

/// New values for some entries, or `None` to remove them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataChange(BTreeMap<String, Option<String>>);

impl MetadataChange {
    /// Validates a change; entries without a value are removed.
    ///
    /// # Errors
    /// A key that is not 1 to 40 of `a-z`, `0-9`, `_`, `-` and `.`; a value that is longer than 200 characters, or has characters
    /// that no one types.
    pub fn parse(entries: BTreeMap<String, Option<String>>) -> Result<Self, FieldError> {
        for (key, value) in &entries {
            check_key(key)?;
            value.as_deref().map_or(Ok(()), check_value)?;
        }
        Ok(Self(entries))
    }
}

impl Metadata {
    /// The entries after a change.
    ///
    /// # Errors
    /// There would be more than [`MOST_ENTRIES`].
    pub fn changed(&self, change: &MetadataChange) -> Result<Self, FieldError> {
        let mut entries = self.0.clone();
        for (key, value) in &change.0 {
            match value {
                Some(value) => entries.insert(key.clone(), value.clone()),
                None => entries.remove(key),
            };
        }
        if entries.len() > MOST_ENTRIES { Err(wrong(Problem::OutOfRange)) } else { Ok(Self(entries)) }
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// Parses a search for one entry, written `key:value`.
///
/// # Errors
/// It is malformed.
pub fn wanted(text: &str) -> Result<(String, String), FieldError> {
    let (key, value) = text.split_once(':').ok_or(wrong(Problem::NotAChoice))?;
    check_key(key)?;
    check_value(value)?;
    Ok((key.to_owned(), value.to_owned()))
}

fn check_key(key: &str) -> Result<(), FieldError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    let is_key = (1..=LONGEST_KEY).contains(&key.len()) && key.chars().all(is_plain);
    if is_key { Ok(()) } else { Err(wrong(Problem::NotAChoice)) }
}

fn check_value(value: &str) -> Result<(), FieldError> {
    match value.chars().count() {
        length if length > LONGEST_VALUE.into() => Err(wrong(Problem::TooLong(LONGEST_VALUE))),
        _ if value.chars().any(char::is_control) => Err(wrong(Problem::Wrong)),
        _ => Ok(()),
    }
}

fn wrong(problem: Problem) -> FieldError {
    FieldError::new(Field::Metadata, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(entries: &[(&str, Option<&str>)]) -> Result<MetadataChange, FieldError> {
        let owned = entries.iter().map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned)));
        MetadataChange::parse(owned.collect())
    }

    fn problem<T>(outcome: Result<T, FieldError>) -> Option<Problem> {
        outcome.err().map(|error| error.problem)
    }

    #[test]
    fn a_change_sets_and_removes_and_leaves_the_rest() {
        let first =
            change(&[("hl7.id", Some("A-1")), ("lab", Some("7"))]).and_then(|it| Metadata::default().changed(&it));
        let first = first.expect("short words");

        let second =
            change(&[("lab", None), ("ward", Some(""))]).and_then(|it| first.changed(&it)).expect("short words");

        let entries: Vec<_> = second.entries().iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(entries, [("hl7.id", "A-1"), ("ward", "")]);
    }

    #[test]
    fn keys_and_values_are_short_and_plain() {
        let longest = "k".repeat(40);
        assert!(change(&[(&longest, Some(&"v".repeat(200)))]).is_ok());
        for key in ["", "Key", "a b", "a\"b", "k:v", "\u{e4}", &"k".repeat(41)] {
            assert_eq!(problem(change(&[(key, Some("v"))])), Some(Problem::NotAChoice), "{key}");
        }
        assert_eq!(problem(change(&[("k", Some(&"v".repeat(201)))])), Some(Problem::TooLong(200)));
        assert_eq!(problem(change(&[("k", Some("a\u{0}b"))])), Some(Problem::Wrong));
        assert!(change(&[("k", Some("<b>\"O'Brien\\</b>"))]).is_ok(), "whatever it is, it is only words");
    }

    #[test]
    fn there_are_never_more_than_twenty() {
        let many: BTreeMap<_, _> = (0..20).map(|n| (format!("k{n}"), Some("v".to_owned()))).collect();
        let full = Metadata::default().changed(&MetadataChange::parse(many).expect("keys")).expect("twenty");

        assert_eq!(
            problem(full.changed(&change(&[("one_more", Some("v"))]).expect("a key"))),
            Some(Problem::OutOfRange)
        );
        assert!(full.changed(&change(&[("k0", None), ("one_more", Some("v"))]).expect("keys")).is_ok());
    }

    #[test]
    fn what_is_looked_for_is_a_key_and_a_value() {
        assert_eq!(wanted("hl7.id:A:1"), Ok(("hl7.id".into(), "A:1".into())));
        assert!(wanted("hl7.id").is_err() && wanted(":x").is_err() && wanted("A:x").is_err());
    }
}
