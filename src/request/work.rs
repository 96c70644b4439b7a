//! Making a response: in a task of its own, to its end, a limited number at a time.
//!
//! A reader who leaves does not interrupt it. Leptos runs a page on several threads, and if the page's owner is dropped from
//! outside while one of them is walking up to it, that thread panics or, worse, never returns (leptos #4829, #4673).

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

/// The number of responses made at a time, including those whose readers have left. Further ones wait, and leave no trace if they
/// give up.
const AT_ONCE: usize = 256;
/// How long to wait for a place.
const LONGEST_QUEUE: Duration = Duration::from_secs(15);
/// Anything that takes longer is abandoned, to free its place. Nothing should: whatever it waits for has a limit of its own.
const LONGEST_WORK: Duration = Duration::from_secs(120);

/// The places for responses being made.
#[derive(Clone, Debug)]
pub struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self::of(AT_ONCE)
    }
}

impl Places {
    /// This many places.
    #[must_use]
    pub fn of(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }
}

/// Makes the response, including its body, whether or not anyone is still waiting for it.
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
            // The layer that catches panics answers it.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

/// The body of a page is rendered while it is being read, and owns the page until then.
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::{Router, body::Bytes, middleware, routing::get};
    use futures::stream;
    use tokio::sync::Notify;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    /// What happened inside.
    #[derive(Debug, Default)]
    struct Seen {
        begun: AtomicUsize,
        go_on: Notify,
        ended: Notify,
    }

    /// One place, and a response that waits twice: before it begins, and in its body.
    fn slow(seen: &Arc<Seen>) -> Router {
        let seen = seen.clone();
        let answer = move || async move {
            seen.begun.fetch_add(1, Ordering::SeqCst);
            seen.go_on.notified().await;
            Body::from_stream(stream::once(async move {
                seen.go_on.notified().await;
                seen.ended.notify_one();
                Ok::<_, std::io::Error>(Bytes::from_static(b"whole"))
            }))
        };
        Router::new()
            .route("/", get(answer))
            .route("/panic", get(async || -> StatusCode { panic!("on purpose") }))
            .layer(middleware::from_fn_with_state(Places::of(1), to_its_end))
            .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }))
    }

    async fn leave(app: &Router) {
        let asked = app.clone().oneshot(Request::new(Body::empty()));
        assert!(timeout(Duration::from_millis(50), asked).await.is_err(), "it is not done yet");
    }

    #[tokio::test]
    async fn an_answer_is_made_to_its_end_when_its_reader_has_left() {
        let seen = Arc::new(Seen::default());
        let app = slow(&seen);

        leave(&app).await;
        seen.go_on.notify_one();
        tokio::task::yield_now().await;
        seen.go_on.notify_one();

        seen.ended.notified().await;
        assert_eq!(seen.begun.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn whoever_leaves_before_their_turn_costs_nothing_and_the_place_is_given_back() {
        let seen = Arc::new(Seen::default());
        let app = slow(&seen);

        leave(&app).await;
        leave(&app).await;
        assert_eq!(seen.begun.load(Ordering::SeqCst), 1, "one at once");
        let next = tokio::spawn(app.oneshot(Request::new(Body::empty())));
        while !next.is_finished() {
            seen.go_on.notify_one();
            tokio::task::yield_now().await;
        }

        let answer = next.await.expect("joined").expect("an answer");
        assert_eq!(to_bytes(answer.into_body(), 100).await.expect("a body"), "whole");
        assert_eq!(seen.begun.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_panic_is_answered_by_whoever_catches_it() {
        let app = slow(&Arc::default());
        let request = Request::builder().uri("/panic").body(Body::empty()).expect("a request");

        let answer = app.oneshot(request).await.expect("an answer");

        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
