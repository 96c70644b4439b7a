//! References that a search can follow: forwards from its results, and back to them.

use serde_json::Value;

/// A reference between two types.
#[derive(Debug)]
pub struct Include {
    /// The search parameter that stands for it.
    pub name: &'static str,
    /// Where it is, in the resource that has it.
    pub path: &'static [&'static str],
    /// The included type.
    pub kind: &'static str,
}

/// The resources that a search can include because they refer to its results: the type found, and the reference to it.
static REVERSE: [(&str, Include); 24] = [
    ("Encounter", of_visit("Observation")),
    ("Encounter", of_visit("Condition")),
    ("Encounter", of_visit("MedicationRequest")),
    ("Encounter", of_visit("ServiceRequest")),
    ("Encounter", of_visit("Composition")),
    ("Encounter", Include { path: &["context", "encounter"], ..of_visit("DocumentReference") }),
    ("Encounter", of_visit("Immunization")),
    ("Encounter", of_visit("Procedure")),
    ("Encounter", of_visit("DiagnosticReport")),
    ("Encounter", of_visit("CarePlan")),
    ("Appointment", Include { name: "appointment", path: &["appointment"], kind: "Encounter" }),
    ("Patient", Include { name: "patient", path: &["participant", "actor"], kind: "Appointment" }),
    ("Patient", of_patient("Encounter")),
    ("Patient", of_patient("Observation")),
    ("Patient", of_patient("Condition")),
    ("Patient", of_patient("MedicationRequest")),
    ("Patient", of_patient("ServiceRequest")),
    ("Patient", of_patient("DocumentReference")),
    ("Patient", of_patient("Composition")),
    ("Patient", Include { path: &["patient"], ..of_patient("AllergyIntolerance") }),
    ("Patient", Include { path: &["patient"], ..of_patient("Immunization") }),
    ("Patient", of_patient("Procedure")),
    ("Patient", of_patient("DiagnosticReport")),
    ("Patient", of_patient("CarePlan")),
];

const fn of_visit(kind: &'static str) -> Include {
    Include { name: "encounter", path: &["encounter"], kind }
}

const fn of_patient(kind: &'static str) -> Include {
    Include { name: "patient", path: &["subject"], kind }
}

/// What refers to resources of a type.
pub fn reverse(kind: &str) -> impl Iterator<Item = &'static Include> {
    REVERSE.iter().filter(move |(to, _)| *to == kind).map(|(_, include)| include)
}

impl Include {
    /// Its name when followed back: `Observation:encounter`.
    pub fn back(&self) -> String {
        format!("{}:{}", self.kind, self.name)
    }

    /// The references in a resource.
    pub fn references<'v>(&self, resource: &'v Value) -> Vec<&'v str> {
        let mut found = Vec::new();
        walk(resource, self.path, &mut found);
        found.into_iter().filter_map(|reference| reference["reference"].as_str()).collect()
    }
}

/// The values at a path of a resource.
pub fn walk<'v>(value: &'v Value, path: &[&str], found: &mut Vec<&'v Value>) {
    match (value, path) {
        (Value::Null, _) => {}
        (Value::Array(all), _) => all.iter().for_each(|one| walk(one, path, found)),
        (value, []) => found.push(value),
        (value, [first, rest @ ..]) => walk(&value[*first], rest, found),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_found_through_lists() {
        let value = json!({ "participant": [
            { "actor": { "reference": "Patient/1" } }, { "actor": { "display": "x" } }, { "actor": { "reference": "Location/2" } },
        ]});
        let include = Include { name: "patient", path: &["participant", "actor"], kind: "Patient" };
        assert_eq!(include.references(&value), ["Patient/1", "Location/2"]);
    }

    #[test]
    fn a_reference_is_called_back_by_the_type_that_has_it() {
        let all: Vec<String> = reverse("Appointment").map(Include::back).collect();
        assert_eq!(all, ["Encounter:appointment"]);
        assert_eq!(reverse("Slot").count(), 0);
    }
}
