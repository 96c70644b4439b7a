//! Lines that were brought in from another system, as they were sent there, with what they are here.

use serde_json::{Value, json};

use super::{context::Context, found::number, resources::Resource, types::instant};
use crate::{
    domain::{ids::ImportedId, imported::ImportedKind},
    rest::problem::Problem,
    service::clinical::{self, Imported},
};

/// What their keys begin with.
const PREFIX: char = 'i';

/// The id of such a resource.
pub fn id_of(id: ImportedId) -> String {
    format!("{PREFIX}{id}")
}

/// Whether an id is that of such a resource.
pub fn is_one(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// The element that says whose a resource is.
pub fn whose(kind: ImportedKind) -> &'static str {
    if kind == ImportedKind::Allergy { "patient" } else { "subject" }
}

/// A line as a resource.
pub fn resource(line: &Imported) -> Resource {
    let mut said: Value = serde_json::from_str(&line.body).unwrap_or_else(|_| json!({}));
    said["resourceType"] = line.kind.as_str().into();
    said["id"] = id_of(line.id).into();
    said["meta"]["source"] = line.source.as_str().into();
    said["meta"]["lastUpdated"] = instant(line.imported_at).into();
    said[whose(line.kind)] = json!({ "reference": format!("Patient/{}", line.patient) });
    Resource::Imported(said)
}

/// One of them, and the part of the record that it is logged as.
///
/// # Errors
/// Not found.
pub async fn one(context: &Context, id: &str, of: (ImportedKind, &str)) -> Result<Resource, Problem> {
    let id = ImportedId(number(id.strip_prefix(PREFIX).unwrap_or_default())?);
    Ok(resource(&clinical::read_imported(context.services(), context.actor(), id, of).await?))
}
