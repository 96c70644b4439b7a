//! Traces for OpenTelemetry, if the environment names a collector: how long each request took and, within that, its waits for the
//! database. They go to another program, so they contain less than the log: a request's number, method, status, and its route's
//! pattern instead of its address. Spans for them have a target of their own.

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

/// The variables that name a collector; the first takes precedence. The second is followed by `/v1/traces`.
const COLLECTOR: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
/// The target of their spans.
const TARGET: &str = "traces";
/// The collector's path for traces.
const PATH: &str = "/v1/traces";

/// The exporter of traces.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Traces to the collector that the environment names, if it names one.
    ///
    /// # Errors
    /// What to set, if the address is invalid.
    pub fn configured(get: impl Fn(&'static str) -> Option<String>) -> Result<Option<Self>, String> {
        let given = |name| get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let off = given("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let whole = given(COLLECTOR[0]).map(|url| (COLLECTOR[0], url));
        let base = || given(COLLECTOR[1]).map(|url| (COLLECTOR[1], format!("{}{PATH}", url.trim_end_matches('/'))));
        let Some((variable, url)) = whole.or_else(base).filter(|_| !off) else { return Ok(None) };
        let service = given("OTEL_SERVICE_NAME").unwrap_or_else(|| "consulta".to_owned());
        let traces = Self::to(&url, service);
        traces.map(Some).map_err(|e| {
            format!(
                "{variable} is {url:?}: set it to a collector that takes OTLP over HTTP, such as http://localhost:4318 ({e})"
            )
        })
    }

    /// Traces to the collector at this address.
    fn to(url: &str, service: String) -> Result<Self, String> {
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err("it begins with neither http:// nor https://".to_owned());
        }
        // Doing this twice does no harm.
        drop(rustls::crypto::ring::default_provider().install_default());
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url)
            .build()
            .map_err(|e| e.to_string())?;
        let resource = Resource::builder().with_service_name(service).build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build()))
    }

    /// The layer that takes a subscriber's spans.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + for<'s> LookupSpan<'s> + Send + Sync,
    {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer("consulta"));
        let layer = layer.with_location(false).with_threads(false).with_target(false).with_tracked_inactivity(false);
        layer.with_filter(filter_fn(is_for_traces))
    }

    /// Sends all ended spans. Blocks, so it must not be called by a task that shares its thread with others.
    ///
    /// # Errors
    /// If the collector does not accept them.
    pub fn send(&self) -> Result<(), String> {
        self.0.force_flush().map_err(|e| e.to_string())
    }

    /// Sends what is left. Blocks, so it must not be called by a task.
    pub fn end(&self) {
        if let Err(e) = self.0.shutdown() {
            eprintln!("consulta: the last traces could not be sent: {e}");
        }
    }
}

/// Selects spans made for traces. Others contain addresses, those of libraries even statements, and log lines already have a place.
fn is_for_traces(about: &Metadata<'_>) -> bool {
    about.is_span() && about.target() == TARGET
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_go_where_the_environment_says_and_nowhere_else() {
        let read = |pairs: &[(&'static str, &str)]| {
            Traces::configured(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(read(&[]).expect("understood").is_none());
        assert!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")]).expect("understood").is_some());
        let off = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"), ("OTEL_SDK_DISABLED", "true")];
        assert!(read(&off).expect("understood").is_none());
        for name in COLLECTOR {
            let told = read(&[(name, "collector:4318")]).expect_err("no address");
            assert!(told.starts_with(name), "{told}");
        }
    }
}
