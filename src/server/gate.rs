//! What every request passes first: it must be well formed, have one meaning, and not come from another site.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    address,
    origin::{Asked, Own, forget_foreign_referer},
    unsubscribe,
};
use crate::{fhir, rest};

/// All headers together, in bytes: the parser's own limit is about twice as high.
const LARGEST_HEADERS: usize = 64 * 1024;
/// If these appear twice, their meaning depends on which of the two a reader picks.
const ONCE: [HeaderName; 6] = [
    header::HOST,
    header::ORIGIN,
    header::REFERER,
    header::CONTENT_TYPE,
    HeaderName::from_static("sec-fetch-site"),
    HeaderName::from_static("sec-fetch-mode"),
];

/// Refuses malformed requests (400), and whatever another site asks for in our reader's name (403): any change, and anything made
/// for our own scripts. Records who is asking.
pub async fn gate(State(own): State<Own>, mut request: Request, next: Next) -> Response {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > LARGEST_HEADERS {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    if !is_well_formed(&request) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let asked = Asked::of(request.headers(), &own);
    let path = request.uri().path();
    let refused = match *request.method() {
        // The API never looks at the cookie, so programs need not say what they are. Other sites have no business there either.
        _ if rest::is_rest(path) || fhir::is_fhir(path) => asked == Asked::ByAnother,
        Method::GET | Method::HEAD => {
            asked == Asked::ByAnother && ["/api/", "/live/"].iter().any(|area| path.starts_with(area))
        }
        Method::OPTIONS => false,
        // A mail program says nothing of who asks, and is answered in no one's name.
        Method::POST if path.starts_with(unsubscribe::AREA) => false,
        _ => !asked.may_change(),
    };
    if refused {
        return (StatusCode::FORBIDDEN, "This request didn't come from a page on this site.").into_response();
    }
    forget_foreign_referer(request.headers_mut(), &own);
    request.extensions_mut().insert(asked);
    // Answered like GET; axum and hyper leave out the body.
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    next.run(request).await
}

fn is_well_formed(request: &Request) -> bool {
    let headers = request.headers();
    ONCE.iter().all(|name| headers.get_all(name).iter().count() <= 1)
        && names_its_host(request.version(), headers)
        && address::is_plain(request.uri())
}

/// RFC 9112, 3.2: HTTP/1.1 has to.
fn names_its_host(version: Version, headers: &HeaderMap) -> bool {
    match headers.get(header::HOST) {
        Some(host) => host.to_str().is_ok_and(|host| host.parse::<Authority>().is_ok()),
        None => version < Version::HTTP_11,
    }
}

/// Waits for the whole form, so that nothing behind this waits for a slow connection, and refuses a form with U+0000 in it.
pub async fn whole_form(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let whole = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(whole) => whole,
        Err(refused) => return refused.status().into_response(),
    };
    if holds_nul(&parts.headers, &whole) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(whole))).await
}

fn holds_nul(headers: &HeaderMap, body: &Bytes) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = media == "application/json" || media.ends_with("+json");
    let escaped = if is_json { json_escapes_nul(body) } else { body.windows(3).any(|part| part == b"%00") };
    escaped || body.contains(&0)
}

/// Whether a JSON text contains the escape of U+0000; after another backslash it is not one.
fn json_escapes_nul(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        if rest[at..].starts_with(b"\\u0000") {
            return true;
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_form_with_nul_is_found_out_in_either_spelling_and_nothing_else_is() {
        let holds = |media: &'static str, body: &'static str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(media))]);
            holds_nul(&headers, &Bytes::from_static(body.as_bytes()))
        };
        let (form, json) = ("application/x-www-form-urlencoded", "application/json; charset=utf-8");

        assert!(holds(form, "a=1&b=x%00y") && holds(form, "a=\0") && holds("text/plain", "a=%00"));
        assert!(holds(json, r#"{"a":"x\u0000"}"#) && holds(json, r#"{"a":"\\\u0000"}"#));
        assert!(holds("application/fhir+json", r#"{"a":"x\u0000"}"#));
        assert!(!holds(form, "a=%2500&b=%5Cu0000") && !holds(json, r#"{"a":"100%00 \\u0000"}"#));
    }
}
