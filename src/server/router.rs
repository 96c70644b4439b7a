//! The whole HTTP surface, and the layers around it. `main` and every HTTP test use this one router.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    classify::ServerErrorsFailureClass,
    compression::{CompressionLayer, CompressionLevel},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use tracing::Span;

use super::{
    appearance, applications, assets, calendar, closures, cors, documents, exports, fault, gate, guard, headers,
    health, imports, installable,
    lists::{self, PatientQuery, UserQuery},
    live, messages, metrics, photos, prescription,
    reader::{self, LARGEST_FORM},
    record, refilled,
    rendered::{self, Pages},
    unsubscribe, words,
};
use crate::{
    app, dav, fhir,
    pages::denied,
    request::{AppState, address, form, identity, language, look, refusals, request_id, session, theme, told, work},
    rest,
    views::{
        appointment_list::AppointmentQuery, audit::AuditQuery, centre::CentreQuery, contact::InboxQuery,
        mail::LetterQuery, personnel::PersonnelQuery, rating::ReviewListQuery, referral::ReferralQuery,
        vetting::ApplicationQuery, waitlist::WaiterQuery,
    },
};

/// Proxies and people give up after half a minute: they are told to come back before that.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(25);

/// The application as a service.
pub fn router(state: AppState) -> Router {
    let services = state.services.clone();
    let options = state.leptos.clone();
    let context = move || {
        provide_context(services.clone());
        provide_context(crate::words::reader());
    };
    let shell = move || app::shell(options.clone());
    // Identifies the user, and checks whether they may.
    let known = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), look::note))
        .layer(middleware::from_fn_with_state(state.clone(), session::attach))
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
        .layer(middleware::from_fn_with_state(state.clone(), language::know))
        .layer(middleware::from_fn(headers::private))
        .layer(middleware::from_fn_with_state(state.clone(), refusals::note))
        .layer(middleware::from_fn_with_state(state.clone(), reader::check))
        .layer(middleware::from_fn_with_state(state.clone(), guard::guard));
    let in_time = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER);
    let pages = Router::new()
        .leptos_routes_with_context(&state, page_routes(), context.clone(), shell.clone())
        .route("/theme", post(theme::choose))
        .route("/language", post(language::choose))
        // Only reports that the page is in use, which its session records.
        .route("/seen", post(async || StatusCode::NO_CONTENT))
        .route("/appointments/{id}/calendar.ics", get(calendar::file))
        .route("/prescriptions/{id}/prescription.pdf", get(prescription::file))
        .route("/calendar/{file}", get(calendar::feed))
        .route("/record/record.json", get(record::json))
        .route("/record/record.pdf", get(record::pdf))
        .route("/admin/audit/audit.csv", get(lists::file::<AuditQuery>))
        .route("/admin/audit/audit.xlsx", get(lists::file::<AuditQuery>))
        .route("/admin/audit/audit.pdf", get(lists::file::<AuditQuery>))
        .route("/admin/appointments/appointments.csv", get(lists::file::<AppointmentQuery>))
        .route("/admin/appointments/appointments.xlsx", get(lists::file::<AppointmentQuery>))
        .route("/admin/appointments/appointments.pdf", get(lists::file::<AppointmentQuery>))
        .route("/admin/referrals/referrals.csv", get(lists::file::<ReferralQuery>))
        .route("/admin/referrals/referrals.xlsx", get(lists::file::<ReferralQuery>))
        .route("/admin/referrals/referrals.pdf", get(lists::file::<ReferralQuery>))
        .route("/admin/reviews/reviews.csv", get(lists::file::<ReviewListQuery>))
        .route("/admin/reviews/reviews.xlsx", get(lists::file::<ReviewListQuery>))
        .route("/admin/reviews/reviews.pdf", get(lists::file::<ReviewListQuery>))
        .route("/inbox/inbox.csv", get(lists::file::<InboxQuery>))
        .route("/inbox/inbox.xlsx", get(lists::file::<InboxQuery>))
        .route("/inbox/inbox.pdf", get(lists::file::<InboxQuery>))
        .route("/admin/waitlist/waitlist.csv", get(lists::file::<WaiterQuery>))
        .route("/admin/waitlist/waitlist.xlsx", get(lists::file::<WaiterQuery>))
        .route("/admin/waitlist/waitlist.pdf", get(lists::file::<WaiterQuery>))
        .route("/admin/letters/letters.csv", get(lists::file::<LetterQuery>))
        .route("/admin/letters/letters.xlsx", get(lists::file::<LetterQuery>))
        .route("/admin/letters/letters.pdf", get(lists::file::<LetterQuery>))
        .route("/admin/applications/applications.csv", get(lists::file::<ApplicationQuery>))
        .route("/admin/applications/applications.xlsx", get(lists::file::<ApplicationQuery>))
        .route("/admin/applications/applications.pdf", get(lists::file::<ApplicationQuery>))
        .route("/admin/practitioners/practitioners.csv", get(lists::file::<PersonnelQuery>))
        .route("/admin/practitioners/practitioners.xlsx", get(lists::file::<PersonnelQuery>))
        .route("/admin/practitioners/practitioners.pdf", get(lists::file::<PersonnelQuery>))
        .route("/admin/centres/centres.csv", get(lists::file::<CentreQuery>))
        .route("/admin/centres/centres.xlsx", get(lists::file::<CentreQuery>))
        .route("/admin/centres/centres.pdf", get(lists::file::<CentreQuery>))
        .route("/admin/users/users.csv", get(lists::file::<UserQuery>))
        .route("/admin/users/users.xlsx", get(lists::file::<UserQuery>))
        .route("/admin/users/users.pdf", get(lists::file::<UserQuery>))
        .route("/practitioner/patients/patients.csv", get(lists::file::<PatientQuery>))
        .route("/practitioner/patients/patients.xlsx", get(lists::file::<PatientQuery>))
        .route("/practitioner/patients/patients.pdf", get(lists::file::<PatientQuery>))
        .route("/practitioner/schedule.pdf", get(lists::schedule_pdf))
        .route("/desk/day.pdf", get(lists::desk_pdf))
        .fallback(leptos_axum::render_app_async_with_context(context, shell))
        .layer(middleware::from_fn_with_state((state.services.clone(), Pages::default()), rendered::keep))
        .layer(middleware::from_fn(refusals::tell))
        .layer(middleware::from_fn_with_state(state.clone(), refilled::refill))
        .layer(middleware::from_fn(told::only_what_happened))
        .layer(known.clone())
        .layer(middleware::from_fn_with_state(work::Places::default(), work::to_its_end))
        .layer(middleware::from_fn(form::whole_form))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .layer(in_time)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    // An open stream is neither compressed nor cut off once it is open.
    let streams = live::routes()
        .merge(documents::files())
        .merge(applications::files())
        .merge(messages::files())
        .merge(exports::files())
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .layer(known.clone())
        .layer(in_time);
    // A file may be larger than a form; its handler sets the limit.
    let uploads = Router::new()
        .route("/admin/closures/import", post(closures::import))
        .layer(in_time)
        .merge(imports::uploads())
        .merge(documents::uploads())
        .merge(applications::uploads())
        .merge(messages::uploads())
        .merge(photos::uploads())
        .merge(appearance::uploads())
        .layer(known);
    let pages_of_errors = Arc::new(denied::Faults::new(&state.leptos));
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        // Without the query: people search for names.
        let id = request_id::of(request.extensions());
        tracing::info_span!("request", id, method = %request.method(), path = address::said_of(request))
    });
    let trace = trace.on_failure(|failure: ServerErrorsFailureClass, latency: Duration, _: &Span| match failure {
        // A flood that is turned away must not become a flood of log lines.
        ServerErrorsFailureClass::StatusCode(StatusCode::SERVICE_UNAVAILABLE) => {}
        failure => tracing::error!(classification = %failure, ?latency, "response failed"),
    });
    let application = assets::routes(state.leptos.site_root.as_ref().as_ref())
        .merge(health::routes())
        .merge(installable::routes())
        .merge(photos::files())
        .merge(appearance::files())
        .merge(unsubscribe::routes())
        .merge(words::routes())
        .merge(pages)
        .merge(streams)
        .merge(uploads)
        .merge(rest::router(&state))
        .merge(fhir::router(&state))
        .merge(dav::router(&state))
        .layer(middleware::from_fn_with_state(state.own.clone(), gate::gate))
        .layer(middleware::from_fn_with_state(state.clone(), cors::allow))
        .layer(CatchPanicLayer::custom(fault::caught))
        .layer(middleware::from_fn_with_state(state.clone(), language::guess))
        .layer(middleware::from_fn_with_state(pages_of_errors, fault::explain))
        .layer(middleware::from_fn_with_state(state.tls, headers::secure))
        .layer(trace)
        .layer(middleware::from_fn(metrics::measure))
        .layer(middleware::from_fn_with_state(state.trust_proxy, request_id::number))
        .with_state(state);
    reader::addressed(application)
}

/// Every page, according to the application's route table. Leptos is asked once per process: while it lists routes, a page that is
/// being rendered may never finish (seen with several applications in one process).
#[must_use]
pub fn page_routes() -> Vec<AxumRouteListing> {
    static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));
    ROUTES.clone()
}
