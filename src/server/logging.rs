//! The log: lines for people or, by choice, JSON for programs. It names things by their keys and requests by their numbers, never
//! people.

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::traces::Traces;

/// Anyone can send a cookie that belongs to no session, so such cookies are not worth a line in the log.
const USUAL: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=error";
/// With `DEBUG`.
const MORE: &str = "info,consulta=debug,tower_http=debug,sqlx=warn,tower_sessions=error,tower_sessions_core=error";

/// Starts logging to standard error, as configured by `CONSULTA_LOG`, `RUST_LOG` and `DEBUG`, and sending traces, if there is a
/// collector.
///
/// # Errors
/// What to set, if `CONSULTA_LOG` is neither `text` nor `json`, or the collector's address is invalid.
pub fn start(get: impl Fn(&'static str) -> Option<String>) -> Result<Option<Traces>, String> {
    let traces = Traces::configured(&get)?;
    let json = match get("CONSULTA_LOG").as_deref().map(str::trim) {
        None | Some("" | "text") => false,
        Some("json") => true,
        Some(other) => return Err(format!("CONSULTA_LOG is {other:?}: set it to text or json")),
    };
    let debug = get("DEBUG").is_some_and(|value| matches!(value.trim().to_lowercase().as_str(), "1" | "true" | "yes"));
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(if debug { MORE } else { USUAL }));
    match &traces {
        None => subscriber(json, filter, std::io::stderr).try_init(),
        Some(traces) => traced(json, filter, std::io::stderr, traces).try_init(),
    }
    .map_err(|e| e.to_string())?;
    Ok(traces)
}

/// The subscriber that writes the log.
pub fn subscriber<W>(json: bool, filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer);
    let lines = if json { lines.json().flatten_event(true).boxed() } else { lines.boxed() };
    Registry::default().with(filter).with(lines)
}

/// A subscriber that writes the log and passes on traces, each with a filter of its own: what the log leaves out may be part of a
/// trace.
pub fn traced<W>(json: bool, filter: EnvFilter, writer: W, traces: &Traces) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer);
    let lines = if json { lines.json().flatten_event(true).boxed() } else { lines.boxed() };
    Registry::default().with(lines.with_filter(filter)).with(traces.layer())
}
