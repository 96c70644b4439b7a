//! Refills a refused plain form: the page is rendered, and its form filled in on the way out. Every form passes through here, so
//! none can lose what was typed. Pages that look different after a refusal keep what they need themselves (`request/kept.rs`).

mod form;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

pub use self::form::{Sent, filled};
use super::{headers::NO_STORE, reader};
use crate::{
    error::AppError,
    pages::unsent::is_secret,
    request::{AppState, context::is_for_page, identity::Identity, refusals::Told, session, told},
    service::account,
};

const KEY: &str = "refused_form";
/// The maximum size of a visitor's form that is kept, in bytes: enough for a long message.
const LARGEST_OF_VISITOR: usize = 16 * 1024;

#[derive(Debug, Deserialize, Serialize)]
struct Refused {
    /// Distinguishes its refusal from others.
    mark: String,
    sent: Sent,
}

/// Keeps the fields of a refused form, and fills in the page that shows the refusal.
pub async fn refill(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(session) = request.extensions().get::<Session>().cloned() else { return next.run(request).await };
    if *request.method() == Method::GET {
        let mark = request.uri().query().and_then(told::mark);
        let response = next.run(request).await;
        return match mark {
            Some(mark) => fill(&session, &mark, response).await,
            None => response,
        };
    }
    if !(is_for_page(request.headers()) && request.uri().path().starts_with("/api/")) {
        return next.run(request).await;
    }
    let identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, reader::LARGEST_FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = reader::fields(&parts, Body::from(body.clone())).await;
    let (path, is_short) = (parts.uri.path().to_owned(), body.len() <= LARGEST_OF_VISITOR);
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let refusal = response.extensions().get::<Told>().map(|told| &told.0).zip(told::refused(response.headers()));
    let Some((error, mark)) = refusal else {
        forget(&session).await;
        return response;
    };
    // Signing in, registering and setting a password decide for themselves what they keep, so that neither someone guessing
    // passwords nor a stranger can fill a table.
    let may_keep = match identity.account {
        Some(_) => true,
        None => {
            is_short
                && !matches!(error, AppError::NotSignedIn | AppError::Forbidden | AppError::NotFound)
                && !fields.iter().any(|(name, _)| is_secret(name))
                && account::may_keep_typed(&state.services, &identity.address)
        }
    };
    if may_keep {
        // A secret from one of our links is as good as a password, and stays in the page's address.
        let fields = fields.into_iter().filter(|(name, _)| !is_secret(name) && name != "token").collect();
        let sent = Sent { path, fields, overwrites: *error != AppError::Overtaken };
        if let Err(e) = session::keep(&session, KEY, &Refused { mark, sent }).await {
            tracing::warn!(error = %e, "a refused form could not be kept");
        }
    }
    response
}

/// The refused form has been sent successfully by now, or abandoned.
async fn forget(session: &Session) {
    if let Ok(Some(_)) = session.get_value(KEY).await {
        let forgotten = session.remove_value(KEY).await.map(drop);
        if let Err(e) = forgotten.and(session.save().await) {
            tracing::warn!(error = %e, "a refused form is still kept");
        }
    }
}

/// The page with the typed values, if it shows this refusal.
async fn fill(session: &Session, mark: &str, response: Response) -> Response {
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let refused = session.get::<Refused>(KEY).await.ok().flatten();
    let Some(refused) = refused.filter(|refused| is_page && refused.mark == mark) else { return response };
    let (mut head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CACHE_CONTROL, NO_STORE);
    let page = filled(&String::from_utf8_lossy(&body), &refused.sent);
    Response::from_parts(head, Body::from(page))
}
