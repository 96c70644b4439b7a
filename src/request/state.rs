//! The program's state, shared by all requests.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::origin;
use crate::service::Services;

/// The state that every handler can use.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use cases.
    pub services: Arc<Services>,
    /// The options for rendering.
    pub leptos: LeptosOptions,
    /// Whether a proxy in front reports the client's address.
    pub trust_proxy: bool,
    /// Whether people reach this server over TLS.
    pub tls: bool,
    /// Whether cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// The public origin, if configured.
    pub own: origin::Own,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
