//! Metrics for Prometheus, at an address of their own. They count by routes and reasons, never by people.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::{net::TcpListener, time::timeout};
use tracing::Instrument;

use super::listen::{self, Limits};
use crate::{
    request::request_id,
    service::{Services, health, monotonic},
};

/// How long figures that the database has may take.
const LONGEST: Duration = Duration::from_secs(2);

/// The upper bounds of the histograms' buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The metrics recorder.
///
/// # Errors
/// Never, with the buckets above.
pub fn recorder() -> Result<PrometheusRecorder, String> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
        .map_err(|e| e.to_string())?;
    Ok(builder.build_recorder())
}

/// Records metrics from now on, and serves them at `/metrics` for as long as the process lives.
///
/// # Errors
/// If this process already records metrics.
pub fn serve(listener: TcpListener, services: Arc<Services>) -> Result<(), String> {
    let recorder = recorder()?;
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|e| e.to_string())?;
    let application = Router::new().route("/metrics", get(show)).with_state((services, handle));
    tokio::spawn(listen::serve(listener, application, Limits::default(), std::future::pending(), || {}));
    Ok(())
}

async fn show(State((services, handle)): State<(Arc<Services>, PrometheusHandle)>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], render(&services, &handle).await).into_response()
}

/// The metrics in Prometheus's format, including those that are sampled only now.
pub async fn render(services: &Services, handle: &PrometheusHandle) -> String {
    let load = services.db.load();
    gauge!("consulta_writer_queue").set(count(load.queued));
    gauge!("consulta_database_connections").set(f64::from(load.connections));
    gauge!("consulta_database_connections_idle").set(count(load.idle));
    // Without the database the other figures are wanted all the more: these are then unknown.
    let undone = timeout(LONGEST, health::undone(services)).await.ok().and_then(Result::ok);
    gauge!("consulta_tasks_overdue").set(undone.as_ref().map_or(f64::NAN, |undone| count(undone.tasks)));
    for channel in ["email", "push"] {
        for state in ["queued", "failed", "dead"] {
            let number = undone.as_ref().map_or(f64::NAN, |undone| {
                let found = undone.messages.iter().find(|one| one.0 == channel && one.1 == state);
                found.map_or(0.0, |one| count(usize::try_from(one.2).unwrap_or_default()))
            });
            gauge!("consulta_messages_unsent", "channel" => channel, "state" => state).set(number);
        }
    }
    handle.run_upkeep();
    handle.render()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Counts a response by its route's pattern, and its duration. Unknown addresses share one name: anyone can make them up.
pub async fn measure(request: Request, next: Next) -> Response {
    let began = monotonic::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    // The same for traces: see `traces.rs`.
    let span = tracing::trace_span!(
        target: "traces",
        "request",
        otel.name = format!("{} {route}", request.method()),
        id = request_id::of(request.extensions()),
        status = tracing::field::Empty
    );
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    span.record("status", status);
    let class = match status {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    };
    counter!("consulta_requests_total", "route" => route.clone(), "status" => class).increment(1);
    histogram!("consulta_request_seconds", "route" => route).record(began.elapsed());
    response
}
