//! Receiving photos of practitioners and centres, and serving them and the drawings that stand in for them: under names derived
//! from their content, so that browsers cache them for ever.

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
    domain::{facade::Facade, face::Look, ids::CentreId},
    error::AppError,
    request::{AppState, extract::Path, identity::Identity},
    service::{centre_photo, document::Upload, photo, presentation},
};

/// The upload routes for photos.
pub fn uploads() -> Router<AppState> {
    let add = Router::new()
        .route("/practitioner/profile/photo", post(add))
        .route("/admin/centres/{id}/photo", post(add_of_centre));
    taking_files(add)
}

/// The routes that serve photos, without signing in: the name of a photo cannot be guessed.
pub fn files() -> Router<AppState> {
    Router::new()
        .route("/portraits/{file}", get(photo))
        .route("/faces/{file}", get(face))
        .route("/places/{file}", get(place))
}

async fn face(Path(file): Path<String>) -> Response {
    drawn(Look::parse(&file).map(Look::svg))
}

fn drawn(svg: Option<String>) -> Response {
    let Some(svg) = svg else { return StatusCode::NOT_FOUND.into_response() };
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")), (header::CACHE_CONTROL, FOR_EVER)];
    (headers, svg).into_response()
}

async fn place(state: State<AppState>, file: Path<String>) -> Response {
    match Facade::parse(&file.0) {
        Some(facade) => drawn(Some(facade.svg())),
        None => photo(state, file).await,
    }
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

async fn add_of_centre(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let Ok(centre) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let done = take_in_of_centre(state, identity, &under_way, centre, request).await;
    answer(&headers, &format!("/admin/centres/{centre}"), done)
}

async fn take_in_of_centre(
    state: AppState,
    identity: Identity,
    under_way: &UnderWay,
    centre: CentreId,
    request: Request,
) -> Result<(), AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = centre_photo::may_send(&services, &actor).await?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let add = move |upload: Upload| async move { centre_photo::choose(&services, &actor, centre, upload.bytes).await };
    received(under_way, account.0, request, most, add).await
}

async fn photo(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    stored(&state, photo::key(&state.services, &file).await, "image/jpeg").await
}
