//! The whole HTTP surface, and the layers around it. `main` and every HTTP test drive this one router.

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Request, StatusCode},
    middleware,
    response::{Html, IntoResponse},
    routing::{get, post},
};
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use super::{
    AppState, assets, calendar, closures, guard, headers, health, identity, live, prescription, refusals, session,
    theme,
};
use crate::{app, pages::denied};

const LARGEST_FORM: usize = 64 * 1024;
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// The application as a service.
pub fn router(state: AppState) -> Router {
    let services = state.services.clone();
    let options = state.leptos.clone();
    let context = move || provide_context(services.clone());
    let shell = move || app::shell(options.clone());
    let pages = Router::new()
        .leptos_routes_with_context(&state, page_routes(), context.clone(), shell.clone())
        .route("/theme", post(theme::choose))
        .route("/appointments/{id}/calendar.ics", get(calendar::file))
        .route("/prescriptions/{id}/prescription.pdf", get(prescription::file))
        .route("/calendar/{file}", get(calendar::feed))
        .fallback(leptos_axum::render_app_async_with_context(context, shell))
        .layer(middleware::from_fn(refusals::tell))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_ANSWER))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    // A file may be larger than a form; how large, its handler says.
    let uploads = Router::new()
        .route("/admin/closures/import", post(closures::import))
        .layer(DefaultBodyLimit::disable())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_ANSWER));
    let application = pages
        // An open stream is neither compressed nor cut off.
        .route("/live/practitioners/{id}", get(live::practitioner))
        .route("/live/me", get(live::own))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .merge(uploads)
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn(headers::same_origin))
                .layer(session::layer(&state.services, state.tls))
                .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
                .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
                .layer(middleware::from_fn_with_state(state.clone(), guard::guard)),
        );
    let plain = assets::routes(state.leptos.site_root.as_ref().as_ref())
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(middleware::from_fn_with_state(state.clone(), headers::secure));
    let fault = denied::internal_error(&state.leptos);
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request<_>| {
        // Without the query: people search for names. A calendar's address is a secret.
        let path = request.uri().path();
        let path = if path.starts_with("/calendar/") { "/calendar/..." } else { path };
        tracing::info_span!("request", method = %request.method(), path)
    });
    plain
        .merge(application)
        .layer(CatchPanicLayer::custom(move |_| {
            (StatusCode::INTERNAL_SERVER_ERROR, Html(fault.clone())).into_response()
        }))
        .layer(trace)
        .with_state(state)
}

/// Every page, as the application's route table lists it.
#[must_use]
pub fn page_routes() -> Vec<AxumRouteListing> {
    generate_route_list(app::App)
}
