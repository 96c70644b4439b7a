//! ETags. The first part of a strong one identifies the state, which is what `If-Match` compares; the last part identifies the
//! whole response, which a client that already has it does not get again.

use std::hash::{DefaultHasher, Hasher};

use axum::{
    Json,
    body::{Body, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{V1, problem::Problem};
use crate::error::AppError;

/// Longer responses get no tag.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Separates the parts of a tag.
const BETWEEN: char = '-';

/// Tags a response by its content. Without a state it gets a weak tag, which `If-Match` cannot name. A client that already has it
/// gets 304.
pub async fn know_again(request: Request, next: Next) -> Response {
    let is_look = request.method() == Method::GET && request.uri().path().starts_with(V1);
    let known = known(request.headers());
    let response = next.run(request).await;
    let media = response.headers().get(header::CONTENT_TYPE);
    let is_json = media.is_some_and(|media| media == "application/json");
    let is_short = response.body().size_hint().upper().is_some_and(|size| size <= LARGEST);
    let state =
        response.headers().get(header::ETAG).and_then(|tag| Some(tag.to_str().ok()?.trim_matches('"').to_owned()));
    let is_tagged = response.status().is_success() && state.is_some() || is_look && response.status() == StatusCode::OK;
    if !is_json || !is_short || !is_tagged {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::from(AppError::Internal).into_response();
    };
    let told = digest(&bytes);
    let tag = state.map_or_else(|| format!("W/\"{told}\""), |state| format!("\"{state}{BETWEEN}{told}\""));
    let is_known = is_look && is_among(&known, &tag);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        // Replaces the state alone.
        parts.headers.insert(header::ETAG, tag);
    }
    if !is_known {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// A response about something in this state.
pub fn tagged(state: &str, shown: impl Serialize) -> Response {
    let mut response = Json(shown).into_response();
    let tag = HeaderValue::from_str(&format!("\"{state}\"")).ok();
    response.headers_mut().extend(tag.map(|tag| (header::ETAG, tag)));
    response
}

/// The state of something with this representation.
pub fn state(shown: &impl Serialize) -> String {
    digest(&serde_json::to_vec(shown).unwrap_or_default())
}

/// The state that a tag names; `None` if it names none.
#[must_use]
pub fn state_in(tag: &str) -> Option<&str> {
    let quoted = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    quoted.split(BETWEEN).next()
}

/// Whether the client has the response with this tag.
#[must_use]
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    is_among(&known(headers), tag)
}

fn is_among(known: &[String], tag: &str) -> bool {
    known.iter().any(|one| one == "*" || bare(one) == bare(tag))
}

fn known(headers: &HeaderMap) -> Vec<String> {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(|one| one.trim().to_owned()).collect()
}

/// A tag without its weakness mark, which makes no difference here.
fn bare(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn digest(bytes: &[u8]) -> String {
    let mut told = DefaultHasher::new();
    told.write(bytes);
    format!("{:016x}", told.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_told_by_how_it_looks() {
        assert_eq!(state(&("one", 1)), state(&("one", 1)));
        assert_ne!(state(&("one", 1)), state(&("one", 2)));
        assert_eq!(state_in("\"3-0f\""), Some("3"));
        assert_eq!(state_in(" \"3\""), Some("3"));
        assert_eq!((state_in("3"), state_in("W/\"3\""), state_in("\"")), (None, None, None));
    }

    #[test]
    fn several_tags_can_be_named() {
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static("W/\"a\", \"b\""))]);
        assert_eq!(known(&headers), ["W/\"a\"", "\"b\""]);
    }
}
