//! HTTP around the use cases: configuration, sessions, guards, headers, the router. No rules of the product.

pub mod assets;
pub mod calendar;
pub mod closures;
pub mod config;
pub mod documents;
pub mod guard;
pub mod headers;
pub mod health;
pub mod housekeeping;
pub mod identity;
pub mod live;
pub mod masked;
pub mod pdf;
pub mod pending;
pub mod prescription;
pub mod record;
pub mod refusals;
pub mod router;
pub mod session;
pub mod theme;
pub mod told;
pub mod undo;

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRef, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::config::LeptosOptions;

use crate::{error::AppError, service::Services};

/// What every handler can ask for.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use cases.
    pub services: Arc<Services>,
    /// What rendering needs to know.
    pub leptos: LeptosOptions,
    /// Whether the address of a client is told by a proxy in front.
    pub trust_proxy: bool,
    /// Whether people reach this server over TLS.
    pub tls: bool,
    /// Whether cookies are sent over TLS only.
    pub secure_cookies: bool,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// The answer while something that everything needs cannot be had: a fault of ours, which passes.
fn unavailable(request: &Request) -> Response {
    const COME_BACK: u64 = 5;
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let retry = [(header::RETRY_AFTER, COME_BACK.to_string())];
    if request.uri().path().starts_with("/api/") && !accepted.contains("text/html") {
        (StatusCode::SERVICE_UNAVAILABLE, retry, Json(AppError::Busy(COME_BACK))).into_response()
    } else {
        router::our_fault(StatusCode::SERVICE_UNAVAILABLE, retry)
    }
}
