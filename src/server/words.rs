//! The text catalogues, as browsers fetch them: each under the hash of its content.

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::compression::CompressionLayer;

use super::assets::FOR_EVER;
use crate::{
    request::{AppState, extract::Path},
    words,
};

/// `/words/{language}.{hash}/{part}.txt`.
pub fn routes() -> Router<AppState> {
    Router::new().route("/words/{folder}/{file}", get(file)).layer(CompressionLayer::new())
}

async fn file(Path((folder, name)): Path<(String, String)>) -> Response {
    match words::file(&folder, &name) {
        Some(texts) => {
            let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)];
            (headers, texts).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
