//! HTTP around the use cases: configuration, sessions, guards, headers, the router. No rules of the product.

pub mod address;
pub mod applications;
pub mod assets;
pub mod calendar;
pub mod closures;
pub mod config;
pub mod documents;
pub mod fault;
pub mod gate;
pub mod guard;
pub mod headers;
pub mod health;
pub mod housekeeping;
pub mod identity;
pub mod listen;
mod lists;
pub mod live;
pub mod logging;
pub mod metrics;
pub mod multipart;
pub mod origin;
pub mod pdf;
pub mod pending;
pub mod photos;
pub mod prescription;
pub mod reader;
pub mod record;
pub mod refusals;
pub mod request_id;
pub mod router;
pub mod session;
pub mod theme;
pub mod told;
pub mod undo;
pub mod unsubscribe;
pub mod work;

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

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
