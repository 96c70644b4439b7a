//! What the program keeps for every request.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::origin;
use crate::service::Services;

/// What every handler can ask for.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use cases.
    pub services: Arc<Services>,
    /// What rendering needs to know.
    pub leptos: LeptosOptions,
    /// Whether a proxy in front reports the address of a client.
    pub trust_proxy: bool,
    /// Whether people reach this server over TLS.
    pub tls: bool,
    /// Whether cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// The origin under which they do, if configured.
    pub own: origin::Own,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
