//! The clinic's appearance, and the version of the directory, stored for whatever is rendered in response to a request.

use axum::{
    extract::{Request, State},
    http::Extensions,
    middleware::Next,
    response::Response,
};

use super::AppState;
use crate::domain::theme::Theme;

/// The version of the directory before the response was begun: whatever the response shows is of this version, or a later one.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryVersion(pub i64);

/// Stores it. If the settings cannot be read, the default appearance is used.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let directory = match state.services.directory.latest() {
        Some(directory) => Some(directory),
        // Only before anything else was queried.
        None => state.services.directory().await.ok(),
    };
    let theme = directory.as_ref().map(|directory| directory.settings.theme.clone()).unwrap_or_default();
    request.extensions_mut().insert(theme.clone());
    if let Some(directory) = directory {
        request.extensions_mut().insert(DirectoryVersion(directory.version()));
    }
    let mut response = next.run(request).await;
    // For the page of an error without a text of its own.
    response.extensions_mut().insert(theme);
    response
}

/// The stored theme of a request or its response.
#[must_use]
pub fn of(extensions: &Extensions) -> Theme {
    extensions.get::<Theme>().cloned().unwrap_or_default()
}
