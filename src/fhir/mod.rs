//! FHIR R4 for hospitals' programs: resources over the site's own use cases, and so with the same rules, refusals and audit.
//!
//! There is one way in for programs, the API's (`rest::caller`): the cookie is ignored, and a token says who is asking.
//! Without one, only the directory answers, if a setting opens it to everyone.

mod amendment;
mod amount;
mod appointment;
mod asked;
mod audit_event;
mod batch;
mod booking;
mod bundle;
mod calendar;
mod capability;
mod chain;
mod chained;
mod clinical;
mod communication;
mod context;
mod directory;
mod encounter;
mod export;
mod found;
mod history;
mod imported;
mod include;
mod kinds;
mod media;
mod outcome;
mod parameters;
mod patient;
mod provenance;
mod range;
mod record;
mod resources;
mod reverse;
mod scheduling;
mod scope;
mod search;
mod sent;
mod shown;
mod smart;
mod transaction;
mod types;
mod wanted;
mod writes;
pub mod xml;

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request},
    http::{StatusCode, header},
    middleware,
    response::Response,
    routing::{any, get, post},
};
use tower::ServiceBuilder;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use self::{
    context::{BASE, Context},
    kinds::{KINDS, Kind},
    media::{Searched, Sent, answer, in_format},
    search::Query,
};
pub use self::{
    export::make_next,
    media::Writing,
    outcome::fault,
    smart::{is_discovery, is_for_programs},
};
use crate::{
    request::{AppState, form, identity, refusals, work},
    rest::{
        caller::{self, Door},
        problem::Problem,
    },
};

/// The number of files received at a time.
const FILES_AT_ONCE: usize = 8;
/// The same as for pages.
const LONGEST_ANSWER: Duration = Duration::from_secs(25);

/// Whether an address belongs to FHIR.
#[must_use]
pub fn is_fhir(path: &str) -> bool {
    path.strip_prefix(BASE).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// What needs no token: the CapabilityStatement, and the directory, which checks for itself. A token that is sent must still be
/// valid.
fn is_open(request: &Request) -> bool {
    let path = request.uri().path();
    let below = path.strip_prefix(BASE).and_then(|below| below.strip_prefix('/')).unwrap_or_default();
    let name = below.split('/').next().unwrap_or_default();
    let is_directory =
        below == "Appointment/$find" || KINDS.iter().any(|kind| kind.is_directory && kind.name() == name);
    below == "metadata" || is_directory && !request.headers().contains_key(header::AUTHORIZATION)
}

/// Every address, from the table of types.
fn addresses() -> Router<AppState> {
    let mut all = Router::new()
        .route("/fhir/metadata", get(metadata))
        .route("/fhir/Appointment/$find", get(scheduling::find_by_query).post(scheduling::find_by_parameters))
        .route("/fhir/Appointment/$hold", post(scheduling::hold))
        .route("/fhir/Appointment/$book", post(scheduling::book))
        .route("/fhir/Patient/$export", get(export::ask).post(export::ask));
    for kind in &KINDS {
        let found = move |context: Context, sent: Searched| search(kind, context, sent);
        let one = move |context: Context, id: Path<String>| read(kind, context, id);
        let (mut list, mut single) = (get(found), get(one));
        let written = writes::of(kind.name());
        if let Some(create) = written.and_then(|written| written.create).filter(|_| kind.name() != writes::FILES) {
            list = list.post(move |context: Context, Sent(sent): Sent| writes::create(context, create, sent));
        }
        if let Some(replace) = written.and_then(|written| written.replace) {
            single = single.put(move |context: Context, Path(id): Path<String>, Sent(sent): Sent| {
                writes::replace(context, replace, id, sent)
            });
        }
        if kind.name() == "Appointment" {
            single = single.patch(booking::patch);
        }
        all = all
            .route(&format!("{BASE}/{}", kind.name()), list)
            .route(&format!("{BASE}/{}/_search", kind.name()), post(found))
            .route(&format!("{BASE}/{}/{{id}}", kind.name()), single);
        if kind.has_history() {
            all = all
                .route(&format!("{BASE}/{}/{{id}}/_history", kind.name()), get(history::all))
                .route(&format!("{BASE}/{}/{{id}}/_history/{{version}}", kind.name()), get(history::one));
        }
    }
    all.route("/fhir/", any(nowhere)).route("/fhir/{*rest}", any(nowhere))
}

/// The routes with the layers around them.
pub fn router(state: &AppState) -> Router<AppState> {
    let alone = known(addresses().layer(middleware::from_fn(media::negotiate)), state);
    let places = work::Places::default();
    let within = |addresses: Router<AppState>, largest: usize| {
        addresses
            .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
            .layer(middleware::from_fn_with_state(places.clone(), work::to_its_end))
            .layer(middleware::from_fn(form::whole_form))
            .layer(RequestBodyLimitLayer::new(largest))
    };
    within(alone.clone().merge(known(export::addresses(), state)), media::LARGEST)
        .merge(bundles(alone, state))
        .merge(files(state))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
        .layer(middleware::from_fn(outcome::explain))
        .merge(smart::router(state))
}

/// The routes for bundles. Some callers may send a lot, so the caller is authenticated before the body is read.
fn bundles(alone: Router<AppState>, state: &AppState) -> Router<AppState> {
    let one_by_one = alone.with_state(state.clone());
    let several = move |context: Context, Sent(bundle): Sent| {
        let one_by_one = one_by_one.clone();
        async move {
            match bundle["resourceType"] == "Bundle" && bundle["type"] == "transaction" {
                true => transaction::answer(&context, bundle).await,
                false => batch::answer(one_by_one, context, bundle).await,
            }
        }
    };
    Router::new()
        .route(BASE, post(several))
        .layer(middleware::from_fn(media::negotiate))
        .layer(middleware::from_fn_with_state(state.clone(), refusals::note))
        .layer(middleware::from_fn(form::whole_form))
        .layer(middleware::from_fn(transaction::within_limit))
        .layer(DefaultBodyLimit::max(transaction::LARGEST))
        .layer(RequestBodyLimitLayer::new(transaction::LARGEST))
        .layer(middleware::from_fn_with_state(work::Places::default(), work::to_its_end))
        .layer(middleware::from_fn_with_state(door(state), caller::know))
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
}

/// The routes for files. No one unauthenticated may send that much, so the caller is authenticated before the body is read; and
/// only a few files are received at a time.
fn files(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(&format!("{BASE}/{}", writes::FILES), post(writes::add_file))
        .layer(middleware::from_fn(media::negotiate))
        .layer(middleware::from_fn_with_state(state.clone(), refusals::note))
        .layer(middleware::from_fn(writes::is_a_file))
        .layer(middleware::from_fn(form::whole_form))
        .layer(DefaultBodyLimit::max(writes::LARGEST_FILE))
        .layer(RequestBodyLimitLayer::new(writes::LARGEST_FILE))
        .layer(middleware::from_fn_with_state(work::Places::of(FILES_AT_ONCE), work::to_its_end))
        .layer(middleware::from_fn_with_state(door(state), caller::know))
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
}

fn door(state: &AppState) -> Door {
    Door::new(state, is_open, scope::needed).for_apps(scope::of_app)
}

/// Routes that require authentication.
fn known(addresses: Router<AppState>, state: &AppState) -> Router<AppState> {
    addresses.layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(door(state), caller::know))
            .layer(middleware::from_fn_with_state(state.clone(), refusals::note)),
    )
}

