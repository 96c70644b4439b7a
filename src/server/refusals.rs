//! The status of a server function's refusal. The library answers every error with 500; that is left for faults of ours,
//! so that logs and monitors tell the two apart.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use crate::{error::AppError, server_fns::context::status_of};

const LARGEST_ERROR: usize = 64 * 1024;

/// Gives a refusal the status of its code. What a plain form gets is a redirect, and stays one.
pub async fn tell(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_error = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !is_error {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_ERROR).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<AppError>(&body) {
        parts.status = status_of(&error);
    }
    Response::from_parts(parts, Body::from(body))
}
