//! Receiving the documents of applicants, who have no account, and serving them to administrators.

use axum::{
    Router,
    body::Body,
    extract::{Extension, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    documents::{answer, received, taking_files, whole},
    under_way::UnderWay,
};
use crate::{
    domain::ids::ApplicationId,
    error::AppError,
    request::{AppState, context::status_of, extract::Path, identity::Identity},
    service::{application, document::Upload, vetting},
};

/// The upload route for documents.
pub fn uploads() -> Router<AppState> {
    taking_files(Router::new().route("/join/{id}/documents", post(add)))
}

/// The routes where administrators read them.
pub fn files() -> Router<AppState> {
    Router::new().route("/admin/applications/{id}/documents/{paper}", get(paper))
}

async fn add(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let page = format!("/join/{token}");
    let done = take_in(state, &identity.address, &under_way, token, request).await;
    match done {
        // The page shows the application's status.
        Err(AppError::Application(_)) => Redirect::to(&page).into_response(),
        done => answer(&headers, &page, done),
    }
}

async fn take_in(
    state: AppState,
    address: &str,
    under_way: &UnderWay,
    token: String,
    request: Request,
) -> Result<(), AppError> {
    let services = state.services;
    let (id, most) = application::may_add(&services, &token, address).await?;
    let add = move |upload: Upload| async move { application::add_document(&services, &token, upload).await };
    received(under_way, id.0, request, most, add).await
}

async fn paper(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path((id, paper)): Path<(ApplicationId, i64)>,
) -> Response {
    let opened = vetting::open_paper(&state.services, &identity.actor, id, paper).await.map_err(AppError::from);
    let (found, bytes) = match opened {
        Ok(opened) => opened,
        Err(error) => return status_of(&error).into_response(),
    };
    whole(found.media, &found.name, found.bytes, Body::from_stream(bytes))
}
