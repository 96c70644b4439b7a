//! Identifies the sender of a request: once per request, before anything else looks at it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{AppState, session::Standing};
use crate::{
    domain::{account::Actor, policy::must_have_second_factor},
    service::{Outcome, account::Account, limits::claimed, sign_in},
};

/// What is known about the sender of a request.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The actor for authorisation. Someone who must first choose a password, or set up a second factor, counts as a visitor until
    /// they have.
    pub actor: Actor,
    /// Whether they must set up a second factor before anything else.
    pub must_enrol: bool,
    /// Their account, if they are signed in.
    pub account: Option<Account>,
    /// SHA-256 of their session's token, in hex.
    pub token_hash: Option<String>,
    /// The source address.
    pub address: String,
}

impl Identity {
    /// The actor for what they may always do, whatever else is required first: choosing a password, setting up a second factor, and
    /// signing out.
    #[must_use]
    pub fn owner(&self) -> Actor {
        match &self.account {
            Some(account) => Actor::Account { id: account.id, roles: account.roles.clone() },
            None => Actor::Visitor,
        }
    }

    /// The actor for setting up a second factor: also someone who can do nothing else before, but no one whose password is due.
    #[must_use]
    pub fn enroller(&self) -> Actor {
        if self.account.as_ref().is_some_and(|account| account.must_change_password) {
            return Actor::Visitor;
        }
        self.owner()
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self { actor: Actor::Visitor, must_enrol: false, account: None, token_hash: None, address: String::new() }
    }
}

/// Identifies the sender, and stores the result for everything after.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = match (forwarded(request.headers()), peer) {
        (Some(client), _) if state.trust_proxy => client.to_string(),
        (Some(client), Some(peer)) if peer.is_loopback() => {
            warn_of_proxy();
            claimed(peer, client)
        }
        (_, peer) => peer.map(|peer| peer.to_string()).unwrap_or_default(),
    };
    let mut identity = Identity { address, ..Identity::default() };
    if let Some(standing) = request.extensions().get::<Standing>() {
        match sign_in::who_is(&state.services, standing.account).await {
            Ok(Some(account)) => {
                identity.token_hash = Some(standing.token_hash.clone());
                let must_choose = account.must_change_password;
                identity.must_enrol = match must_enrol(&state, &account).await {
                    Ok(must_enrol) => must_enrol,
                    Err(e) => {
                        tracing::error!(error = %e, "whether a session's account needs a second step could not be read");
                        return StatusCode::SERVICE_UNAVAILABLE.into_response();
                    }
                };
                identity.account = Some(account);
                if !must_choose && !identity.must_enrol {
                    identity.actor = identity.owner();
                }
            }
            Ok(None) => {}
            Err(e) => {
                tracing::error!(error = %e, "a session's account could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        }
    }
    request.extensions_mut().insert(identity);
    next.run(request).await
}

/// Whether the settings require an account to have a second factor, and it has none.
async fn must_enrol(state: &AppState, account: &Account) -> Outcome<bool> {
    if account.second_factor || account.has_passkey {
        return Ok(false);
    }
    let rule = state.services.directory().await?.settings.second_factor;
    Ok(must_have_second_factor(&account.roles, rule))
}

/// The client's address as added by the proxy in front of us: the last one, which that proxy wrote, whatever the request contained.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn warn_of_proxy() {
    static WARNED: AtomicBool = AtomicBool::new(false);
    if !WARNED.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "a proxy on this machine forwards requests, and CONSULTA_TRUST_PROXY is not set: what it says of their addresses is \
             not relied on, and whoever sends too much slows others down. Set CONSULTA_TRUST_PROXY=1"
        );
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn what_the_nearest_proxy_wrote_counts_and_not_what_was_sent_to_it() {
        for (lines, expected) in [
            (&["203.0.113.9"][..], Some("203.0.113.9")),
            (&["1.1.1.1, 203.0.113.9"], Some("203.0.113.9")),
            (&["1.1.1.1", "203.0.113.9"], Some("203.0.113.9")),
            (&["1.1.1.1", "2.2.2.2, 2001:db8::7"], Some("2001:db8::7")),
            (&["203.0.113.9:4711"], Some("203.0.113.9")),
            (&["1.1.1.1", "unknown"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            assert_eq!(forwarded(&headers).map(|address| address.to_string()).as_deref(), expected, "{lines:?}");
        }
    }
}
