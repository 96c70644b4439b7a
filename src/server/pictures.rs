//! Pictures under names derived from their content, so that browsers cache them for ever.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::assets;
use crate::{
    error::AppError,
    request::{AppState, context::status_of},
    service::Outcome,
};

/// How long browsers cache what never changes under its name.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static(assets::FOR_EVER);

/// The stored file of a picture, given the look-up of its name.
pub(super) async fn stored(state: &AppState, found: Outcome<Option<String>>, media: &'static str) -> Response {
    let key = match found.map_err(AppError::from) {
        Ok(Some(key)) => key,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return status_of(&error).into_response(),
    };
    match state.services.files.read(&key, 0..u64::MAX).await {
        Ok(bytes) => {
            let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(media)), (header::CACHE_CONTROL, FOR_EVER)];
            (headers, Body::from_stream(bytes)).into_response()
        }
        Err(e) => {
            tracing::error!(error = %e, "the file of a picture could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
