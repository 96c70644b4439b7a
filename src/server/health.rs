//! For whoever watches the process: is it alive, and can it answer.

use axum::{extract::State, http::StatusCode};

use super::AppState;
use crate::storage::directory;

/// Alive.
pub async fn live() -> &'static str {
    "ok"
}

/// Ready: the database answers.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    let answer = async { directory::version(&mut state.services.db.read().await?).await };
    match answer.await {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(e) => {
            tracing::error!(error = %e, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}
