//! Earlier versions of notes: each is kept, and anyone who may read a note may read its history.

use axum::{extract::Path, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    bundle,
    clinical::notes_of,
    context::Context,
    found::number,
    media::{Searched, answer},
    resources::{Composition, Resource},
    search::is_lenient,
};
use crate::{
    domain::{ids::EntryId, record::EntryKind},
    rest::problem::Problem,
    service::clinical::{self, Content},
};

/// Every version, oldest first.
async fn versions(context: &Context, id: &str) -> Result<Vec<Composition>, Problem> {
    context.own()?;
    let found = clinical::read(context.services(), context.actor(), EntryId(number(id)?), EntryKind::Note).await?;
    match &found.content {
        Content::Note(versions) => Ok(notes_of(&found.line, versions)),
        _ => Err(Problem::not_found()),
    }
}

fn shown(one: Composition) -> Value {
    Resource::Composition(Box::new(one)).json()
}

/// All versions of a note, latest first.
pub async fn all(context: Context, Path(id): Path<String>, Searched(sent, _): Searched) -> Result<Response, Problem> {
    let unknown = sent.iter().find(|(name, _)| name != "_format").filter(|_| !is_lenient(&context.headers));
    if let Some((name, _)) = unknown {
        return Err(Problem::bad_request(&format!("{name}: no such parameter.")));
    }
    let found = versions(&context, &id).await?;
    let entry = |(at, one): (usize, Composition)| {
        let (method, url, status) = match at {
            0 => ("POST", "Composition".to_owned(), "201"),
            _ => ("PUT", format!("Composition/{id}"), "200"),
        };
        let resource = shown(one);
        let (version, changed) = (&resource["meta"]["versionId"], &resource["meta"]["lastUpdated"]);
        let etag = format!("W/\"{}\"", version.as_str().unwrap_or_default());
        json!({
            "fullUrl": format!("{}/Composition/{id}", context.base),
            "request": { "method": method, "url": url },
            "response": { "status": status, "etag": etag, "lastModified": changed },
            "resource": resource,
        })
    };
    let mut entries: Vec<Value> = found.into_iter().enumerate().map(entry).collect();
    entries.reverse();
    let link = json!({ "relation": "self", "url": format!("{}/Composition/{id}/_history", context.base) });
    let bundle = json!({
        "resourceType": "Bundle", "type": "history", "total": entries.len(), "link": [link], "entry": entries,
    });
    Ok(answer(StatusCode::OK, bundle))
}

/// One version.
pub async fn one(context: Context, Path((id, version)): Path<(String, String)>) -> Result<Response, Problem> {
    number(&version)?;
    let is_it = |one: &Composition| one.meta.version_id.as_deref() == Some(&version);
    let found = versions(&context, &id).await?.into_iter().find(is_it).ok_or_else(Problem::not_found)?;
    bundle::read(&context.headers, shown(found))
}
