//! What a server function knows of its request: the use cases, and who asks.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use jiff::SignedDuration;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::Serialize;

use super::{identity::Identity, look::DirectoryVersion, session::Standing, sources::Sources, theme};
use crate::{
    domain::{account::Actor, theme::Theme},
    error::AppError,
    service::{Services, refusals::Trail},
    words,
};

/// The use cases.
pub fn services() -> Result<Arc<Services>, AppError> {
    use_context().ok_or(AppError::Internal)
}

/// Who asks, as the middleware found out.
pub fn identity() -> Identity {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Identity>().cloned()).unwrap_or_default()
}

/// How long the session of who asks lasts unused; nothing of a visitor's.
pub fn idle() -> SignedDuration {
    let parts = use_context::<Parts>();
    parts.and_then(|parts| parts.extensions.get::<Standing>().map(Standing::idle)).unwrap_or_default()
}

/// How the browser describes itself; empty if it doesn't.
pub fn user_agent() -> String {
    let parts = use_context::<Parts>();
    let said = parts.as_ref().and_then(|parts| parts.headers.get(header::USER_AGENT)?.to_str().ok());
    said.unwrap_or_default().to_owned()
}

/// The use cases and the actor: what nearly every function needs.
pub fn request() -> Result<(Arc<Services>, Actor), AppError> {
    Ok((services()?, identity().actor))
}

/// Has work of a page know of which request it is, and who reads it, and notes what it answers where that is asked for.
pub fn of_request<F>(work: F) -> impl Future<Output = F::Output> + Send
where
    F: Future<Output: Serialize> + Send + 'static,
{
    let extensions = use_context::<Parts>().map(|parts| parts.extensions).unwrap_or_default();
    let trail = extensions.get::<Trail>().cloned().unwrap_or_default();
    let sources = extensions.get::<Sources>().cloned();
    words::reader().follow(trail.follow(async move {
        let answer = work.await;
        if let Some(sources) = sources {
            sources.note(&answer);
        }
        answer
    }))
}

/// Where to go when a change has succeeded.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// Has the browser delete what it kept of this site's pages.
pub fn have_browser_forget() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let all = HeaderValue::from_static(r#""cache", "storage""#);
        response.insert_header(HeaderName::from_static("clear-site-data"), all);
    }
}

/// Whether a browser without our script sent the form: it will open a page next, and has lost what was typed.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| is_for_page(&parts.headers))
}

/// Whether the answer is a page, which the browser opens.
pub fn is_for_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// Gives a page's answer its status. Only while rendering: on a form's own answer a status would replace its redirect.
pub fn set_page_status(error: &AppError) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    response.set_status(status_of(error));
}

/// The status that says an error to a program.
pub fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::NotSignedIn | AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::BadRequest | AppError::NotUnderstood => StatusCode::BAD_REQUEST,
        AppError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        AppError::SignedInAsAnother => StatusCode::CONFLICT,
        AppError::SearchOver => StatusCode::GONE,
        AppError::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
        AppError::Busy(_) | AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// For whom a page is drawn, as its forms say it: the key of an account, or `visitor`.
pub fn reader_of(identity: &Identity) -> String {
    identity.account.as_ref().map_or_else(|| "visitor".to_owned(), |account| account.id.to_string())
}

/// The reader's choice of light or dark, where they have made one.
pub fn theme() -> Option<&'static str> {
    use_context::<Parts>().and_then(|parts| theme::chosen(&parts.headers))
}

/// How the clinic looks.
pub fn look() -> Theme {
    // A document of its own is told; a page has it from its request.
    let told = use_context::<Theme>();
    told.or_else(|| use_context::<Parts>()?.extensions.get::<Theme>().cloned()).unwrap_or_default()
}

/// The version of the directory when the request came.
pub fn directory_version() -> Option<i64> {
    Some(use_context::<Parts>()?.extensions.get::<DirectoryVersion>()?.0)
}

/// Tells the browser what may run in this page: nothing without its nonce.
pub fn set_page_policy() {
    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, "")) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets the browser follow where a form of this page leads to another site: browsers hold redirects to the policy, too. The origin has
/// been checked (`domain::app::RedirectUri`).
pub fn let_forms_lead_to(origin: &str) {
    // There is a nonce only while a page is rendered, whose policy is there by now.
    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, origin)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The policy for a page: our own files, and scripts that carry this answer's nonce. Forms lead to this site, and to one other if any.
fn page_policy(nonce: &str, beside: &str) -> String {
    let forms = format!("form-action 'self' {beside}");
    let forms = forms.trim_end();
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         {forms}; frame-ancestors 'none'"
    )
}
