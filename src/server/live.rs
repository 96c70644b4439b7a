//! Server-sent events: "this practitioner's calendar has changed", and nothing more. The page then asks again.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Extension, Path, State},
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt, stream};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{AppState, identity::Identity};
use crate::{domain::ids::PractitionerId, service::live::Change};

/// How soon a browser that lost the line asks for another one.
const COME_BACK: Duration = Duration::from_secs(1);

/// A stream of changes of one practitioner's calendar, for whoever may see it.
pub async fn practitioner(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<i64>,
) -> Response {
    let id = PractitionerId(id);
    match state.services.directory_for(&identity.actor).await {
        Ok(directory) if directory.practitioner(id).is_some() => {
            let beat = KeepAlive::new().interval(Duration::from_secs(15));
            Sse::new(changes(state.services.live.subscribe(), id)).keep_alive(beat).into_response()
        }
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

/// A stream of changes of what concerns the reader themself.
pub async fn own(State(state): State<AppState>, Extension(identity): Extension<Identity>) -> Response {
    match identity.actor.id() {
        Some(me) => {
            let beat = KeepAlive::new().interval(Duration::from_secs(15));
            Sse::new(changes(state.services.live.subscribe(), PractitionerId(me.0))).keep_alive(beat).into_response()
        }
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

fn changes(heard: Receiver<Change>, whose: PractitionerId) -> impl Stream<Item = Result<Event, Infallible>> {
    // The first event tells a page that comes back to look again: it may have missed something.
    let hello = stream::once(async { Ok(Event::default().event("changed").retry(COME_BACK).data("hello")) });
    let rest = stream::unfold(heard, move |mut heard| async move {
        loop {
            match heard.recv().await {
                Ok(Some(id)) if id != whose => {}
                // Theirs, or some were missed and theirs may have been among them.
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return None,
            }
        }
        Some((Ok(Event::default().event("changed").data("changed")), heard))
    });
    hello.chain(rest)
}
