//! What a server function knows about its request: the use cases, and the user.

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

/// The user, as identified by the middleware.
pub fn identity() -> Identity {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Identity>().cloned()).unwrap_or_default()
}

/// How long the user's session lasts unused; zero for a visitor.
pub fn idle() -> SignedDuration {
    let parts = use_context::<Parts>();
    parts.and_then(|parts| parts.extensions.get::<Standing>().map(Standing::idle)).unwrap_or_default()
}

/// The browser's user agent; empty if it sends none.
pub fn user_agent() -> String {
    let parts = use_context::<Parts>();
    let said = parts.as_ref().and_then(|parts| parts.headers.get(header::USER_AGENT)?.to_str().ok());
    said.unwrap_or_default().to_owned()
}

/// The use cases and the actor: what nearly every function needs.
pub fn request() -> Result<(Arc<Services>, Actor), AppError> {
    Ok((services()?, identity().actor))
}

/// Runs a page's work with knowledge of its request and its reader, and records the results where that is requested.
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

/// Redirects after a successful change.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// Makes the browser delete its cached pages of this site.
pub fn have_browser_forget() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let all = HeaderValue::from_static(r#""cache", "storage""#);
        response.insert_header(HeaderName::from_static("clear-site-data"), all);
    }
}

/// Whether the form was sent without our script: the browser will open a page next, and has lost the input.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| is_for_page(&parts.headers))
}

/// Whether the response is a page, which the browser opens.
pub fn is_for_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// Sets the status of a page's response. Only while rendering: on a form's own response a status would replace its redirect.
pub fn set_page_status(error: &AppError) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    response.set_status(status_of(error));
}

/// The status that reports an error to a program.
pub fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::NotSignedIn | AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::BadRequest | AppError::NotUnderstood => StatusCode::BAD_REQUEST,
        AppError::SignedInAsAnother => StatusCode::CONFLICT,
        AppError::SearchOver => StatusCode::GONE,
        AppError::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
        AppError::Busy(_) | AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The reader for whom a page is rendered, as named by its forms: the key of an account, or `visitor`.
pub fn reader_of(identity: &Identity) -> String {
    identity.account.as_ref().map_or_else(|| "visitor".to_owned(), |account| account.id.to_string())
}

/// The reader's choice of light or dark, if they have made one.
pub fn theme() -> Option<&'static str> {
    use_context::<Parts>().and_then(|parts| theme::chosen(&parts.headers))
}

/// The clinic's appearance.
pub fn look() -> Theme {
    // A standalone document gets it through its context; a page from its request.
    let told = use_context::<Theme>();
    told.or_else(|| use_context::<Parts>()?.extensions.get::<Theme>().cloned()).unwrap_or_default()
}

/// The version of the directory when the request arrived.
pub fn directory_version() -> Option<i64> {
    Some(use_context::<Parts>()?.extensions.get::<DirectoryVersion>()?.0)
}

/// Sets the content security policy of this page: nothing runs without its nonce.
pub fn set_page_policy() {
    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, "")) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets the browser follow a form of this page's to another site: browsers apply the policy to redirects, too. The origin has been
/// checked (`domain::app::RedirectUri`).
pub fn let_forms_lead_to(origin: &str) {
    // There is a nonce only while a page is rendered, whose policy is already set.
    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, origin)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The policy for a page: our own files, and scripts with this response's nonce. Forms lead to this site, and to one other if
/// given.
fn page_policy(nonce: &str, beside: &str) -> String {
    let forms = format!("form-action 'self' {beside}");
    let forms = forms.trim_end();
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         {forms}; frame-ancestors 'none'"
    )
}
