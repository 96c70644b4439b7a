//! CORS for pages of patients' apps on other sites: they may request what programs may, if their origin is that of a registered
//! app's address. Never with a cookie: a page's requests are made for its app, not for whoever is signed in here.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    fhir,
    request::{AppState, origin::Asked},
    rest,
    service::{Services, app},
};

/// The methods that a page may use.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
const SENT: HeaderValue =
    HeaderValue::from_static("accept, authorization, content-type, idempotency-key, if-match, if-none-match, prefer");
/// The response headers that it may read.
const READ: HeaderValue = HeaderValue::from_static(
    "content-location, etag, expires, link, location, retry-after, www-authenticate, x-progress",
);
/// How long a browser may cache a preflight response, in seconds.
const ASKED_EVERY: HeaderValue = HeaderValue::from_static("600");

/// Marks a request made by an app's page, which is treated like any other program's.
#[derive(Clone, Copy, Debug)]
pub struct OfApp;

/// Answers preflight requests, and lets apps' pages read the responses.
pub async fn allow(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(origin) = origin_of(&state, &request) else { return next.run(request).await };
    let path = request.uri().path().to_owned();
    if !is_allowed(&state.services, &path, &origin).await {
        return next.run(request).await;
    }
    let mut response = if is_preflight(&request) {
        let headers = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
            (header::ACCESS_CONTROL_MAX_AGE, ASKED_EVERY),
        ];
        (StatusCode::NO_CONTENT, headers).into_response()
    } else {
        request.headers_mut().remove(header::COOKIE);
        request.extensions_mut().insert(OfApp);
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, READ);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    response
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The origin of another site's page that requests something meant for apps.
fn origin_of(state: &AppState, request: &Request) -> Option<HeaderValue> {
    let path = request.uri().path();
    // No one types their password into another site's page.
    let is_rest = path.strip_prefix(rest::V1).is_some_and(|below| !below.starts_with("auth/"));
    let is_for_apps = is_rest || fhir::is_fhir(path) || fhir::is_for_programs(path);
    if !is_for_apps || Asked::of(request.headers(), &state.own) != Asked::ByAnother {
        return None;
    }
    let mut all = request.headers().get_all(header::ORIGIN).iter();
    let (only, None) = (all.next()?, all.next()) else { return None };
    Some(only.clone())
}

async fn is_allowed(services: &Services, path: &str, origin: &HeaderValue) -> bool {
    if fhir::is_discovery(path) {
        return true;
    }
    let Ok(origin) = origin.to_str() else { return false };
    app::has_page_at(services, origin).await.unwrap_or_else(|e| {
        tracing::error!(error = %e, "apps could not be looked up");
        false
    })
}
