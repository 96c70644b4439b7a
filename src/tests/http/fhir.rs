//! FHIR as hospitals' programs use it: no cookie, a token or none, and only resources in the answers.

mod batch;
mod booking;
mod chains;
mod directory;
mod doors;
mod export;
mod hostile;
mod records;
mod results;
mod searches;
mod smart;
mod synthea;
mod transaction;
mod writing;
mod xml;

use axum::{Router, http::StatusCode};
use serde_json::{Value, json};

use super::{
    api::{get, said},
    browser::Answer,
};

/// FHIR's own media type.
const MEDIA_TYPE: &str = "application/fhir+json; charset=utf-8";

/// Reads a resource or a bundle, which must exist.
async fn read(app: &Router, path: &str, token: &str) -> Value {
    let answer = get(app, path, token).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, MEDIA_TYPE), "{path}: {}", answer.body);
    said(&answer)
}

/// The results of a search.
async fn found(app: &Router, path: &str, token: &str) -> Vec<Value> {
    entries(&read(app, path, token).await)
}

/// The matching resources of a bundle.
fn entries(bundle: &Value) -> Vec<Value> {
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&json!("Bundle"), &json!("searchset")), "{bundle}");
    let all = bundle["entry"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|one| one["search"]["mode"] == "match").map(|one| one["resource"].clone()).collect()
}

/// The code of the only issue of an error.
#[track_caller]
fn issue(answer: &Answer) -> String {
    let said = said(answer);
    assert_eq!(answer.header("content-type"), MEDIA_TYPE, "{}", answer.body);
    assert_eq!(said["resourceType"], "OperationOutcome", "{}", answer.body);
    said["issue"][0]["code"].as_str().expect("a code").to_owned()
}

/// `Parameters` with these.
fn parameters(all: &[(&str, &str, Value)]) -> Value {
    let all = all.iter().map(|(name, of, value)| json!({ "name": name, *of: value })).collect::<Vec<_>>();
    json!({ "resourceType": "Parameters", "parameter": all })
}
