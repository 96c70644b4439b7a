//! Responses at other systems' addresses come as `{success, message, data}` if a setting says so (conflict 13); `?envelope=0` and
//! `?envelope=1` override it.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{V1, problem::Problem};
use crate::{error::AppError, request::AppState, service::token};

/// The maximum size of a response that gets an envelope.
const LARGEST: usize = 4 * 1024 * 1024;
const ENVELOPE: &str = "envelope";

/// Puts responses of other systems' addresses into an envelope, if that is wanted.
pub async fn wrap(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_theirs = !path.starts_with(V1) && !path.starts_with("/api/docs") && path != "/api/openapi.json";
    if !is_theirs {
        return next.run(request).await;
    }
    let (asked, uri) = without_envelope(request.uri());
    *request.uri_mut() = uri;
    let is_wanted = match asked {
        Some(asked) => asked,
        None => token::envelope(&state.services).await.unwrap_or(true),
    };
    let response = next.run(request).await;
    if is_wanted { wrapped(response).await } else { response }
}

/// Whether a query asks for an envelope, and the address without that.
fn without_envelope(uri: &Uri) -> (Option<bool>, Uri) {
    let query = uri.query().unwrap_or_default();
    let said = query.split('&').find_map(|pair| pair.strip_prefix(ENVELOPE)?.strip_prefix('='));
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(ENVELOPE);
    let others = query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
    let address = if others.is_empty() { uri.path().to_owned() } else { format!("{}?{others}", uri.path()) };
    (said.map(|said| said != "0"), address.parse().unwrap_or_else(|_| uri.clone()))
}

async fn wrapped(response: Response) -> Response {
    let status = response.status();
    let (mut parts, body) = response.into_parts();
    let media = parts.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let is_empty = status == StatusCode::NO_CONTENT;
    if !is_empty && !media.contains("json") {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return Problem::from(AppError::Internal).into_response();
    };
    let data: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let told = |name: &str| data.get(name).and_then(Value::as_str).map(str::to_owned);
    let whole = if status.is_success() {
        let message = told("message").unwrap_or_else(|| "OK".to_owned());
        json!({ "success": true, "message": message, "data": data })
    } else {
        let message = told("detail").unwrap_or_default();
        let data = json!({ "code": told("code"), "errors": data.get("errors").cloned().unwrap_or(json!([])) });
        json!({ "success": false, "message": message, "data": data })
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if is_empty {
        parts.status = StatusCode::OK;
    }
    Response::from_parts(parts, Body::from(whole.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_asked_for_or_not_and_no_filter() {
        let of = |text: &str| {
            let (asked, uri) = without_envelope(&text.parse().expect("an address"));
            (asked, uri.to_string())
        };

        assert_eq!(of("/api/doctors/?envelope=0&page=2"), (Some(false), "/api/doctors/?page=2".to_owned()));
        assert_eq!(of("/api/doctors/?envelope=1"), (Some(true), "/api/doctors/".to_owned()));
        assert_eq!(of("/api/doctors/"), (None, "/api/doctors/".to_owned()));
    }
}
