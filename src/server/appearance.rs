//! The clinic's appearance: receiving its logo, and serving it and the stylesheet with its colours, under names derived from their
//! content, so that browsers cache them for ever.

use axum::{
    Router,
    extract::{Extension, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{
    documents::{answer, received, taking_files},
    pictures::{FOR_EVER, stored},
    under_way::UnderWay,
};
use crate::{
    domain::theme::Theme,
    error::AppError,
    request::{AppState, extract::Path, identity::Identity},
    service::{clinic_logo, document::Upload},
};

/// The upload route for the logo.
pub fn uploads() -> Router<AppState> {
    taking_files(Router::new().route("/admin/settings/logo", post(add)))
}

/// The routes that serve logos and colours, without signing in.
pub fn files() -> Router<AppState> {
    Router::new().route("/logos/{file}", get(logo)).route("/themes/{file}", get(colours))
}

/// The address contains the colours: there is nothing to look up.
async fn colours(Path(file): Path<String>) -> Response {
    let Some(theme) = Theme::of_stylesheet(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    (headers, theme.css()).into_response()
}

async fn add(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = take_in(state, identity, &under_way, request).await;
    answer(&headers, "/admin/settings", done)
}

async fn take_in(state: AppState, identity: Identity, under_way: &UnderWay, request: Request) -> Result<(), AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = clinic_logo::may_send(&actor)?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let add = move |upload: Upload| async move { clinic_logo::choose(&services, &actor, upload.bytes).await };
    received(under_way, account.0, request, most, add).await.map(drop)
}

async fn logo(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    stored(&state, clinic_logo::key(&state.services, &file).await, "image/png").await
}
