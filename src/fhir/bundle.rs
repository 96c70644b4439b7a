//! Pages of resources, and single ones.

use std::collections::BTreeSet;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};

use super::{
    context::Context,
    found::Found,
    kinds::{KINDS, Kind},
    media::answer,
    patient,
    search::Query,
};
use crate::rest::problem::Problem;

/// The most resources that a page includes.
const MOST_INCLUDED: usize = 200;

/// An entry of a bundle.
pub fn entry(base: &str, resource: Value, mode: &str) -> Value {
    let mut entry = json!({ "search": { "mode": mode } });
    if let (Some(kind), Some(id)) = (resource["resourceType"].as_str(), resource["id"].as_str()) {
        entry["fullUrl"] = format!("{base}/{kind}/{id}").into();
    }
    entry["resource"] = resource;
    entry
}

/// What a search found, as a bundle.
pub async fn searchset(context: &Context, kind: &Kind, query: &Query, found: Found) -> Response {
    let base = &context.base;
    let matches: Vec<Value> = found.resources.iter().map(super::resources::Resource::json).collect();
    let included = included(context, kind, query, &matches).await;
    let mut links = vec![json!({ "relation": "self", "url": query.link(kind.name(), base, query.after.as_deref()) })];
    if let Some(next) = found.next {
        links.push(json!({ "relation": "next", "url": query.link(kind.name(), base, Some(&next)) }));
    }
    let entries = matches.into_iter().map(|one| entry(base, one, "match"));
    let entries: Vec<Value> = entries.chain(included.into_iter().map(|one| entry(base, one, "include"))).collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset", "link": links });
    if let Some(total) = found.total {
        bundle["total"] = total.into();
    }
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    answer(StatusCode::OK, bundle)
}

/// The answer of an IHE operation: some resources, out of a total if that is known, and remarks about them.
pub fn operated(base: &str, (resources, total): (Vec<Value>, Option<usize>), note: Option<Value>) -> Response {
    let entries = resources.into_iter().map(|one| entry(base, one, "match"));
    let entries: Vec<Value> = entries.chain(note.into_iter().map(|note| entry(base, note, "outcome"))).collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset" });
    if let Some(total) = total {
        bundle["total"] = total.into();
    }
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    answer(StatusCode::OK, bundle)
}

/// The resources to include: only those that the reader could also read one by one.
async fn included(context: &Context, kind: &Kind, query: &Query, matches: &[Value]) -> Vec<Value> {
    let wanted =
        kind.searchable.includes.iter().filter(|one| query.includes.contains(&format!("{}:{}", kind.name(), one.name)));
    let mut references: BTreeSet<(&str, String)> = BTreeSet::new();
    for include in wanted {
        for one in matches {
            let mut found = Vec::new();
            walk(one, include.path, &mut found);
            let ids = found.iter().filter_map(|reference| reference.strip_prefix(include.kind)?.strip_prefix('/'));
            references.extend(ids.map(|id| (include.kind, id.to_owned())));
        }
    }
    let mut included = Vec::new();
    for (name, id) in references.into_iter().take(MOST_INCLUDED) {
        // Skips a patient whose record is closed to the reader, who asked for appointments, not for the record.
        if name == "Patient" && !patient::is_readable(context, &id).await {
            continue;
        }
        let Some(kind) = KINDS.iter().find(|kind| kind.name() == name) else { continue };
        if let Ok(found) = (kind.read)(context, &id).await {
            included.push(found.json());
        }
    }
    included
}

/// The references at a path of a resource.
fn walk<'v>(value: &'v Value, path: &[&str], found: &mut Vec<&'v str>) {
    match (value, path) {
        (Value::Array(all), _) => all.iter().for_each(|one| walk(one, path, found)),
        (value, []) => found.extend(value["reference"].as_str()),
        (value, [first, rest @ ..]) => walk(&value[*first], rest, found),
    }
}

/// One resource, with its version in `ETag` where it has one.
///
/// # Errors
/// None; for the handlers' convenience.
pub fn single(status: StatusCode, resource: Value) -> Result<Response, Problem> {
    let version = resource["meta"]["versionId"].as_str();
    let tag = version.and_then(|version| HeaderValue::from_str(&format!("W/\"{version}\"")).ok());
    let mut response = answer(status, resource);
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_through_lists() {
        let value = json!({ "participant": [
            { "actor": { "reference": "Patient/1" } }, { "actor": { "display": "x" } }, { "actor": { "reference": "Location/2" } },
        ]});
        let mut found = Vec::new();
        walk(&value, &["participant", "actor"], &mut found);
        assert_eq!(found, ["Patient/1", "Location/2"]);
    }
}
