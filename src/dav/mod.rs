//! Calendar apps: CalDAV (RFC 4791) over the site's own use cases, and so with the same rules, refusals and notices.
//!
//! A person has a calendar for each side of an appointment on which they can be. An entry can be moved and deleted, which moves and
//! cancels the appointment or is refused; nothing can be created. Apps sign in with an app password, never with the account's own.
//! Verbs that axum has no name for are dispatched here.

mod asked;
mod door;
mod event;
mod fault;
mod matching;
mod object;
mod place;
mod property;
mod report;
mod xml;

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{Extension, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Response},
    routing::any,
};
use tower::ServiceBuilder;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use self::{asked::Asked, fault::Fault, place::Place};
use crate::{
    error::AppError,
    request::{AppState, form, identity, refusals, work},
    service::{Services, language, personal_token::Holder},
    words::{Reader, tr},
};

const WELL_KNOWN: &str = "/.well-known/caldav";
/// Enough for a list of some thousand addresses.
const LARGEST_BODY: usize = 256 * 1024;
/// The same as for pages.
const LONGEST_ANSWER: Duration = Duration::from_secs(25);
const ALLOWED: &str = "OPTIONS, GET, PROPFIND, PROPPATCH, REPORT, PUT, DELETE";

/// Whether an address belongs to CalDAV.
#[must_use]
pub fn is_dav(path: &str) -> bool {
    path == WELL_KNOWN || path.strip_prefix("/dav").is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// Whether an app that knows only the server's name is looking for calendars there (RFC 6764, 6).
#[must_use]
pub fn is_sought(method: &Method, path: &str) -> bool {
    path == "/" && method.as_str() == "PROPFIND"
}

/// Only redirects.
#[must_use]
pub fn elsewhere() -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, place::ROOT)]).into_response()
}

/// The routes with the layers around them.
pub fn router(state: &AppState) -> Router<AppState> {
    let known = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
        .layer(middleware::from_fn_with_state(state.clone(), door::know))
        .layer(middleware::from_fn_with_state(state.clone(), refusals::note));
    Router::new()
        .route("/dav", any(answer))
        .route("/dav/", any(answer))
        .route("/dav/{*rest}", any(answer))
        .layer(known)
        // Whatever the verb.
        .route(WELL_KNOWN, any(async || elsewhere()))
        .layer(middleware::from_fn_with_state(work::Places::default(), work::to_its_end))
        .layer(middleware::from_fn(form::whole_form))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
}

async fn answer(
    State(state): State<AppState>,
    uri: Uri,
    holder: Option<Extension<Holder>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if method == Method::OPTIONS {
        return options();
    }
    let Some(Extension(holder)) = holder else { return Fault::no_password().into_response() };
    let answered = async {
        if let Some(calendar) = would_be_new(&method, uri.path(), &holder) {
            return Err(Fault::needs("D:bind", &calendar.path(), tr!(DavNoNew)));
        }
        let asked = Asked::read(&state.services, &holder, uri.path(), &headers, &body)?;
        answered(&method, &asked).await
    };
    let answered = match reader(&state.services, &holder).await {
        Ok(reader) => reader.follow(answered).await,
        Err(fault) => Err(fault),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// The calendar of one's own to which an app adds an entry, under a name of the app's choosing.
fn would_be_new(method: &Method, path: &str, holder: &Holder) -> Option<Place> {
    let (calendar, name) = path.rsplit_once('/')?;
    let calendar = Place::read(calendar).filter(|place| matches!(place, Place::Calendar(..)))?;
    let is_new = *method == Method::PUT && !name.is_empty() && Place::read(path).is_none();
    Some(calendar).filter(|place| is_new && place.owner() == holder.actor.id())
}

/// The language of the app's owner: some apps show them refusals.
async fn reader(services: &Services, holder: &Holder) -> Result<Reader, Fault> {
    let owner = holder.actor.id().ok_or(AppError::NotSignedIn)?;
    Ok(language::reader_of(services, owner).await?)
}

fn options() -> Response {
    let headers = [("dav", "1, 3, access-control, calendar-access"), ("allow", ALLOWED)];
    (StatusCode::OK, headers).into_response()
}

async fn answered(method: &Method, asked: &Asked<'_>) -> Result<Response, Fault> {
    match method.as_str() {
        "PROPFIND" => property::find(asked).await,
        "PROPPATCH" => property::change(asked),
        "REPORT" => report::report(asked).await,
        "GET" => object::get(asked).await,
        "PUT" => object::put(asked).await,
        "DELETE" => object::delete(asked).await,
        _ => {
            let mut refused = Fault::of(StatusCode::METHOD_NOT_ALLOWED).into_response();
            refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
            Ok(refused)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ours_begins_with_a_whole_word() {
        assert!(is_dav("/dav") && is_dav("/dav/calendars/1/") && is_dav("/.well-known/caldav"));
        assert!(!is_dav("/davx") && !is_dav("/api/dav") && !is_dav("/.well-known/"));
    }
}
