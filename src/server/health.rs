//! For process monitoring: is it alive, and can it answer.

use std::{sync::Arc, time::Duration};

use axum::{Extension, Router, extract::State, http::StatusCode, routing::get};
use tokio::sync::Mutex;

use crate::{
    request::AppState,
    service::{
        Services, health,
        monotonic::{self, Instant},
        task,
    },
};

/// A server that needs longer than this to read and write is not ready.
const LONGEST: Duration = Duration::from_secs(3);
/// How long a result is reused for everyone who asks: each new one costs a write.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// The same for the document store, which may be far away.
const DOCUMENTS_GOOD_FOR: Duration = Duration::from_secs(15);

type Answer = (StatusCode, String);

#[derive(Debug, Default)]
struct Last {
    answer: Option<(Instant, Answer)>,
    documents: Option<Instant>,
}

/// `/health/live` and `/health/ready`.
pub fn routes() -> Router<AppState> {
    let last = Arc::new(Mutex::new(Last::default()));
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready)).layer(Extension(last))
}

async fn live() -> &'static str {
    "ok"
}

/// Readiness: the database responds, and accepts a change as it would accept a booking, behind whatever is queued; and a document
/// could be stored. Whatever fails is named; so are the tasks that are not done in time, which keep no one from being served.
async fn ready(State(state): State<AppState>, Extension(last): Extension<Arc<Mutex<Last>>>) -> Answer {
    let mut last = last.lock().await;
    match &last.answer {
        Some((at, answer)) if at.elapsed() < GOOD_FOR => answer.clone(),
        _ => {
            let answer = look(&state.services, &mut last.documents).await;
            last.answer = Some((monotonic::now(), answer.clone()));
            answer
        }
    }
}

async fn look(services: &Services, documents: &mut Option<Instant>) -> Answer {
    let mut wrong = Vec::new();
    if let Err(why) = in_time(health::database(services)).await {
        tracing::error!(error = %why, "not ready: the database");
        wrong.push("nothing can be stored: the database does not answer or cannot be written");
    }
    if !documents.is_some_and(|at| at.elapsed() < DOCUMENTS_GOOD_FOR) {
        *documents = match in_time(health::documents(services)).await {
            Ok(()) => Some(monotonic::now()),
            Err(why) => {
                tracing::error!(error = %why, "not ready: the documents");
                wrong.push("documents cannot be stored: their place cannot be written (CONSULTA_DOCUMENTS)");
                None
            }
        };
    }
    if wrong.is_empty() {
        return (StatusCode::OK, with_overdue(services).await);
    }
    (StatusCode::SERVICE_UNAVAILABLE, wrong.join("\n"))
}

/// That the process is ready, with the tasks that no process does in time. Why they fail is for administrators alone.
async fn with_overdue(services: &Services) -> String {
    let overdue = in_time(async { task::overdue(services).await.map_err(|e| e.to_string()) }).await;
    let overdue = overdue.unwrap_or_else(|why| {
        tracing::error!(error = %why, "which tasks are overdue could not be found out");
        Vec::new()
    });
    let lines = overdue.into_iter().map(|one| {
        let how = if one.error.is_some() { "failing" } else { "overdue" };
        format!("\n{how}: {} since {}", one.task.as_str(), one.since)
    });
    std::iter::once("ok".to_owned()).chain(lines).collect()
}

/// The result, unless it takes too long.
async fn in_time<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|late| Err(late.to_string()))
}
