//! Identifies the caller by their token: the cookie is never read here.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{problem::Problem, scope};
use crate::{
    domain::{access_token::Scope, account::Actor, app_scope::AppScopes},
    error::AppError,
    request::{AppState, identity::Identity},
    service::{
        Failure, Services, app_token,
        personal_token::{self, Holder},
        token::{self, Bearer},
    },
};

/// The addresses that need no token, including everything below the documentation's pages.
const PUBLIC: [&str; 10] = [
    "/api/v1/auth/register",
    "/api/v1/auth/login",
    "/api/v1/auth/refresh",
    "/api/auth/register/",
    "/api/auth/login/",
    "/api/auth/token/refresh/",
    "/api/test/",
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/",
];

fn is_public(path: &str) -> bool {
    PUBLIC.contains(&path) || path.starts_with("/api/docs/") || path == "/api/test/db/"
}

/// An entry point for programs.
#[derive(Clone)]
pub struct Door {
    state: AppState,
    is_open: fn(&Request) -> bool,
    needed: fn(&Request) -> Option<Vec<Scope>>,
    of_app: fn(&Request, &AppScopes) -> bool,
}

impl Door {
    /// The API's own.
    #[must_use]
    pub fn of_rest(state: &AppState) -> Self {
        Self::new(state, |request| is_public(request.uri().path()), scope::needed)
    }

    /// An entry point that decides which requests need no token, and which scopes a personal token needs: it opens nothing that is
    /// not listed.
    #[must_use]
    pub fn new(state: &AppState, is_open: fn(&Request) -> bool, needed: fn(&Request) -> Option<Vec<Scope>>) -> Self {
        Self { state: state.clone(), is_open, needed, of_app: |_, _| false }
    }

    /// The same, also for patients' apps, and for which of their requests.
    #[must_use]
    pub fn for_apps(self, of_app: fn(&Request, &AppScopes) -> bool) -> Self {
        Self { of_app, ..self }
    }
}

/// Identifies the caller, and refuses a missing or invalid token, or too many requests.
pub async fn know(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    match known(&door, &mut request).await {
        Ok(()) => {
            let mut response = next.run(request).await;
            let headers = response.headers_mut();
            headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn known(door: &Door, request: &mut Request) -> Result<(), Problem> {
    let services = &door.state.services;
    if !token::is_on(services).await? {
        return Err(Problem::off());
    }
    let mut identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    if !(door.is_open)(request) {
        let found = match token_of(request.headers()) {
            Some(sent) if sent.starts_with(personal_token::PREFIX) => {
                personal_token::of_program(services, sent, &identity.address).await.map(Sent::Personal)
            }
            Some(sent) if sent.starts_with(app_token::PREFIX) => app_token::bearer(services, sent).await.map(Sent::App),
            Some(sent) => token::bearer(services, sent).await.map(Sent::Access),
            None => Err(AppError::NotSignedIn.into()),
        };
        match found {
            Ok(Sent::Access(bearer)) => {
                identity.actor = bearer.actor.clone();
                request.extensions_mut().insert(bearer);
            }
            Ok(Sent::Personal(holder)) => {
                token::count(services, &holder.actor, &identity.address)?;
                if !(door.needed)(request).is_some_and(|needed| holder.may(&needed)) {
                    return Err(Problem::not_in_scope());
                }
                identity.actor = holder.actor;
                request.extensions_mut().insert(identity);
                return Ok(());
            }
            Ok(Sent::App(holder)) => {
                token::count(services, &holder.actor, &identity.address)?;
                if !(door.of_app)(request, &holder.scopes) {
                    return Err(Problem::not_in_scope());
                }
                identity.actor = holder.actor;
                request.extensions_mut().insert(identity);
                return Ok(());
            }
            Err(Failure::Refused(AppError::NotSignedIn)) => {
                // Guessing tokens is rate-limited.
                token::count(services, &Actor::Visitor, &identity.address)?;
                return Err(Problem::no_token(request.headers().contains_key(header::AUTHORIZATION)));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    token::count(services, &identity.actor, &identity.address)?;
    request.extensions_mut().insert(identity);
    Ok(())
}

/// The credentials that a program sent.
enum Sent {
    /// A token from signing in.
    Access(Bearer),
    /// A personal token.
    Personal(Holder),
    /// A token from a patient's consent.
    App(app_token::Holder),
}

fn token_of(headers: &HeaderMap) -> Option<&str> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (only, None) = (sent.next()?, sent.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The use cases, and the caller.
#[derive(Debug)]
pub struct Caller {
    /// The use cases.
    pub services: Arc<Services>,
    /// The caller.
    pub actor: Actor,
    /// The source address.
    pub address: String,
    /// The user agent.
    pub program: String,
    /// Their token; `None` at public addresses.
    pub bearer: Option<Bearer>,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Identity>().cloned().unwrap_or_default();
        let program = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self {
            services: state.services.clone(),
            actor: identity.actor,
            address: identity.address,
            program: program.chars().take(200).collect(),
            bearer: parts.extensions.get::<Bearer>().cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_once_and_as_a_bearer() {
        let of = |values: &[&'static str]| {
            let pairs = values.iter().map(|value| (header::AUTHORIZATION, HeaderValue::from_static(value)));
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(name, value);
            }
            token_of(&headers).map(str::to_owned)
        };

        assert_eq!(of(&["Bearer a.b.c"]).as_deref(), Some("a.b.c"));
        assert_eq!(of(&["bearer  a.b.c "]).as_deref(), Some("a.b.c"));
        for wrong in [&["Basic a.b.c"][..], &["Bearer"], &[], &["Bearer a", "Bearer b"]] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn only_what_is_listed_is_public() {
        for open in ["/api/v1/auth/login", "/api/docs/", "/api/docs/swagger-ui.css", "/api/test/db/"] {
            assert!(is_public(open), "{open}");
        }
        for closed in ["/api/v1", "/api/v1/auth/login/x", "/api/v1/doctors", "/api/docsx", "/api/auth/me/"] {
            assert!(!is_public(closed), "{closed}");
        }
    }
}
