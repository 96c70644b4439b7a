//! The structure of FHIR's types: JSON needs no order and marks lists and numbers, XML is the other way round.

use std::{collections::HashMap, sync::LazyLock};

/// The namespace of resources.
pub const FHIR: &str = "http://hl7.org/fhir";

/// The content of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A text, in the attribute `value`.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A narrative.
    Xhtml,
    /// A whole resource, whose type is the element inside.
    Resource,
    /// Child elements.
    Type(&'static str),
}

/// An element of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub of: Of,
    /// Whether there can be several.
    pub many: bool,
}

static SHAPES: LazyLock<HashMap<&'static str, Vec<Part>>> = LazyLock::new(|| read(include_str!("shapes.txt")));

/// The elements of a type, in order; `None` for an unknown type.
pub fn of(name: &str) -> Option<&'static [Part]> {
    SHAPES.get(name).map(Vec::as_slice)
}

/// The elements of a resource type.
pub fn of_resource(name: &str) -> Option<&'static [Part]> {
    of(name).filter(|parts| parts.iter().any(|part| part.name == "implicitRules"))
}

fn read(text: &'static str) -> HashMap<&'static str, Vec<Part>> {
    let mut all: HashMap<&'static str, Vec<Part>> = HashMap::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts = match line.split_once(" = ") {
            Some((name, parts)) => {
                current = name;
                parts
            }
            None => line,
        };
        let all = all.entry(current).or_default();
        parts.split_whitespace().for_each(|word| add(all, word));
    }
    all
}

fn add(all: &mut Vec<Part>, word: &'static str) {
    let begins: &[&'static str] = match word {
        "@domain" => &["@resource", "text:Narrative", "contained:Resource*", "@backbone"],
        "@resource" => &["id", "meta:Meta", "implicitRules", "language"],
        "@backbone" => &["@element", "modifierExtension:Extension*"],
        "@element" => &["extension:Extension*"],
        _ => &[],
    };
    if !begins.is_empty() {
        begins.iter().for_each(|word| add(all, word));
        return;
    }
    let (word, many) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
    let (name, of) = match word.split_once(':') {
        None => (word, Of::Text),
        Some((name, "bool")) => (name, Of::Bool),
        Some((name, "number")) => (name, Of::Number),
        Some((name, "xhtml")) => (name, Of::Xhtml),
        Some((name, "Resource")) => (name, Of::Resource),
        Some((name, of)) => (name, Of::Type(of)),
    };
    all.push(Part { name, of, many });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_named_is_known_and_no_element_is_there_twice() {
        for (name, parts) in SHAPES.iter() {
            for (at, part) in parts.iter().enumerate() {
                assert!(parts[..at].iter().all(|other| other.name != part.name), "{name}.{}", part.name);
                let Of::Type(of) = part.of else { continue };
                assert!(SHAPES.contains_key(of), "{name}.{} is of {of}", part.name);
            }
        }
    }

    #[test]
    fn a_type_has_its_elements_in_their_order() {
        let names = |name| of(name).expect("a type").iter().map(|part| part.name).collect::<Vec<_>>();
        assert_eq!(
            names("Slot")[..10],
            [
                "id",
                "meta",
                "implicitRules",
                "language",
                "text",
                "contained",
                "extension",
                "modifierExtension",
                "identifier",
                "serviceCategory"
            ]
        );
        assert_eq!(names("Period"), ["extension", "start", "end"]);
        assert!(of("Slot.nothing").is_none() && of_resource("Period").is_none() && of_resource("Bundle").is_some());
    }
}
