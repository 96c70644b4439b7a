//! Several requests in one bundle of type `batch`: each entry passes through the same door as if it had been sent alone, and so by
//! the same rules, limits and scopes. Each use case is a transaction of its own: a finished one cannot be rolled back because a
//! later one is refused.

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{
    context::{BASE, Context},
    media, outcome,
};
use crate::{
    request::{address::is_plain, identity::Identity},
    rest::{
        input::{IDEMPOTENCY_KEY, intent},
        problem::Problem,
    },
    service::password::digest,
};

/// The maximum size of a bundle.
pub const LARGEST: usize = 4 * media::LARGEST;
/// The maximum number of entries.
const MOST: usize = 50;
/// The headers that every entry inherits from its bundle.
const INHERITED: [HeaderName; 3] = [header::AUTHORIZATION, header::USER_AGENT, HeaderName::from_static("prefer")];
/// The conditions that an entry can have, each with the header that it stands for.
const CONDITIONS: [(&str, HeaderName); 2] = [("ifMatch", header::IF_MATCH), ("ifNoneMatch", header::IF_NONE_MATCH)];
/// Those that it cannot have.
const NO_CONDITIONS: [&str; 2] = ["ifModifiedSince", "ifNoneExist"];

/// Answers the entries of a bundle one after the other, each through `alone`.
///
/// # Errors
/// That it isn't a batch, or is too large.
pub async fn answer(alone: Router, context: Context, bundle: Value) -> Result<Response, Problem> {
    let entries = entries(&bundle)?;
    let intent = intent(&context.headers)?;
    let mut answers = Vec::new();
    for (nth, entry) in entries.iter().enumerate() {
        // A bundle sent again has the same entries.
        let intent = intent.as_ref().map(|intent| digest(&format!("{nth} {intent}")));
        let response = match request(&context, intent.as_deref(), entry) {
            Ok(request) => alone.clone().oneshot(request).await.unwrap_or_else(|never| match never {}),
            Err(problem) => problem.into_response(),
        };
        answers.push(answered(&context.base, nth, response));
    }
    let mut bundle = json!({ "resourceType": "Bundle", "type": "batch-response" });
    if !answers.is_empty() {
        bundle["entry"] = answers.into();
    }
    Ok(media::answer(StatusCode::OK, bundle))
}

fn entries(bundle: &Value) -> Result<&[Value], Problem> {
    if bundle["resourceType"] != "Bundle" {
        return Err(Problem::bad_request("Send a Bundle."));
    }
    match bundle["type"].as_str() {
        Some("batch") => {}
        _ => return Err(Problem::bad_request("type: send a batch.")),
    }
    match &bundle["entry"] {
        Value::Null => Ok(&[]),
        Value::Array(entries) if entries.len() <= MOST => Ok(entries),
        Value::Array(_) => {
            let words = format!("Send at most {MOST} entries at once.");
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", &words))
        }
        _ => Err(Problem::bad_request("entry: send a list.")),
    }
}

fn not_supported(words: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, outcome::NOT_SUPPORTED, words)
}

/// An entry's request.
fn request(context: &Context, intent: Option<&str>, entry: &Value) -> Result<Request, Problem> {
    let asked = &entry["request"];
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let method = match text("method") {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PUT" => Method::PUT,
        "DELETE" => Method::DELETE,
        "PATCH" => return Err(not_supported("request.method: send a PATCH alone, or the whole resource by PUT.")),
        _ => return Err(Problem::bad_request("request.method: send GET, POST or PUT.")),
    };
    if let Some(name) = NO_CONDITIONS.into_iter().find(|name| !asked[*name].is_null()) {
        return Err(not_supported(&format!("request.{name}: this isn't supported.")));
    }
    let uri = address(text("url"), &context.base)?;
    let body = if [Method::POST, Method::PUT].contains(&method) { written(&entry["resource"])? } else { String::new() };
    let mut request = Request::new(Body::from(body));
    (*request.method_mut(), *request.uri_mut()) = (method, uri);
    *request.headers_mut() = headers(context, asked, intent)?;
    request.extensions_mut().insert(Identity { address: context.caller.address.clone(), ..Identity::default() });
    Ok(request)
}

/// The address of an entry's request, which is relative to ours or begins with it.
fn address(url: &str, base: &str) -> Result<Uri, Problem> {
    let local = url.strip_prefix(base).unwrap_or(url).trim_start_matches('/');
    let uri = format!("{BASE}/{local}").parse().ok().filter(is_plain);
    uri.ok_or_else(|| Problem::bad_request("request.url: not an address such as Patient/7."))
}

/// An entry's resource, serialised.
fn written(resource: &Value) -> Result<String, Problem> {
    if !resource.is_object() {
        return Err(Problem::bad_request("resource is missing."));
    }
    if let Some(reference) = unresolved(resource) {
        let words = format!("{reference}: refer to a resource that is there already, as in Patient/7.");
        return Err(Problem::bad_request(&words));
    }
    let text = resource.to_string();
    if text.len() > media::LARGEST { Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE)) } else { Ok(text) }
}

