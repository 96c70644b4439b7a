//! Receiving practitioners' photos, and serving them, and the faces that stand in for them: under names that follow from their content,
//! so that browsers keep them for ever.

use axum::{
    Router,
    extract::{Extension, Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{
    documents::{UnderWay, answer, received, taking_files},
    pictures::{FOR_EVER, stored},
};
use crate::{
    domain::face::Look,
    error::AppError,
    request::{AppState, identity::Identity},
    service::{document::Upload, presentation},
};

/// Where photos are sent.
pub fn uploads() -> Router<AppState> {
    taking_files(Router::new().route("/practitioner/profile/photo", post(add)))
}

/// Where photos are served. No one needs to be signed in: the name of a photo cannot be guessed.
pub fn files() -> Router<AppState> {
    Router::new().route("/portraits/{file}", get(portrait)).route("/faces/{file}", get(face))
}

async fn face(Path(file): Path<String>) -> Response {
    let Some(look) = Look::parse(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")), (header::CACHE_CONTROL, FOR_EVER)];
    (headers, look.svg()).into_response()
}

async fn add(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = take_in(state, identity, &under_way, request).await;
    answer(&headers, "/practitioner/profile", done)
}

async fn take_in(state: AppState, identity: Identity, under_way: &UnderWay, request: Request) -> Result<(), AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = presentation::may_send_photo(&services, &actor).await?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let add = move |upload: Upload| async move { presentation::set_photo(&services, &actor, upload.bytes).await };
    received(under_way, account.0, request, most, add).await
}

async fn portrait(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    stored(&state, presentation::photo_key(&state.services, &file).await, "image/jpeg").await
}