async fn metadata(context: Context) -> Response {
    answer(StatusCode::OK, capability::statement(&context.origin, &context.base))
}

async fn search(kind: &'static Kind, context: Context, Searched(sent, format): Searched) -> Result<Response, Problem> {
    let query = Query::read(&kind.searchable, sent, (&context.headers, &context.base))?;
    let query = chained::resolved(&context, query).await?;
    let found = match query.shown.counts() {
        true => bundle::counted(&context, kind, &query).await?,
        false => kind.find(&context, &query).await?,
    };
    Ok(in_format(bundle::searchset(&context, kind, &query, found).await?, format))
}

async fn read(kind: &'static Kind, context: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = (kind.read)(&context, &id).await?;
    bundle::read(&context.headers, found.json())
}

/// The error for an unknown address.
async fn nowhere() -> Problem {
    Problem::not_found()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_the_directory_is_open_and_a_token_that_is_sent_counts() {
        let open = |path: &str, token: bool| {
            let mut request = Request::builder().uri(path);
            if token {
                request = request.header(header::AUTHORIZATION, "Bearer x");
            }
            is_open(&request.body(Body::empty()).expect("a request"))
        };
        for path in ["/fhir/Practitioner", "/fhir/Slot/3-1-0-5", "/fhir/Location/_search", "/fhir/Appointment/$find"] {
            assert!(open(path, false) && !open(path, true), "{path}");
        }
        assert!(open("/fhir/metadata", true));
        for path in ["/fhir/Patient", "/fhir/Appointment", "/fhir/Appointment/$book", "/fhir", "/fhir/metadata/x"] {
            assert!(!open(path, false), "{path}");
        }
    }

    #[test]
    fn an_address_of_ours_begins_with_a_whole_word() {
        assert!(is_fhir("/fhir") && is_fhir("/fhir/Patient/1"));
        assert!(!is_fhir("/fhirx") && !is_fhir("/api/fhir"));
    }
}
