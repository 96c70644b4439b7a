//! Entries imported from another system, as they were sent, with the ids that they have here.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{context::Context, resources::Resource, types::instant};
use crate::{
    domain::{
        account::Actor,
        ids::ImportedId,
        imported::{ImportedKind, LineKey},
    },
    rest::problem::Problem,
    service::imported::{self, Whole},
};

/// The system of identifiers that are URIs themselves.
pub const URI: &str = "urn:ietf:rfc:3986";

/// The id of such a resource.
pub fn id_of(id: ImportedId) -> String {
    LineKey::Imported(id).to_string()
}

/// Whether an id is that of such a resource.
pub fn is_one(id: &str) -> bool {
    key(id).is_some()
}

fn key(id: &str) -> Option<ImportedId> {
    match id.parse() {
        Ok(LineKey::Imported(key)) => Some(key).filter(|key| id_of(*key) == id),
        _ => None,
    }
}

/// The element that names a resource's patient.
pub fn whose(kind: ImportedKind) -> &'static str {
    match kind {
        ImportedKind::Allergy | ImportedKind::Vaccination => "patient",
        _ => "subject",
    }
}

/// An entry as a resource.
pub fn resource(whole: &Whole) -> Resource {
    let Whole { line, body, refers } = whole;
    let mut said: Value = serde_json::from_str(body).unwrap_or_else(|_| json!({}));
    let refers: BTreeMap<String, String> = serde_json::from_str(refers).unwrap_or_default();
    lead(&mut said, &refers);
    said["resourceType"] = line.kind.as_str().into();
    said["id"] = id_of(line.id).into();
    said["meta"]["source"] = line.source.as_str().into();
    said["meta"]["lastUpdated"] = instant(line.imported_at).into();
    said[whose(line.kind)] = json!({ "reference": format!("Patient/{}", line.patient) });
    Resource::Imported(said)
}

/// The same for a reader: an app learns which documents exist, but not their content.
pub fn resource_for(reader: &Actor, whole: &Whole) -> Resource {
    let mut said = resource(whole);
    if let (Actor::App { .. }, ImportedKind::Document, Resource::Imported(said)) = (reader, whole.line.kind, &mut said)
    {
        for content in said.get_mut("content").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(attachment) = content.get_mut("attachment").and_then(Value::as_object_mut) {
                attachment.remove("data");
            }
        }
    }
    said
}

/// Rewrites references to other entries to their ids here.
fn lead(value: &mut Value, refers: &BTreeMap<String, String>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| lead(one, refers)),
        Value::Object(fields) => {
            let name = fields.get("identifier").filter(|name| name["system"] == URI);
            if let Some(target) = name.and_then(|name| refers.get(name["value"].as_str()?)) {
                fields.insert("reference".to_owned(), target.as_str().into());
                fields.remove("identifier");
            }
            fields.values_mut().for_each(|one| lead(one, refers));
        }
        _ => {}
    }
}

/// One of them.
///
/// # Errors
/// Not found.
pub async fn found(context: &Context, id: &str, kind: ImportedKind) -> Result<Whole, Problem> {
    let id = key(id).ok_or_else(Problem::not_found)?;
    Ok(imported::read(context.services(), context.actor(), id, kind).await?)
}

/// The same as a resource.
///
/// # Errors
/// Not found.
pub async fn one(context: &Context, id: &str, kind: ImportedKind) -> Result<Resource, Problem> {
    context.own()?;
    Ok(resource_for(context.actor(), &found(context, id, kind).await?))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        domain::ids::{AccountId, AppId, PatientId},
        service::timeline::Imported,
    };

    #[test]
    fn an_app_is_not_told_what_is_in_a_document() {
        let line = Imported {
            id: ImportedId(7),
            patient: PatientId(1),
            kind: ImportedKind::Document,
            title: "Note".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            source: "https://elsewhere.example".to_owned(),
            imported_by: "Ada Admin".to_owned(),
            imported_at: Timestamp::UNIX_EPOCH,
            hidden: false,
        };
        let body =
            json!({ "content": [{ "attachment": { "contentType": "text/plain", "data": "QQ==" } }] }).to_string();
        let whole = Whole { line, body, refers: "{}".to_owned() };
        let attachment = |reader: Actor| resource_for(&reader, &whole).json()["content"][0]["attachment"].clone();

        let person = attachment(Actor::Account { id: AccountId(1), roles: Vec::new() });
        let app = attachment(Actor::App { app: AppId(1), patient: PatientId(1), reads: Vec::new() });

        assert_eq!(person, json!({ "contentType": "text/plain", "data": "QQ==" }));
        assert_eq!(app, json!({ "contentType": "text/plain" }));
    }

    #[test]
    fn a_reference_leads_to_what_the_other_line_is_here() {
        let refers = BTreeMap::from([("urn:uuid:1".to_owned(), "Encounter/i7".to_owned())]);
        let named = |value: &str| json!({ "identifier": { "system": URI, "value": value }, "display": "x" });
        let mut sent = json!({ "encounter": named("urn:uuid:1"), "result": [named("urn:uuid:2")], "identifier": [{}] });

        lead(&mut sent, &refers);

        assert_eq!(sent["encounter"], json!({ "reference": "Encounter/i7", "display": "x" }));
        assert_eq!(sent["result"], json!([named("urn:uuid:2")]), "it is not here");
    }

    #[test]
    fn an_id_is_one_of_ours_as_we_write_it() {
        assert!(is_one("i7"));
        for other in ["7", "i", "i07", "i+7", "i-x", "I7"] {
            assert!(!is_one(other), "{other}");
        }
    }
}