/// A reference to another entry of the bundle, or to a search's result.
fn unresolved(value: &Value) -> Option<&str> {
    match value {
        Value::Array(all) => all.iter().find_map(unresolved),
        Value::Object(fields) => {
            let own = fields.get("reference").and_then(Value::as_str);
            let own = own.filter(|reference| reference.starts_with("urn:") || reference.contains('?'));
            own.or_else(|| fields.values().find_map(unresolved))
        }
        _ => None,
    }
}

fn headers(context: &Context, asked: &Value, intent: Option<&str>) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    for name in INHERITED {
        for value in context.headers.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    let host = context.origin.split_once("://").map_or("", |(_, host)| host);
    for (name, text) in [(header::HOST, Some(host)), (IDEMPOTENCY_KEY, intent)] {
        headers.extend(text.and_then(|text| Some((name, HeaderValue::from_str(text).ok()?))));
    }
    for (of, name) in CONDITIONS {
        // One that can't be read must not be passed over.
        let value = match &asked[of] {
            Value::Null => continue,
            Value::String(text) => HeaderValue::from_str(text).ok(),
            _ => None,
        };
        let value = value.ok_or_else(|| Problem::bad_request(&format!("request.{of}: not a version.")))?;
        headers.insert(name, value);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"));
    Ok(headers)
}

/// An entry's result: its resource, or why it was refused.
fn answered(base: &str, nth: usize, response: Response) -> Value {
    let mut response = outcome::explained(response);
    let status = response.status();
    let mut said = json!({ "status": status.to_string() });
    for (name, of) in [("location", header::LOCATION), ("etag", header::ETAG)] {
        let value = response.headers().get(of).and_then(|value| value.to_str().ok());
        if let Some(value) = value {
            said[name] = value.into();
        }
    }
    let mut entry = json!({});
    match media::answered(&mut response) {
        Some(mut refused) if !status.is_success() => {
            refused["issue"][0]["expression"] = within(nth, &refused["issue"][0]["expression"]);
            said["outcome"] = refused;
        }
        Some(resource) => {
            if let (Some(kind), Some(id)) = (resource["resourceType"].as_str(), resource["id"].as_str()) {
                entry["fullUrl"] = format!("{base}/{kind}/{id}").into();
            }
            entry["resource"] = resource;
        }
        None => {}
    }
    entry["response"] = said;
    entry
}

/// Where in the bundle is what an entry is refused for: an element of its resource, or all of it.
fn within(nth: usize, expression: &Value) -> Value {
    let paths = expression.as_array().into_iter().flatten().filter_map(|path| path.as_str()?.split_once('.'));
    let paths: Vec<String> = paths.map(|(_, path)| format!("Bundle.entry[{nth}].resource.{path}")).collect();
    if paths.is_empty() { json!([format!("Bundle.entry[{nth}]")]) } else { json!(paths) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_told_from_whatever_else_could_be_sent() {
        let of = |bundle: Value| entries(&bundle).map(<[Value]>::len).map_err(|problem| problem.status);
        let many = |count: usize| json!({ "resourceType": "Bundle", "type": "batch", "entry": vec![json!({}); count] });

        assert_eq!(of(json!({ "resourceType": "Bundle", "type": "batch" })), Ok(0));
        assert_eq!((of(many(MOST)), of(many(MOST + 1))), (Ok(MOST), Err(413)));
        for wrong in [
            json!([]),
            json!({ "resourceType": "Patient", "type": "batch" }),
            json!({ "resourceType": "Bundle", "type": "collection" }),
            json!({ "resourceType": "Bundle", "type": 7 }),
            json!({ "resourceType": "Bundle", "type": "batch", "entry": { "request": {} } }),
        ] {
            assert_eq!(of(wrong.clone()), Err(400), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_one_of_ours_and_leads_nowhere_else() {
        let of = |url: &str| address(url, "https://clinic.example/fhir").map(|uri| uri.to_string()).ok();

        for ours in ["Patient/7", "/Patient/7", "https://clinic.example/fhir/Patient/7"] {
            assert_eq!(of(ours).as_deref(), Some("/fhir/Patient/7"), "{ours}");
        }
        assert_eq!(of("Slot?status=free&_count=2").as_deref(), Some("/fhir/Slot?status=free&_count=2"));
        for wrong in ["../api/v1/doctors", "Patient/../7", "https://other.example/fhir/Patient/7", "a b", "x?y=%00"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_entry_refers_to_nothing_that_is_not_there_yet() {
        let with = |reference: &str| json!({ "a": [{ "b": { "reference": reference } }], "reference": 7 });

        for wrong in ["urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7", "Patient?identifier=x|1"] {
            assert_eq!(unresolved(&with(wrong)), Some(wrong));
        }
        assert_eq!(unresolved(&with("Patient/7")), None);
        assert!(written(&json!([])).is_err() && written(&with("Patient/7")).is_ok());
        assert!(written(&json!({ "comment": "x".repeat(media::LARGEST) })).is_err());
    }
}
