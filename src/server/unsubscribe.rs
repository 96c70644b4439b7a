//! One-click unsubscription in a mail program (RFC 8058). The request is anonymous: only the secret in the address counts, and no
//! cookie is read. Opening the address changes nothing, because virus scanners open it, too.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use crate::{
    domain::address::escape,
    error::AppError,
    request::{AppState, context::status_of, extract::Path},
    service::notice_preference,
};

/// The path prefix for mail programs.
pub const AREA: &str = "/mail/unsubscribe/";

/// The routes, outside the layers that identify the user.
pub fn routes() -> Router<AppState> {
    Router::new().route("/mail/unsubscribe/{secret}", get(show).post(stop))
}

/// Redirects people to a page with a button.
async fn show(Path(secret): Path<String>) -> Redirect {
    Redirect::to(&format!("/unsubscribe?token={}", escape(&secret)))
}

/// Answers programs.
async fn stop(State(state): State<AppState>, Path(secret): Path<String>) -> Response {
    match notice_preference::unsubscribe(&state.services, &secret).await.map_err(AppError::from) {
        Ok(_) => StatusCode::OK.into_response(),
        Err(error) => status_of(&error).into_response(),
    }
}
