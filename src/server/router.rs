//! The whole HTTP surface, and the layers around it. `main` and every HTTP test drive this one router.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
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
    AppState, assets, calendar, closures, documents, guard, headers, health, identity, live, prescription, record,
    refusals, session, theme,
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
        .route("/record/record.json", get(record::json))
        .route("/record/record.pdf", get(record::pdf))
        .route("/admin/audit/audit.csv", get(record::audit_csv))
        .fallback(leptos_axum::render_app_async_with_context(context, shell))
        .layer(middleware::from_fn(refusals::tell))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_ANSWER))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    // A file may be larger than a form; how large, its handler says.
    let uploads = Router::new()
        .route("/admin/closures/import", post(closures::import))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_ANSWER));
    let application = pages
        // An open stream is neither compressed nor cut off.
        .route("/live/practitioners/{id}", get(live::practitioner))
        .route("/live/me", get(live::own))
        .merge(documents::files())
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .merge(uploads)
        .merge(documents::uploads())
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn(headers::same_origin))
                .layer(session::layer(&state.services, state.tls))
                .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
                .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
                .layer(middleware::from_fn_with_state(state.clone(), refusals::note))
                .layer(middleware::from_fn_with_state(state.clone(), guard::guard)),
        );
    let plain = assets::routes(state.leptos.site_root.as_ref().as_ref())
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(middleware::from_fn_with_state(state.clone(), headers::secure));
    let fault = Arc::new(denied::InternalError::new(&state.leptos));
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        // Without the query: people search for names. A calendar's address is a secret.
        let path = request.uri().path();
        let path = if path.starts_with("/calendar/") { "/calendar/..." } else { path };
        tracing::info_span!("request", method = %request.method(), path)
    });
    plain
        .merge(application)
        .layer(CatchPanicLayer::custom(caught))
        .layer(middleware::from_fn_with_state(fault, tell_of_fault))
        .layer(trace)
        .with_state(state)
}

/// Marks an answer to which what should have made it never came.
#[derive(Clone, Copy)]
struct OurFault;

fn caught(_: Box<dyn Any + Send>) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, Extension(OurFault)).into_response()
}

/// Puts the page for it there, in the reader's theme.
async fn tell_of_fault(State(page): State<Arc<denied::InternalError>>, request: Request, next: Next) -> Response {
    let theme = theme::chosen(request.headers());
    let response = next.run(request).await;
    if response.extensions().get::<OurFault>().is_none() {
        return response;
    }
    (response.status(), Html(page.page(theme))).into_response()
}

/// Every page, as the application's route table lists it.
#[must_use]
pub fn page_routes() -> Vec<AxumRouteListing> {
    generate_route_list(app::App)
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::header,
    };
    use leptos::config::LeptosOptions;
    use tower::ServiceExt;

    use super::*;

    async fn fault(cookie: &str) -> String {
        let page = Arc::new(denied::InternalError::new(&LeptosOptions::builder().output_name("consulta").build()));
        let breaks = Router::new()
            .route("/", get(async || -> StatusCode { panic!("on purpose") }))
            .layer(CatchPanicLayer::custom(caught))
            .layer(middleware::from_fn_with_state(page, tell_of_fault));
        let request = Request::builder().header(header::COOKIE, cookie).body(Body::empty()).expect("a request");
        let answer = breaks.oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(answer.into_body(), 100_000).await.expect("a whole body");
        String::from_utf8_lossy(&body).into_owned()
    }

    #[tokio::test]
    async fn the_page_for_a_fault_of_ours_keeps_the_readers_theme() {
        let (dark, none) = (fault("a=b; theme=dark").await, fault("").await);

        assert!(dark.contains("Something went wrong on our side") && dark.contains("data-theme=\"dark\""));
        assert!(none.contains("Something went wrong on our side") && !none.contains("data-theme"));
    }
}
