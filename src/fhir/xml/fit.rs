//! Whether what was sent as JSON has the structure of its types. In XML the elements say so themselves.

use serde_json::Value;

use super::shape::{self, Of, Part};

/// What every element has that is written as an attribute in XML.
const ATTRIBUTES: [&str; 2] = ["id", "url"];

/// An element that isn't what its type says.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where it is, from the resource on, as in `.code.coding[0].system`.
    pub path: String,
    /// What belongs there.
    pub wanted: &'static str,
}

impl Misfit {
    fn here(wanted: &'static str) -> Self {
        Self { path: String::new(), wanted }
    }

    fn below(self, step: &str) -> Self {
        Self { path: format!("{step}{}", self.path), ..self }
    }
}

/// The first element of a resource that isn't what its type says. Unknown elements and types are not looked into.
pub fn misfit(resource: &Value) -> Option<Misfit> {
    match resource["resourceType"].as_str() {
        Some(kind) => within(shape::of_resource(kind)?, resource),
        None => Some(Misfit::here("a resource")),
    }
}

fn within(parts: &[Part], value: &Value) -> Option<Misfit> {
    let Value::Object(fields) = value else { return Some(Misfit::here("an element")) };
    fields.iter().find_map(|(name, value)| {
        let (plain, is_about) = name.strip_prefix('_').map_or((name.as_str(), false), |plain| (plain, true));
        let part = parts.iter().find(|part| part.name == plain);
        let (of, many) = match part {
            Some(part) if is_about => is_single(part.of).then_some((Of::Type("Element"), part.many))?,
            Some(part) => (part.of, part.many),
            None if ATTRIBUTES.contains(&name.as_str()) => (Of::Text, false),
            None => return None,
        };
        // A value that is missing from a list may have an extension instead, and the other way round.
        let is_paired = is_about || fields.contains_key(&format!("_{name}"));
        let found = match (many, value) {
            // This is the same as leaving it out.
            (_, Value::Null) => None,
            (true, Value::Array(all)) => all
                .iter()
                .enumerate()
                .filter(|(_, one)| !(is_paired && one.is_null()))
                .find_map(|(nth, one)| single(of, one).map(|found| found.below(&format!("[{nth}]")))),
            (true, _) => Some(Misfit::here("a list")),
            (false, one) => single(of, one),
        };
        found.map(|found| found.below(&format!(".{name}")))
    })
}

/// Whether such a value has no parts.
fn is_single(of: Of) -> bool {
    matches!(of, Of::Text | Of::Bool | Of::Number)
}

fn single(of: Of, value: &Value) -> Option<Misfit> {
    let (is_one, wanted) = match of {
        Of::Text | Of::Xhtml => (value.is_string(), "a text"),
        Of::Bool => (value.is_boolean(), "true or false"),
        Of::Number => (value.is_number(), "a number"),
        Of::Resource => return misfit(value),
        Of::Type(name) => return within(shape::of(name).unwrap_or_default(), value),
    };
    (!is_one).then(|| Misfit::here(wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(resource: Value) -> Option<(String, &'static str)> {
        misfit(&resource).map(|found| (found.path, found.wanted))
    }

    #[test]
    fn what_isnt_of_its_type_is_found_by_its_path() {
        for (name, value, path, wanted) in [
            ("active", json!("true"), ".active", "true or false"),
            ("active", json!([true]), ".active", "true or false"),
            ("birthDate", json!(1980), ".birthDate", "a text"),
            ("birthDate", json!({ "value": "1980" }), ".birthDate", "a text"),
            ("name", json!({ "text": "A" }), ".name", "a list"),
            ("name", json!([{ "text": "A" }, "B"]), ".name[1]", "an element"),
            ("name", json!([null]), ".name[0]", "an element"),
            ("name", json!([{ "given": ["A", null] }]), ".name[0].given[1]", "a text"),
            ("name", json!([{ "given": "A" }]), ".name[0].given", "a list"),
            ("telecom", json!([{ "rank": "1" }]), ".telecom[0].rank", "a number"),
            ("maritalStatus", json!([{ "text": "x" }]), ".maritalStatus", "an element"),
            ("_birthDate", json!("x"), "._birthDate", "an element"),
            ("_birthDate", json!({ "extension": {} }), "._birthDate.extension", "a list"),
            ("extension", json!([{ "url": {} }]), ".extension[0].url", "a text"),
            ("extension", json!([{ "url": "u", "valueBoolean": 1 }]), ".extension[0].valueBoolean", "true or false"),
            ("contained", json!([{ "id": "o" }]), ".contained[0]", "a resource"),
            ("contained", json!(["o"]), ".contained[0]", "a resource"),
            ("contained", json!([{ "resourceType": "Organization", "name": 7 }]), ".contained[0].name", "a text"),
            ("text", json!({ "status": "generated", "div": ["<div/>"] }), ".text.div", "a text"),
            ("id", json!(7), ".id", "a text"),
        ] {
            let mut patient = json!({ "resourceType": "Patient" });
            patient[name] = value.clone();
            assert_eq!(found(patient), Some((path.to_owned(), wanted)), "{name} {value}");
        }
        let bundle = json!({ "resourceType": "Bundle", "entry": [
            { "fullUrl": "urn:x" }, { "resource": { "resourceType": "Observation", "valueQuantity": { "value": "5" } } },
        ]});
        assert_eq!(found(bundle), Some((".entry[1].resource.valueQuantity.value".to_owned(), "a number")));
        for none in [json!([]), json!(7), json!(null), json!({}), json!({ "resourceType": ["Patient"] })] {
            assert_eq!(found(none.clone()), Some((String::new(), "a resource")), "{none}");
        }
    }

    #[test]
    fn what_fits_and_what_is_unknown_is_left_alone() {
        for fits in [
            json!({ "resourceType": "Nothing", "name": 7 }),
            json!({ "resourceType": "Patient", "colour": [7], "active": null, "name": [] }),
            json!({ "resourceType": "Patient", "birthDate": "1980", "_birthDate": { "id": "b", "extension": [{ "url": "u" }] } }),
            json!({ "resourceType": "Patient", "name": [{ "given": [null, "B"], "_given": [{ "id": "g" }, null] }] }),
            json!({ "resourceType": "Location", "position": { "longitude": 1.50, "latitude": -3 } }),
        ] {
            assert_eq!(found(fits.clone()), None, "{fits}");
        }
    }
}
