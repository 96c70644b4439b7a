//! One click in a mail program that stops a kind of letter (RFC 8058). The program sends it in no one's name: the secret in the address
//! is all that counts, and no cookie is looked at. Opening the address changes nothing, because programs that look for viruses open it, too.

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use crate::{
    domain::address::escape,
    error::AppError,
    request::{AppState, context::status_of},
    service::notice_preference,
};

/// Below which mail programs send.
pub const AREA: &str = "/mail/unsubscribe/";

/// The address, outside all that is about who is signed in.
pub fn routes() -> Router<AppState> {
    Router::new().route("/mail/unsubscribe/{secret}", get(show).post(stop))
}

/// People get a page with a button.
async fn show(Path(secret): Path<String>) -> Redirect {
    Redirect::to(&format!("/unsubscribe?token={}", escape(&secret)))
}

/// Programs get an answer.
async fn stop(State(state): State<AppState>, Path(secret): Path<String>) -> Response {
    match notice_preference::unsubscribe(&state.services, &secret).await.map_err(AppError::from) {
        Ok(_) => StatusCode::OK.into_response(),
        Err(error) => status_of(&error).into_response(),
    }
}
