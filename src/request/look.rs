//! How the clinic looks, noted for whatever is drawn in answer to a request.

use axum::{
    extract::{Request, State},
    http::Extensions,
    middleware::Next,
    response::Response,
};

use super::AppState;
use crate::domain::theme::Theme;

/// Notes it. Where the settings cannot be read, the clinic looks as it is shipped.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let theme = match state.services.directory.latest() {
        Some(directory) => Some(directory.settings.theme.clone()),
        // Only before anything else was asked.
        None => state.services.directory().await.ok().map(|directory| directory.settings.theme.clone()),
    };
    let theme = theme.unwrap_or_default();
    request.extensions_mut().insert(theme.clone());
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
