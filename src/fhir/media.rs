//! The formats of resources: JSON and XML. Handlers answer with a resource, which the outermost layer serialises.

mod exact;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::exact::{is_marked, is_written_out};
use super::{
    search::{pairs, query_of},
    xml,
};
use crate::{request::AppState, rest::problem::Problem};

/// The maximum size of a request.
pub const LARGEST: usize = 64 * 1024;
/// Longer bodies are parsed on a thread of their own, because that takes a while.
const AT_ONCE: usize = 512 * 1024;
/// The media types of a resource in JSON.
const JSON: [&str; 2] = ["application/fhir+json", "application/json"];
/// And in XML.
const XML: [&str; 3] = ["application/fhir+xml", "application/xml", "text/xml"];

/// A serialisation format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Json,
    Xml,
}

impl Format {
    /// FHIR's own type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/fhir+json; charset=utf-8",
            Self::Xml => "application/fhir+xml; charset=utf-8",
        }
    }
}

/// A format that a program accepts, if it is one of ours, with its weight and whether it is named. Versions of FHIR other than R4
/// don't count.
fn read(range: &str) -> Option<(Format, f32, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let (format, is_named) = match media.as_str() {
        "application/fhir+json" | "application/json" | "text/json" | "json" => (Format::Json, true),
        "application/fhir+xml" | "application/xml" | "text/xml" | "xml" => (Format::Xml, true),
        "application/*" | "*/*" => (Format::Json, false),
        _ => return None,
    };
    let mut weight = 1.0;
    for parameter in parts {
        match parameter.split_once('=') {
            Some(("fhirVersion", version)) if !["4.0", "4.0.1"].contains(&version.trim_matches('"')) => return None,
            Some(("q", text)) => weight = text.parse().ok().filter(|weight: &f32| weight.is_finite())?,
            _ => {}
        }
    }
    (weight > 0.0).then_some((format, weight, is_named))
}

/// The response format: the one named in the address, or else the most preferred one; `None` if it's none of ours.
fn wanted(headers: &HeaderMap, named: Option<&str>) -> Option<Format> {
    if let Some(named) = named {
        // An unescaped plus has already been decoded to a space.
        return read(&named.replace(' ', "+")).map(|(format, ..)| format);
    }
    let said = headers.get_all(header::ACCEPT);
    if said.iter().next().is_none() {
        return Some(Format::Json);
    }
    let texts = said.iter().filter_map(|value| value.to_str().ok());
    let ours = texts.flat_map(|text| text.split(',')).filter_map(read);
    // The first of equals.
    let better = |one: &(Format, f32, bool), other: &(Format, f32, bool)| (other.1, other.2) > (one.1, one.2);
    ours.reduce(|one, other| if better(&one, &other) { other } else { one }).map(|(format, ..)| format)
}

fn asked(request: &Request) -> Result<Option<Format>, Problem> {
    let sent = pairs(query_of(request.uri()))?;
    let named = sent.iter().find(|(name, _)| name == "_format").map(|(_, value)| value.as_str());
    Ok(wanted(request.headers(), named))
}

fn not_acceptable() -> Problem {
    let words = "Resources come as application/fhir+json or application/fhir+xml, in FHIR 4.0.";
    Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", words)
}

/// Refuses to answer in an unsupported format.
pub async fn negotiate(request: Request, next: Next) -> Response {
    match asked(&request) {
        Ok(Some(_)) => next.run(request).await,
        Ok(None) => not_acceptable().into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// Whether a body declares one of these types.
fn says(headers: &HeaderMap, types: &[&str]) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    types.contains(&media.as_str())
}

/// Whether a body declares that it is a resource.
pub fn is_resource(headers: &HeaderMap) -> bool {
    says(headers, &JSON) || says(headers, &XML)
}

async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    let read = Bytes::from_request(request, state).await;
    read.map_err(|refused| Problem::of_status(refused.status()))
}

fn unsupported(detail: &str) -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
}

fn unexpected(why: &dyn std::fmt::Display) -> Problem {
    Problem::bad_request(&format!("This isn't what we expect: {why}."))
}

/// A resource that was sent.
#[derive(Debug)]
pub struct Sent(pub Value);

impl FromRequest<AppState> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let is_json = says(request.headers(), &JSON);
        if !is_resource(request.headers()) {
            return Err(unsupported(
                "Send JSON or XML, with Content-Type: application/fhir+json or application/fhir+xml.",
            ));
        }
        let body = body(request, state).await?;
        if body.len() <= AT_ONCE {
            return parsed(&body, is_json).map(Self);
        }
        let parsing = tokio::task::spawn_blocking(move || parsed(&body, is_json));
        parsing.await.map_err(|_| Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))?.map(Self)
    }
}

fn parsed(body: &[u8], is_json: bool) -> Result<Value, Problem> {
    let read: Value = match is_json {
        true => from_json(body)?,
        false => {
            let text = std::str::from_utf8(body).map_err(|_| unexpected(&"it isn't UTF-8"))?;
            xml::read(text).map_err(|xml::NotFhir(why)| unexpected(&why))?
        }
    };
    if !is_written_out(&read) {
        return Err(unexpected(&"an exponent is too large"));
    }
    // Each entry of a batch is looked at when its turn comes.
    match xml::misfit(&read).filter(|_| read["resourceType"] != "Bundle") {
        Some(xml::Misfit { path, wanted }) => {
            let kind = read["resourceType"].as_str().unwrap_or("Resource");
            let path = format!("{kind}{path}");
            Err(Problem::bad_request(&format!("{path}: send {wanted}.")).at(&path))
        }
        None => Ok(read),
    }
}

fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if is_marked(body) {
        return Err(unexpected(&"a key in it can't be used"));
    }
    serde_json::from_slice(body).map_err(|e| unexpected(&e))
}

/// A JSON Patch that was sent: there's none in XML.
#[derive(Debug)]
pub struct Patch<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Patch<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let taken = ["application/json-patch+json", "application/fhir+json", "application/json"];
        if !says(request.headers(), &taken) {
            return Err(unsupported("Send a JSON Patch, with Content-Type: application/json-patch+json."));
        }
        let body = body(request, state).await?;
        from_json(&body).map(Self)
    }
}

/// The parameters of a search: from the address, and from the form if one was sent; and the format that the form names.
#[derive(Debug)]
pub struct Searched(pub Vec<(String, String)>, pub Option<Format>);

impl FromRequest<AppState> for Searched {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let mut sent = pairs(query_of(request.uri()))?;
        let is_form = says(request.headers(), &["application/x-www-form-urlencoded"]);
        let body = body(request, state).await?;
        if body.is_empty() {
            return Ok(Self(sent, None));
        }
        if !is_form {
            return Err(unsupported("Send the search as application/x-www-form-urlencoded."));
        }
        let text = std::str::from_utf8(&body).map_err(|_| Problem::bad_request("The form isn't UTF-8."))?;
        let form = pairs(text)?;
        let named = form.iter().find(|(name, _)| name == "_format").map(|(_, value)| read(&value.replace(' ', "+")));
        let format = named.map(|format| format.ok_or_else(not_acceptable)).transpose()?.map(|(format, ..)| format);
        sent.extend(form);
        Ok(Self(sent, format))
    }
}

/// The response's resource, until it is serialised.
#[derive(Clone, Debug)]
struct Answered(Value);

/// A response.
pub fn answer(status: StatusCode, resource: Value) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Answered(resource));
    response
}

/// The resource of a response, before it is serialised.
pub fn answered(response: &mut Response) -> Option<Value> {
    response.extensions_mut().remove::<Answered>().map(|Answered(resource)| resource)
}

/// A response in the format that a form named, if it did.
pub fn in_format(mut response: Response, format: Option<Format>) -> Response {
    if let Some(format) = format {
        response.extensions_mut().insert(Named(format));
    }
    response
}

/// How to serialise the response to a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Writing {
    format: Format,
    /// Whether only the headers are requested.
    is_head: bool,
}

impl Writing {
    /// As a request asks for it; in JSON, if it asks for an unsupported format.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let format = asked(request).ok().flatten().unwrap_or_default();
        Self { format, is_head: request.method() == Method::HEAD }
    }

    /// Serialises the resource of a response, if it has one.
    pub(super) fn write(self, response: Response) -> Response {
        let (mut parts, body) = response.into_parts();
        let Some(Answered(resource)) = parts.extensions.remove::<Answered>() else {
            return Response::from_parts(parts, body);
        };
        let format = parts.extensions.remove::<Named>().map_or(self.format, |Named(format)| format);
        let text = match format {
            Format::Json => resource.to_string(),
            Format::Xml => xml::document(&resource),
        };
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
        parts.headers.insert(header::VARY, HeaderValue::from_static("accept"));
        Response::from_parts(parts, if self.is_head { Body::empty() } else { Body::from(text) })
    }
}

/// The format that a form named.
#[derive(Clone, Copy, Debug)]
struct Named(Format);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_xml_are_offered_and_nothing_else() {
        let accepts = |text: &'static str| {
            wanted(&HeaderMap::from_iter([(header::ACCEPT, text.parse().expect("a value"))]), None)
        };
        for json in [
            "application/fhir+json",
            "application/fhir+json, */*; q=0.1",
            "application/fhir+json; fhirVersion=4.0",
            "text/html, */*;q=0.8",
            "application/json",
            "application/fhir+json, application/fhir+xml",
            "application/fhir+xml; q=0.4, application/json; q=0.5",
            "application/fhir+xml; fhirVersion=5.0, application/fhir+json",
        ] {
            assert_eq!(accepts(json), Some(Format::Json), "{json}");
        }
        for xml in [
            "application/fhir+xml",
            "Application/XML",
            "*/*, application/fhir+xml",
            "text/xml, application/json; q=0.9",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        ] {
            assert_eq!(accepts(xml), Some(Format::Xml), "{xml}");
        }
        for wrong in ["text/turtle", "text/html", "application/fhir+json; fhirVersion=5.0", "*/*;q=0", "xml;q=NaN"] {
            assert_eq!(accepts(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_names_a_format_whatever_is_accepted() {
        let none = HeaderMap::new();
        let json = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("application/json"))]);
        assert_eq!(wanted(&none, None), Some(Format::Json));
        assert_eq!(wanted(&none, Some("application/fhir json")), Some(Format::Json));
        for xml in ["xml", "text/xml", "application/fhir+xml", "application/fhir xml"] {
            assert_eq!(wanted(&json, Some(xml)), Some(Format::Xml), "{xml}");
        }
        for wrong in ["turtle", "html", ""] {
            assert_eq!(wanted(&json, Some(wrong)), None, "{wrong}");
        }
    }
}
