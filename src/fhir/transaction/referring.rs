//! What the resources of a bundle refer to. Anything not kept as a resource of its own is kept where it is referred to.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::person::full_name;
use crate::{
    domain::imported::{ExternalName, is_name},
    fhir::imported::URI,
};

/// The resources of a bundle that are only referred to here, by their references.
#[derive(Debug, Default)]
pub struct Named {
    /// People and places: an identifier, if they have one, and a name.
    parties: HashMap<String, (Option<Value>, Option<String>)>,
    /// Medicines: their concepts.
    medicines: HashMap<String, Value>,
}

impl Named {
    /// All of a bundle.
    pub fn of(entries: &[Value]) -> Self {
        let mut all = Self::default();
        for entry in entries {
            let resource = &entry["resource"];
            let kind = resource["resourceType"].as_str().unwrap_or_default();
            let by_id = resource["id"].as_str().map(|id| format!("{kind}/{id}"));
            let references = entry["fullUrl"].as_str().map(str::to_owned).into_iter().chain(by_id);
            match kind {
                "Medication" if resource["code"].is_object() => {
                    all.medicines.extend(references.map(|one| (one, resource["code"].clone())));
                }
                "Location" | "Organization" | "Practitioner" => {
                    let said = (identifier(resource), name(kind, resource));
                    all.parties.extend(references.map(|one| (one, said.clone())));
                }
                _ => {}
            }
        }
        all
    }

    /// The prescribed medicine, if the bundle has it as a resource of its own.
    pub fn medicine(&self, reference: &str) -> Option<&Value> {
        self.medicines.get(reference)
    }
}

fn identifier(resource: &Value) -> Option<Value> {
    let text = |one: &Value, name: &str| one[name].as_str().filter(|text| is_name(text)).map(str::to_owned);
    let mut all = resource["identifier"].as_array().into_iter().flatten();
    all.find_map(|one| Some(json!({ "system": text(one, "system")?, "value": text(one, "value")? })))
}

fn name(kind: &str, resource: &Value) -> Option<String> {
    let name = match kind {
        "Practitioner" => full_name(&resource["name"][0]),
        _ => resource["name"].as_str().unwrap_or_default().to_owned(),
    };
    Some(name).filter(|name| is_name(name))
}

/// Replaces references to what is not here by the other system's identifiers. Returns the names of what may be here.
pub fn by_identifier(value: &mut Value, source: &str, named: &Named) -> Vec<ExternalName> {
    let mut refers = Vec::new();
    walk(value, source, named, &mut refers);
    refers.sort_unstable();
    refers.dedup();
    refers
}

fn walk(value: &mut Value, source: &str, named: &Named, refers: &mut Vec<ExternalName>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| walk(one, source, named, refers)),
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("reference").cloned() {
                fields.remove("reference");
                refers.extend(rename(fields, &reference, source, named));
            }
            fields.values_mut().for_each(|one| walk(one, source, named, refers));
        }
        _ => {}
    }
}

fn rename(fields: &mut Map<String, Value>, reference: &str, source: &str, named: &Named) -> Option<ExternalName> {
    if let Some((identifier, display)) = named.parties.get(reference) {
        if let Some(display) = display {
            fields.entry("display").or_insert_with(|| display.as_str().into());
        }
        if let Some(identifier) = identifier {
            fields.entry("identifier").or_insert_with(|| identifier.clone());
            return None;
        }
    }
    let asked = reference.split_once("?identifier=").and_then(|(_, asked)| asked.split_once('|'));
    let (system, value) = match asked {
        Some(asked) => asked,
        None if reference.contains(':') => (URI, reference),
        None => (source, reference),
    };
    fields.entry("identifier").or_insert_with(|| json!({ "system": system, "value": value }));
    (system == URI).then(|| (system.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_places_and_medicines_are_kept_where_they_are_referred_to() {
        let named = Named::of(&[
            json!({ "fullUrl": "urn:uuid:1", "resource": {
                "resourceType": "Practitioner",
                "identifier": [{ "value": "x" }, { "system": "urn:npi", "value": "7", "use": "official" }],
                "name": [{ "prefix": ["Dr."], "given": ["Karla"], "family": "Quint" }],
            }}),
            json!({ "fullUrl": "urn:uuid:2", "resource": { "resourceType": "Organization", "id": "o", "name": "Old Clinic" } }),
            json!({ "fullUrl": "urn:uuid:3", "resource": { "resourceType": "Medication", "code": { "text": "Aspirin" } } }),
        ]);
        let mut sent = json!({
            "performer": [{ "actor": { "reference": "urn:uuid:1" } }, { "actor": { "reference": "Organization/o", "display": "X" } }],
            "encounter": { "reference": "urn:uuid:9" },
        });

        let refers = by_identifier(&mut sent, "https://elsewhere.example", &named);

        assert_eq!(
            sent["performer"],
            json!([
                { "actor": { "identifier": { "system": "urn:npi", "value": "7" }, "display": "Dr. Karla Quint" } },
                { "actor": { "identifier": { "system": "https://elsewhere.example", "value": "Organization/o" }, "display": "X" } },
            ])
        );
        assert_eq!(refers, [(URI.to_owned(), "urn:uuid:9".to_owned())]);
        assert_eq!(named.medicine("urn:uuid:3"), Some(&json!({ "text": "Aspirin" })));
    }
}
