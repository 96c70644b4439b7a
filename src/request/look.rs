//! How the clinic looks, and which version of the directory there is, noted for whatever is drawn in answer to a request.

use axum::{
    extract::{Request, State},
    http::Extensions,
    middleware::Next,
    response::Response,
};

use super::AppState;
use crate::domain::theme::Theme;

/// The version of the directory before the answer was begun: whatever the answer shows is of this one, or a later one.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryVersion(pub i64);

/// Notes it. Where the settings cannot be read, the clinic looks as it is shipped.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let directory = match state.services.directory.latest() {
        Some(directory) => Some(directory),
        // Only before anything else was asked.
        None => state.services.directory().await.ok(),
    };
    let theme = directory.as_ref().map(|directory| directory.settings.theme.clone()).unwrap_or_default();
    request.extensions_mut().insert(theme.clone());
    if let Some(directory) = directory {
        request.extensions_mut().insert(DirectoryVersion(directory.version()));
    }
    let mut response = next.run(request).await;
    // For the page of an error without words of its own.
    response.extensions_mut().insert(theme);
    response
}

/// What was noted of a request or its answer.
#[must_use]
pub fn of(extensions: &Extensions) -> Theme {
    extensions.get::<Theme>().cloned().unwrap_or_default()
}
