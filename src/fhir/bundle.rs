//! Pages of resources, and single ones.

use std::collections::BTreeSet;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    context::Context,
    found::Found,
    kinds::{KINDS, Kind},
    media::answer,
    outcome, patient, reverse,
    search::Query,
};
use crate::{
    rest::{problem::Problem, tag},
    service::refusals::Trail,
};

/// The maximum number of resources that a page includes.
const MOST_INCLUDED: usize = 200;
/// The maximum number of pages read to count a search's results.
const MOST_PAGES: usize = 50;
const LEFT_OUT: &str = "More refers to these than is included. Ask for fewer at a time, or search for it by patient.";

/// An entry of a bundle.
pub fn entry(base: &str, resource: Value, mode: &str) -> Value {
    let mut entry = json!({ "search": { "mode": mode } });
    if let (Some(kind), Some(id)) = (resource["resourceType"].as_str(), resource["id"].as_str()) {
        entry["fullUrl"] = format!("{base}/{kind}/{id}").into();
    }
    entry["resource"] = resource;
    entry
}

/// The results of a search, as a bundle.
///
/// # Errors
/// A storage failure while following references back.
pub async fn searchset(context: &Context, kind: &Kind, query: &Query, found: Found) -> Result<Response, Problem> {
    let base = &context.base;
    let matches: Vec<Value> = found.resources.iter().map(super::resources::Resource::json).collect();
    let mut included = included(context, kind, query, &matches).await;
    let (referring, is_cut) = reverse::to(context, kind, query, &matches).await?;
    let is_new = |one: &Value| !included.contains(one) && !matches.contains(one);
    let referring: Vec<Value> = referring.into_iter().filter(is_new).collect();
    included.extend(referring);
    let mut links = vec![json!({ "relation": "self", "url": query.link(kind.name(), base, query.after.as_deref()) })];
    if let Some(next) = found.next {
        links.push(json!({ "relation": "next", "url": query.link(kind.name(), base, Some(&next)) }));
    }
    let shown = &query.shown;
    let entries = matches.into_iter().map(|one| entry(base, shown.found(one), "match"));
    let entries = entries.chain(included.into_iter().map(|one| entry(base, shown.included(one), "include")));
    let remark = is_cut.then(|| entry(base, outcome::note(LEFT_OUT), "outcome"));
    let entries: Vec<Value> = entries.chain(remark).collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset", "link": links });
    if let Some(total) = shown.total(found.total) {
        bundle["total"] = total.into();
    }
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    Ok(answer(StatusCode::OK, bundle))
}

/// The number of a search's results: as known to the list, or else counted page by page.
///
/// # Errors
/// The search's; that there are too many to count.
pub async fn counted(context: &Context, kind: &Kind, query: &Query) -> Result<Found, Problem> {
    let (mut asked, mut count) = (query.at_large(), 0);
    for _ in 0..MOST_PAGES {
        let Found { resources, total, next } = kind.find(context, &asked).await?;
        count += resources.len();
        if total.is_some() || next.is_none() {
            return Ok(Found { total: total.or(Some(count)), ..Found::default() });
        }
        asked.after = next;
    }
    Err(Problem::bad_request("_summary: these are too many to count. Ask for fewer."))
}

/// The response of an IHE operation: resources, their total if known, and remarks about them.
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

/// The resources to include: only those that the reader could also read individually.
async fn included(context: &Context, kind: &Kind, query: &Query, matches: &[Value]) -> Vec<Value> {
    let wanted =
        kind.searchable.includes.iter().filter(|one| query.includes.contains(&format!("{}:{}", kind.name(), one.name)));
    let mut references: BTreeSet<(&str, String)> = BTreeSet::new();
    for include in wanted {
        for one in matches {
            let found = include.references(one);
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
        // The reader asked for what refers to it, so this is not an attempt to read a closed record.
        if let Ok(found) = Trail::silent().follow((kind.read)(context, &id)).await {
            included.push(found.json());
        }
    }
    included
}

/// The version of a resource; for types without a version counter, a digest of its content.
pub fn version(resource: &Value) -> String {
    resource["meta"]["versionId"].as_str().map_or_else(|| tag::state(resource), str::to_owned)
}

/// A resource that is read, with its version in `ETag`. A client that already has it gets 304.
///
/// # Errors
/// None; for the handlers' convenience.
pub fn read(headers: &HeaderMap, resource: Value) -> Result<Response, Problem> {
    let tag = format!("W/\"{}\"", version(&resource));
    let mut response = match tag::is_known(headers, &tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => answer(StatusCode::OK, resource),
    };
    response.headers_mut().extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    Ok(response)
}

/// A resource that was written, with its version in `ETag` if it has one.
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
