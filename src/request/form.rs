//! Forms arrive whole, and without U+0000.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Waits for the whole form, so that nothing further in waits for a slow connection, and refuses a form that contains U+0000.
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
