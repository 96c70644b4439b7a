//! Tags of what was read: whoever has it already is not sent it again.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{V1, problem::Problem};
use crate::error::AppError;

/// Longer answers are not tagged.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Tags the answers that have no version of their own by what they say, and answers 304 to whoever names that tag. The tag is a weak one,
/// which no `If-Match` can name.
pub async fn know_again(request: Request, next: Next) -> Response {
    let is_look = request.method() == Method::GET && request.uri().path().starts_with(V1);
    let known = known(request.headers());
    let response = next.run(request).await;
    let media = response.headers().get(header::CONTENT_TYPE);
    let is_json = media.is_some_and(|media| media == "application/json");
    let is_short = response.body().size_hint().upper().is_some_and(|size| size <= LARGEST);
    if !is_look
        || !is_json
        || !is_short
        || response.status() != StatusCode::OK
        || response.headers().contains_key(header::ETAG)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::from(AppError::Internal).into_response();
    };
    let tag = of(&bytes);
    let is_known = known.iter().any(|one| one == "*" || *one == tag);
    parts.headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    if !is_known {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

fn known(headers: &HeaderMap) -> Vec<String> {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(|one| one.trim().to_owned()).collect()
}

fn of(bytes: &Bytes) -> String {
    let mut told = DefaultHasher::new();
    bytes.hash(&mut told);
    format!("W/\"{:016x}\"", told.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_weak_and_says_what_was_said() {
        let (one, same, other) = (of(&Bytes::from("one")), of(&Bytes::from("one")), of(&Bytes::from("other")));

        assert_eq!(one, same);
        assert_ne!(one, other);
        assert!(one.starts_with("W/\"") && one.ends_with('"'), "{one}");
    }

    #[test]
    fn several_tags_can_be_named() {
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static("W/\"a\", \"b\""))]);
        assert_eq!(known(&headers), ["W/\"a\"", "\"b\""]);
    }
}
