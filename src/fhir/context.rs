//! Who is asking, and the address they know this server by.

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

/// The path below which resources are.
pub const BASE: &str = "/fhir";

/// Who is asking, and at which address.
#[derive(Debug)]
pub struct Context {
    /// Who.
    pub caller: Caller,
    /// The address of the site: `https://clinic.example`.
    pub origin: String,
    /// The address below which resources are.
    pub base: String,
    /// What else was said.
    pub headers: HeaderMap,
}

/// The address by which a program knows this site: `https://clinic.example`.
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

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.services().clock.now()
    }

    /// The caller, as a patient; an app is there for the one who let it in.
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
