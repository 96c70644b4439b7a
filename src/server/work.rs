//! The making of an answer: in a task of its own, to its end, so many at once.
//!
//! A reader who leaves takes nothing out of its hands. Leptos runs a page on several threads, and where the page's owner is dropped
//! from outside while one of them walks up to it, that thread panics or, worse, never comes back (leptos #4829, #4673).

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::{sync::Semaphore, time::timeout};
use tracing::Instrument;

/// So many are made at once, also for those who have left. Whoever comes on top waits, and leaves without a trace.
const AT_ONCE: usize = 256;
/// How long somebody waits for their turn.
const LONGEST_QUEUE: Duration = Duration::from_secs(15);
/// What takes longer is given up, for its place. Nothing does: whatever it waits for has a limit of its own.
const LONGEST_WORK: Duration = Duration::from_secs(120);

/// The places of those who are at work.
#[derive(Clone, Debug)]
pub struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Makes the answer, its body included, whether anybody waits for it or not.
pub async fn to_its_end(State(places): State<Places>, request: Request, next: Next) -> Response {
    let Ok(Ok(place)) = timeout(LONGEST_QUEUE, places.0.acquire_owned()).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let work = async move {
        let _place = place;
        timeout(LONGEST_WORK, whole(next.run(request))).await
    };
    match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(ended) => match ended.try_into_panic() {
            // Whoever catches panics answers it.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

/// The body of a page goes on rendering while it is read, and owns the page until then.
async fn whole(answer: impl Future<Output = Response>) -> Response {
    let (parts, body) = answer.await.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(e) => {
            tracing::error!(error = %e, "an answer broke off");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
