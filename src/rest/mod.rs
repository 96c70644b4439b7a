//! The API for programs: JSON over the same use cases as the site, and so with the same rules, the same refusals and the same
//! audit.
//!
//! Server functions of the site are `/api/NAME`. Everything here has one more slash (`/api/v1/doctors`, `/api/doctors/`) or a dot
//! (`/api/openapi.json`), which no function's name has. The cookie is never read: a token identifies the caller, which no other
//! site can make a browser send, and so no `Origin` is needed.

pub mod appointments;
pub mod auth;
pub mod booking;
pub mod caller;
pub mod described;
pub mod docs;
pub mod doctors;
pub mod envelope;
pub mod input;
pub mod listing;
pub mod mappings;
pub mod messages;
pub mod other_systems;
pub mod patients;
pub mod places;
pub mod problem;
pub mod records;
pub mod referrals;
pub mod scope;
pub mod tag;

use std::time::Duration;

use axum::{
    Router,
    http::StatusCode,
    middleware,
    routing::{any, get},
};
use serde_json::Value;
use tower::ServiceBuilder;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document, PathItem,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouter},
    routes,
};

use self::problem::Problem;
use crate::request::{AppState, form, identity, refusals, work};

/// Below this, responses have our own shape.
pub const V1: &str = "/api/v1/";
const LARGEST_BODY: usize = 64 * 1024;
/// The same as for pages.
const LONGEST_ANSWER: Duration = Duration::from_secs(25);

/// Whether an address belongs to the API, and not to the site.
#[must_use]
pub fn is_rest(path: &str) -> bool {
    let below = path.strip_prefix("/api/").unwrap_or_default();
    below.contains('/') || below == "openapi.json" || below == "docs"
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Consulta",
        description = "Find care, book visits and keep health records. Sign in at `/api/v1/auth/login`, and send the access token \
                       as `Authorization: Bearer ...`. You may do whatever your account may do on the site."
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The same handlers at another system's address too, each under a name of its own in the document.
fn also(alias: &str, (schemas, mut paths, methods): UtoipaMethodRouter<AppState>) -> UtoipaMethodRouter<AppState> {
    if let Some(mut item) = paths.paths.values().next().cloned() {
        rename(&mut item);
        paths.paths.insert(alias.to_owned(), item);
    }
    (schemas, paths, methods)
}

fn rename(item: &mut PathItem) {
    let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    for operation in all.into_iter().flatten() {
        operation.operation_id = operation.operation_id.take().map(|name| format!("{name}There"));
        operation.tags = Some(vec!["other systems".to_owned()]);
    }
}

/// Every address with its handlers and its description.
fn table() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(also("/api/auth/token/refresh/", routes!(auth::refresh)))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(also("/api/doctors/", routes!(doctors::list, doctors::add)))
        .routes(also("/api/doctors/{id}/", routes!(doctors::one, doctors::replace, doctors::change, doctors::remove)))
        .routes(also("/api/patients/", routes!(patients::list, patients::newcomer::add)))
        .routes(also(
            "/api/patients/{id}/",
            routes!(patients::one, patients::replace, patients::change, patients::remove),
        ))
        .routes(also("/api/mappings/", routes!(mappings::list, mappings::add)))
        .routes(also(
            "/api/mappings/{id}/",
            routes!(mappings::one, mappings::replace, mappings::change, mappings::remove),
        ))
        .routes(also("/api/appointments/", routes!(appointments::list, appointments::add)))
        .routes(also(
            "/api/appointments/{id}/",
            routes!(appointments::one, appointments::replace, appointments::change, appointments::remove),
        ))
        .routes(routes!(appointments::consult))
        .routes(also("/api/records/", routes!(records::list, records::add)))
        .routes(also("/api/records/{id}/", routes!(records::one, records::replace, records::change, records::remove)))
        .routes(routes!(referrals::list, referrals::add))
        .routes(routes!(referrals::one, referrals::change, referrals::remove))
        .routes(routes!(messages::list_threads, messages::begin))
        .routes(routes!(messages::thread))
        .routes(routes!(messages::mark_read))
        .routes(routes!(messages::list, messages::send))
        .routes(routes!(messages::one))
        .routes(routes!(places::list_centres, places::add_centre))
        .routes(routes!(places::centre, places::replace_centre))
        .routes(routes!(places::list_services))
        .routes(routes!(places::service, places::withdraw_service))
        .routes(routes!(places::list_slots))
        .routes(routes!(other_systems::register))
        .routes(routes!(other_systems::login))
        .routes(routes!(other_systems::logout))
        .routes(routes!(other_systems::me))
        .routes(routes!(other_systems::activate))
        .routes(routes!(other_systems::create))
        .routes(routes!(other_systems::mine))
        .routes(routes!(other_systems::call_off))
        .routes(routes!(other_systems::availability, other_systems::set_availability))
        .routes(routes!(other_systems::test))
        .routes(routes!(other_systems::test_db))
}

/// The description of every address, as OpenAPI 3.1.
#[must_use]
pub fn document() -> Value {
    described::whole(&table().into_openapi())
}

/// The API with the layers around it.
pub fn router(state: &AppState) -> Router<AppState> {
    let (addresses, document) = table().split_for_parts();
    let known = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
        .layer(middleware::from_fn_with_state(caller::Door::of_rest(state), caller::know))
        .layer(middleware::from_fn_with_state(state.clone(), refusals::note));
    addresses
        .route("/api/openapi.json", get(docs::described(described::whole(&document).to_string())))
        .merge(docs::pages())
        .route("/api/{area}/", any(nowhere))
        .route("/api/{area}/{*rest}", any(nowhere))
        .layer(middleware::from_fn(input::only_conditions_that_hold))
        .layer(middleware::from_fn(tag::know_again))
        .layer(known)
        .layer(middleware::from_fn_with_state(work::Places::default(), work::to_its_end))
        .layer(middleware::from_fn(form::whole_form))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
        .layer(middleware::from_fn(problem::explain))
        .layer(middleware::from_fn_with_state(state.clone(), envelope::wrap))
}

/// The error for an unknown address.
async fn nowhere() -> Problem {
    Problem::not_found()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_further_slash_belongs_to_the_api() {
        for ours in ["/api/v1", "/api/patients", "/api/week", "/", "/apiv1/x", "/search"] {
            assert!(!is_rest(ours), "{ours}");
        }
        for theirs in ["/api/v1/doctors", "/api/patients/", "/api/auth/login/", "/api/openapi.json", "/api/docs/"] {
            assert!(is_rest(theirs), "{theirs}");
        }
    }
}
