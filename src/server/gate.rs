//! The checks that every request passes first: it must be well formed, unambiguous, and not come from another site.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{cors::OfApp, unsubscribe};
use crate::{
    dav, fhir,
    request::{
        address,
        origin::{Asked, Own, forget_foreign_referer},
    },
    rest,
};

/// The maximum size of all headers together, in bytes: the parser's own limit is about twice as high.
const LARGEST_HEADERS: usize = 64 * 1024;
/// If one of these appears twice, its meaning depends on which of the two a reader picks.
const ONCE: [HeaderName; 6] = [
    header::HOST,
    header::ORIGIN,
    header::REFERER,
    header::CONTENT_TYPE,
    HeaderName::from_static("sec-fetch-site"),
    HeaderName::from_static("sec-fetch-mode"),
];

/// Refuses malformed requests (400), and anything that another site requests in our reader's name (403): any change, and anything
/// made for our own scripts. Records who is asking.
pub async fn gate(State(own): State<Own>, mut request: Request, next: Next) -> Response {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > LARGEST_HEADERS {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    if !is_well_formed(&request) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let asked = match request.extensions().get::<OfApp>() {
        Some(OfApp) => Asked::Unsaid,
        None => Asked::of(request.headers(), &own),
    };
    let path = request.uri().path();
    let is_sought = dav::is_sought(request.method(), path);
    let refused = match *request.method() {
        // The API never looks at the cookie, so programs need not identify themselves. Other sites have no business there either.
        _ if rest::is_rest(path) || fhir::is_fhir(path) || dav::is_dav(path) => asked == Asked::ByAnother,
        // The same applies to the token endpoints of patients' apps.
        _ if fhir::is_for_programs(path) => asked == Asked::ByAnother,
        _ if is_sought => asked == Asked::ByAnother,
        Method::GET | Method::HEAD => {
            asked == Asked::ByAnother && ["/api/", "/live/"].iter().any(|area| path.starts_with(area))
        }
        Method::OPTIONS => false,
        // A mail program doesn't say who is asking, and is answered in no one's name.
        Method::POST if path.starts_with(unsubscribe::AREA) => false,
        _ => !asked.may_change(),
    };
    if refused {
        return StatusCode::FORBIDDEN.into_response();
    }
    if is_sought {
        return dav::elsewhere();
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

/// RFC 9112, 3.2: HTTP/1.1 requires a Host header.
fn names_its_host(version: Version, headers: &HeaderMap) -> bool {
    match headers.get(header::HOST) {
        Some(host) => host.to_str().is_ok_and(|host| host.parse::<Authority>().is_ok()),
        None => version < Version::HTTP_11,
    }
}
