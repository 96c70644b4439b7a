//! The caller, and the address by which they know this server.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use jiff::Timestamp;

use crate::{
    domain::{account::Actor, ids::PatientId},
    request::AppState,
    rest::{caller::Caller, problem::Problem},
    service::Services,
};

/// The base path of resources.
pub const BASE: &str = "/fhir";

/// The caller, and the address they use.
#[derive(Debug)]
pub struct Context {
    /// The caller.
    pub caller: Caller,
    /// The origin of the site: `https://clinic.example`.
    pub origin: String,
    /// The base URL of resources.
    pub base: String,
    /// The request headers.
    pub headers: HeaderMap,
}

/// The origin by which a program knows this site: `https://clinic.example`.
pub fn origin(parts: &Parts, state: &AppState) -> String {
    let named = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.or(parts.uri.authority().map(|authority| authority.as_str())).unwrap_or("localhost");
    let scheme = if state.tls { "https" } else { "http" };
    state.own.address().map_or_else(|| format!("{scheme}://{host}"), str::to_owned)
}

impl FromRequestParts<AppState> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let origin = origin(parts, state);
        let base = format!("{origin}{BASE}");
        Ok(Self { caller, origin, base, headers: parts.headers.clone() })
    }
}

impl Context {
    /// The use cases.
    pub fn services(&self) -> &Services {
        &self.caller.services
    }

    /// The actor.
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        self.services().clock.now()
    }

    /// The caller as a patient; an app stands for the patient who let it in.
    ///
    /// # Errors
    /// That no one is signed in.
    pub fn own(&self) -> Result<PatientId, Problem> {
        let whose = match self.actor() {
            Actor::App { patient, .. } => Some(*patient),
            actor => actor.id().map(|id| PatientId(id.0)),
        };
        whose.ok_or_else(|| Problem::no_token(false))
    }
}
