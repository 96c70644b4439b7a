//! Security headers for browsers.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::request::identity::Identity;

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// For responses meant for one reader only.
pub(super) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// For anything that is not a page: nothing in it may run.
const NOTHING_RUNS: &str =
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'";

/// Adds the headers that a response lacks, whatever made it: a page, a refusal, or the fallback for a panic. Errors must not be
/// cached.
pub async fn secure(State(tls): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING_RUNS));
    headers.entry(header::CACHE_CONTROL).or_insert(if is_error { NO_STORE } else { NO_CACHE });
    if tls {
        let hsts = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(hsts);
    }
    response
}

/// Pages for a signed-in user must not be cached.
pub async fn private(request: Request, next: Next) -> Response {
    let is_private = request.extensions().get::<Identity>().is_some_and(|identity| identity.account.is_some());
    let mut response = next.run(request).await;
    if is_private {
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    }
    response
}
