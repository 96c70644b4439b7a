//! The codes that a resource must contain: without them no one could tell whether it holds.

use serde_json::Value;

use crate::domain::imported::ImportedKind;

/// An element, and its allowed values.
type Required = (&'static str, &'static [&'static str]);

const CARE_PLAN: &[Required] = &[
    ("status", &["draft", "active", "on-hold", "revoked", "completed", "unknown"]),
    ("intent", &["proposal", "plan", "order", "option"]),
];
const DOCUMENT: &[Required] = &[("status", &["current", "superseded"])];
const MEDICATION: &[Required] = &[
    ("status", &["active", "on-hold", "cancelled", "completed", "stopped", "draft", "unknown"]),
    (
        "intent",
        &["proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"],
    ),
];
const OBSERVATION: &[Required] =
    &[("status", &["registered", "preliminary", "final", "amended", "corrected", "unknown"])];
const PROCEDURE: &[Required] = &[("status", &["in-progress", "on-hold", "stopped", "completed", "unknown"])];
const REPORT: &[Required] =
    &[("status", &["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "unknown"])];
const VACCINATION: &[Required] = &[("status", &["completed"])];
const VISIT: &[Required] = &[("status", &["arrived", "triaged", "in-progress", "onleave", "finished", "unknown"])];

/// The requirements of a kind. Entries in error, or about what did not take place, are refused before.
fn of(kind: ImportedKind) -> &'static [Required] {
    match kind {
        ImportedKind::Allergy | ImportedKind::Condition => &[],
        ImportedKind::CarePlan => CARE_PLAN,
        ImportedKind::Document => DOCUMENT,
        ImportedKind::Medication => MEDICATION,
        ImportedKind::Observation => OBSERVATION,
        ImportedKind::Procedure => PROCEDURE,
        ImportedKind::Report => REPORT,
        ImportedKind::Vaccination => VACCINATION,
        ImportedKind::Visit => VISIT,
    }
}

/// The first element that lacks a required value, and why it is refused.
pub fn lacking(kind: ImportedKind, resource: &Value) -> Option<(&'static str, String)> {
    let says = |(name, words): &&Required| resource[*name].as_str().is_some_and(|word| words.contains(&word));
    let (name, words) = of(kind).iter().find(|one| !says(one))?;
    Some((name, format!("send one of {}.", words.join(", "))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_required_has_to_be_said_in_words_of_fhir() {
        let lacks = |kind, resource: Value| lacking(kind, &resource).map(|(name, _)| name);
        for kind in ImportedKind::ALL {
            let first = of(*kind).first().map(|(name, _)| *name);
            assert_eq!(lacks(*kind, json!({})), first, "{kind:?}");
            assert_eq!(lacks(*kind, json!({ "status": "done" })), first, "{kind:?}");
        }
        assert_eq!(lacks(ImportedKind::Observation, json!({ "status": "final" })), None);
        assert_eq!(lacks(ImportedKind::Observation, json!({ "status": ["final"] })), Some("status"));
        assert_eq!(lacks(ImportedKind::Medication, json!({ "status": "active" })), Some("intent"));
        assert_eq!(lacks(ImportedKind::CarePlan, json!({ "status": "active", "intent": "order" })), None);
    }
}
