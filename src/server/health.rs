//! For whoever monitors the process: is it alive, and can it answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Extension, Router, extract::State, http::StatusCode, routing::get};
use tokio::sync::Mutex;

use super::AppState;
use crate::{
    service::Services,
    storage::{directory, error::StorageError, health},
};

/// A server that needs longer than this to read and write is not ready.
const LONGEST: Duration = Duration::from_secs(3);
/// How long an answer is reused for everyone who asks: each new one costs a write.
const GOOD_FOR: Duration = Duration::from_secs(1);

type Answer = (StatusCode, &'static str);
type Last = Arc<Mutex<Option<(Instant, Answer)>>>;

/// `/health/live` and `/health/ready`.
pub fn routes() -> Router<AppState> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready)).layer(Extension(Last::default()))
}

async fn live() -> &'static str {
    "ok"
}

/// Ready: the database responds, and accepts a change as it would accept a booking, behind whatever is queued.
async fn ready(State(state): State<AppState>, Extension(last): Extension<Last>) -> Answer {
    let mut last = last.lock().await;
    match *last {
        Some((at, answer)) if at.elapsed() < GOOD_FOR => answer,
        _ => {
            let answer = look(&state.services).await;
            *last = Some((Instant::now(), answer));
            answer
        }
    }
}

async fn look(services: &Services) -> Answer {
    let both = async {
        directory::version(&mut services.db.read().await?).await?;
        services.db.write((), |tx, ()| Box::pin(async move { health::probe(tx).await })).await
    };
    let why = match tokio::time::timeout(LONGEST, both).await {
        Ok(Ok(())) => return (StatusCode::OK, "ok"),
        Ok(Err::<(), StorageError>(e)) => e.to_string(),
        Err(late) => late.to_string(),
    };
    tracing::error!(error = %why, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, "nothing can be stored")
}
