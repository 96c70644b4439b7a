//! The format in which resources come and go: JSON.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::search::{pairs, query_of};
use crate::{request::AppState, rest::problem::Problem};

/// FHIR's own type.
pub const MEDIA_TYPE: &str = "application/fhir+json; charset=utf-8";

/// Whether we can answer in a format that a program accepts. Versions of FHIR other than R4 don't count.
fn is_ours(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let fits = |parameter: &str| match parameter.split_once('=') {
        Some(("fhirVersion", version)) => ["4.0", "4.0.1"].contains(&version.trim_matches('"')),
        Some(("q", weight)) => weight.parse::<f32>().is_ok_and(|weight| weight > 0.0),
        _ => true,
    };
    let named = ["application/fhir+json", "application/json", "text/json", "json", "application/*", "*/*"];
    named.contains(&media.as_str()) && parts.all(fits)
}

/// Whether what is asked for can be given.
fn is_offered(headers: &HeaderMap, format: Option<&str>) -> bool {
    if let Some(format) = format {
        // An unescaped plus has become a space by now.
        return is_ours(&format.replace(' ', "+"));
    }
    let mut said = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    said.peek().is_none() || said.any(|text| text.split(',').any(is_ours))
}

/// Refuses to answer in a format that we don't have.
pub async fn negotiate(request: Request, next: Next) -> Response {
    let sent = match pairs(query_of(request.uri())) {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let format = sent.iter().find(|(name, _)| name == "_format").map(|(_, value)| value.as_str());
    if is_offered(request.headers(), format) {
        return next.run(request).await;
    }
    let words = "Resources come as application/fhir+json, in FHIR 4.0.";
    Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", words).into_response()
}

/// Whether a body says that it is of one of these types.
fn says(headers: &HeaderMap, types: &[&str]) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    types.contains(&media.as_str())
}

async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    let read = Bytes::from_request(request, state).await;
    read.map_err(|refused| Problem::of_status(refused.status()))
}

/// A resource that was sent.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let taken = ["application/fhir+json", "application/json", "application/json-patch+json"];
        if !says(request.headers(), &taken) {
            let detail = "Send JSON, with Content-Type: application/fhir+json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        let body = body(request, state).await?;
        let read = serde_json::from_slice(&body);
        read.map(Self).map_err(|e| Problem::bad_request(&format!("This isn't what we expect: {e}.")))
    }
}

/// The parameters of a search: of the address, and of the form if one was sent.
#[derive(Debug)]
pub struct Searched(pub Vec<(String, String)>);

impl FromRequest<AppState> for Searched {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let mut sent = pairs(query_of(request.uri()))?;
        let is_form = says(request.headers(), &["application/x-www-form-urlencoded"]);
        let body = body(request, state).await?;
        if !body.is_empty() {
            if !is_form {
                let detail = "Send the search as application/x-www-form-urlencoded.";
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
            }
            let text = std::str::from_utf8(&body).map_err(|_| Problem::bad_request("The form isn't UTF-8."))?;
            sent.extend(pairs(text)?);
        }
        Ok(Self(sent))
    }
}

/// An answer.
pub fn answer(status: StatusCode, resource: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], Body::from(resource.to_string())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_offered_and_nothing_else() {
        let accepts = |text: &'static str| {
            is_offered(&HeaderMap::from_iter([(header::ACCEPT, text.parse().expect("a value"))]), None)
        };
        for good in [
            "application/fhir+json",
            "application/fhir+json, */*; q=0.1",
            "application/fhir+json; fhirVersion=4.0",
            "text/html, */*;q=0.8",
            "application/json",
        ] {
            assert!(accepts(good), "{good}");
        }
        for wrong in ["application/fhir+xml", "text/html", "application/fhir+json; fhirVersion=5.0", "*/*;q=0"] {
            assert!(!accepts(wrong), "{wrong}");
        }
        let none = HeaderMap::new();
        assert!(is_offered(&none, None) && is_offered(&none, Some("application/fhir json")));
        assert!(!is_offered(&none, Some("xml")));
    }
}
