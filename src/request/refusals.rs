//! Refusals: the status that tells a program, and the audit row that says who was refused what.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use super::{AppState, address, context::status_of, identity::Identity};
use crate::{
    error::AppError,
    service::refusals::{self, Trail},
};

const LARGEST_ERROR: usize = 64 * 1024;

/// The refusal of a plain form: its response is a redirect, and stays one.
#[derive(Clone, Debug)]
pub struct Told(pub AppError);

/// Gives a server function's refusal the status of its code. The library answers every error with 500, which is reserved for our
/// own faults, so that logs and monitoring can tell the two apart.
pub async fn tell(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_ERROR).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<AppError>(&body) {
        let status = status_of(&error);
        if let AppError::TooManyAttempts(seconds) | AppError::Busy(seconds) = error {
            parts.headers.insert(header::RETRY_AFTER, seconds.into());
        }
        // Not back to a page that was unavailable too: a plain form, like any other request, is told when to try again.
        if status == StatusCode::SERVICE_UNAVAILABLE && parts.status.is_redirection() {
            let mut again = status.into_response();
            if let Some(seconds) = parts.headers.remove(header::RETRY_AFTER) {
                again.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            return again;
        }
        if parts.status == StatusCode::INTERNAL_SERVER_ERROR {
            parts.status = status;
        } else {
            parts.extensions.insert(Told(error));
        }
    }
    Response::from_parts(parts, Body::from(body))
}

/// Audits which address was refused to a signed-in user: anything that belongs to others is answered as if it did not exist, but
/// the attempt does not go unseen. Not if the use case has already audited more about it, including whose record it was.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = address::said_of(&request);
    let identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    let trail = Trail::default();
    request.extensions_mut().insert(trail.clone());
    let response = trail.clone().follow(next.run(request)).await;
    let status = response.extensions().get::<Told>().map_or(response.status(), |told| status_of(&told.0));
    let outcome = match status {
        StatusCode::NOT_FOUND => "not found",
        StatusCode::FORBIDDEN => "forbidden",
        _ => return response,
    };
    if identity.actor.id().is_some()
        && !trail.is_written()
        && let Err(e) = refusals::note_address(&state.services, &identity.actor, &path, outcome).await
    {
        tracing::error!(error = %e, "a refusal was not written down");
    }
    response
}
