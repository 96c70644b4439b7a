//! Who a request comes from: found once for each, before anything else looks.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use tower_sessions::Session;

use super::{AppState, session};
use crate::{domain::account::Actor, service::sign_in, storage::account::Account};

/// What is known of whoever sent a request.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who they are to the rules.
    pub actor: Actor,
    /// Their account, when they are signed in.
    pub account: Option<Account>,
    /// SHA-256 of their session's token, in hex.
    pub token_hash: Option<String>,
    /// Where the request came from.
    pub address: String,
}

impl Default for Identity {
    fn default() -> Self {
        Self { actor: Actor::Visitor, account: None, token_hash: None, address: String::new() }
    }
}

/// Finds out, and notes it for everything after.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let mut identity =
        Identity { address: forwarded(&state, request.headers()).or(peer).unwrap_or_default(), ..Identity::default() };
    if let Some(session) = request.extensions().get::<Session>()
        && let Some((id, token_hash)) = session::signed_in(&state.services, session).await
    {
        match sign_in::who_is(&state.services, id).await {
            Ok(Some(account)) => {
                identity.actor = Actor::Account { id, roles: account.roles.clone() };
                identity.account = Some(account);
                identity.token_hash = Some(token_hash);
            }
            Ok(None) => {}
            Err(e) => tracing::error!(error = %e, "a session's account could not be read"),
        }
    }
    request.extensions_mut().insert(identity);
    next.run(request).await
}

/// The client's address as the proxy in front of us noted it: the last entry, which that proxy wrote.
fn forwarded(state: &AppState, headers: &HeaderMap) -> Option<String> {
    let told = headers.get("x-forwarded-for").filter(|_| state.trust_proxy)?.to_str().ok()?;
    let last = told.rsplit(',').next()?.trim();
    last.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}
