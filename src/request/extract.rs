//! What an address says, as axum reads it; but what it cannot read is refused without axum's English words, so that the refusal gets its
//! page in the reader's language (`server/fault.rs`), like any other.

use axum::{extract, extract::FromRequestParts, http::StatusCode, http::request::Parts, response::IntoResponse};
use serde::de::DeserializeOwned;

/// The parts of a path that stand for something.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

/// The query.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S, T> FromRequestParts<S> for Path<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let read = extract::Path::from_request_parts(parts, state).await;
        read.map(|extract::Path(found)| Self(found)).map_err(status)
    }
}

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let read = extract::Query::from_request_parts(parts, state).await;
        read.map(|extract::Query(found)| Self(found)).map_err(status)
    }
}

fn status(refused: impl IntoResponse) -> StatusCode {
    refused.into_response().status()
}
