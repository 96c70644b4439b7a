//! Sessions: tower-sessions' values over our own table. A session is created at sign-in with a new token, and ends after idling, at
//! its absolute limit, or with the credentials that opened it. Changes to its values are saved immediately, and sealed, because
//! some are secrets that are shown once; a session that has ended is never written again.

mod cookie;
mod store;
mod term;

use std::sync::Arc;

pub use self::cookie::{Cookies, device, sign_in_name};

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use leptos::prelude::use_context;
use serde::{Serialize, de::DeserializeOwned};
use tower_sessions::{
    Session,
    session::{self as library, Id},
    session_store,
};

use self::{
    store::Store,
    term::{Data, OPENING, Opening, ends_at, limits, token_hash},
};
use super::{AppState, origin};
use crate::{
    domain::{account::Actor, ids::AccountId, policy::is_staff},
    error::AppError,
    service::{
        Outcome, Services, hold,
        push::{self, Browser},
        session as stored,
        sign_in::SignedIn,
    },
};

/// The session key that names the slot held for a visitor: their account takes it over when they sign in.
pub const HELD: &str = "held_time";

/// The session key that marks a new session, until a page has greeted its user.
pub const WELCOME: &str = "welcome";

/// "Last seen" is written at most this often.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(5);

/// A signed-in user, according to their session.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The account.
    pub account: AccountId,
    /// SHA-256 of the session's token, in hex.
    pub token_hash: String,
    is_staff: bool,
    remembered: bool,
}

impl Standing {
    /// How long the session lasts unused.
    #[must_use]
    pub fn idle(&self) -> SignedDuration {
        limits(self.is_staff, self.remembered).0
    }
}

/// Finds the session that a request belongs to, and sets or removes the cookie if the request created or ended one.
pub async fn attach(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let cookies = Cookies::new(state.secure_cookies);
    let sent: Option<Id> = cookies.session(request.headers()).and_then(|token| token.parse().ok());
    let found = match sent {
        Some(id) => match find(&state.services, id, counts_as_use(&request)).await {
            Ok(found) => found.map(|(data, standing)| (id, data, standing)),
            Err(e) => {
                tracing::error!(error = %e, "a session could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        },
        None => None,
    };
    let (known, data, standing) = match found {
        Some((id, data, standing)) => (Some(id), Some(data), standing),
        None => (None, None, None),
    };
    let store = Store::new(state.services.clone(), data);
    let session = Session::new(known, store.clone(), None);
    request.extensions_mut().insert(session.clone());
    request.extensions_mut().insert(cookies);
    if let Some(standing) = standing {
        request.extensions_mut().insert(standing);
    }
    let mut response = next.run(request).await;
    match session.id() {
        Some(id) if known != Some(id) => cookies.set_session(response.headers_mut(), &id.to_string(), store.longest()),
        None if known.is_some() => cookies.end_session(response.headers_mut()),
        _ => {}
    }
    response
}

/// Whether a request is made by someone using the page, and not one of those that pages make repeatedly by themselves.
fn counts_as_use(request: &Request) -> bool {
    let path = request.uri().path();
    let asked_by_page = path.starts_with("/live/") || path.starts_with("/api/") && *request.method() == Method::GET;
    !asked_by_page
}

/// The values of a session that has not ended, and its user; records that it is being used.
async fn find(services: &Services, id: Id, is_used: bool) -> Outcome<Option<(Data, Option<Standing>)>> {
    let token_hash = token_hash(id);
    let now = services.clock.now();
    let Some(found) = stored::find(services, &token_hash).await? else {
        return Ok(None);
    };
    let data = store::unseal(services, &found.data, &token_hash);
    let Some(account) = found.account_id else {
        return Ok(Some((data, None)));
    };
    let stored::Standing { is_staff, remembered, created_at, last_seen_at, .. } = found;
    // By current roles, which may differ from those at sign-in.
    if now >= ends_at(created_at, last_seen_at, is_staff, remembered) {
        return Ok(None);
    }
    if is_used && now > last_seen_at + SEEN_STEP {
        let ends = ends_at(created_at, now, is_staff, remembered);
        if let Err(e) = stored::touch(services, token_hash.clone(), now, ends).await {
            // The session merely looks idle for longer than it was.
            tracing::warn!(error = %e, "that a session was used could not be noted");
        }
    }
    let standing = Standing { account: AccountId(account), token_hash, is_staff, remembered };
    Ok(Some((data, Some(standing))))
}

/// The session of the current server function's request.
///
/// # Errors
/// A fault, outside a request.
pub fn current() -> Result<Session, AppError> {
    let parts = use_context::<Parts>().ok_or(AppError::Internal)?;
    parts.extensions.get::<Session>().cloned().ok_or(AppError::Internal)
}

/// Signs this browser in under a new token, so that one planted before is worthless. Staff are never remembered.
///
/// # Errors
/// A storage failure.
pub async fn open(signed_in: &SignedIn, remember: bool) -> Result<(), AppError> {
    let agent = use_context::<Parts>().and_then(|parts| {
        let agent = parts.headers.get(header::USER_AGENT)?.to_str().ok()?;
        Some(agent.chars().take(200).collect::<String>())
    });
    let is_staff = is_staff(&signed_in.roles);
    let session = current()?;
    let held: Option<String> = session.get(HELD).await.ok().flatten();
    session.clear().await;
    session.insert(WELCOME, true).await.map_err(failed)?;
    let opened = start(
        &session,
        Opening {
            account: signed_in.id.0,
            credential_epoch: signed_in.credential_epoch,
            is_staff,
            remembered: remember && !is_staff,
            user_agent: agent.unwrap_or_default(),
        },
    )
    .await?;
    let device = device::hash(&device::token());
    let browser = Browser { session_hash: &opened, device_hash: &device, user_agent: "" };
    let services = services()?;
    push::arrive(&services, signed_in.id, browser).await?;
    if let Some(visitor) = held {
        let actor = Actor::Account { id: signed_in.id, roles: signed_in.roles.clone() };
        if let Err(e) = hold::take_over(&services, &actor, &visitor).await {
            // The user is signed in all the same, and the hold expires by itself.
            tracing::warn!(error = %e, "a visitor's time could not be taken over");
        }
    }
    Ok(())
}

/// The use cases of the current server function's request.
fn services() -> Result<Arc<Services>, AppError> {
    use_context().ok_or(AppError::Internal)
}

/// Gives this browser's session a new token, for credentials of a new epoch.
///
/// # Errors
/// A storage failure; that no one is signed in.
pub async fn renew(credential_epoch: i64) -> Result<(), AppError> {
    let parts = use_context::<Parts>().ok_or(AppError::Internal)?;
    let standing = parts.extensions.get::<Standing>().ok_or(AppError::NotSignedIn)?;
    let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let renewed = start(
        &current()?,
        Opening {
            account: standing.account.0,
            credential_epoch,
            is_staff: standing.is_staff,
            remembered: standing.remembered,
            user_agent: agent.chars().take(200).collect(),
        },
    )
    .await?;
    let services = services()?;
    push::follow_session(&services, &standing.token_hash, &renewed).await?;
    Ok(())
}

/// Starts a session. Returns the hash of its token.
async fn start(session: &Session, opening: Opening) -> Result<String, AppError> {
    if session.id().is_some() {
        session.cycle_id().await.map_err(failed)?;
    }
    session.insert(OPENING, opening).await.map_err(failed)?;
    session.save().await.map_err(failed)?;
    session.id().map(token_hash).ok_or(AppError::Internal)
}

/// Signs this browser out, which also ends its push messages.
///
/// # Errors
/// A storage failure.
pub async fn close() -> Result<(), AppError> {
    let session = current()?;
    if let Some(id) = session.id() {
        let services = services()?;
        push::end_session(&services, &token_hash(id)).await?;
    }
    session.flush().await.map_err(failed)
}

/// Keeps a value for the next page that this browser opens.
///
/// # Errors
/// A storage failure; that the session has ended in the meantime.
pub async fn show_once(key: &str, value: &impl Serialize) -> Result<(), AppError> {
    keep(&current()?, key, value).await
}

/// Keeps a value until it is removed, or the session ends.
///
/// # Errors
/// A storage failure; that the session has ended in the meantime.
pub async fn keep(session: &Session, key: &str, value: &impl Serialize) -> Result<(), AppError> {
    session.insert(key, value).await.map_err(failed)?;
    session.save().await.map_err(failed)
}

/// The kept value, if there is one.
pub async fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    current().ok()?.get(key).await.ok().flatten()
}

/// Takes such a value out, if there is one.
pub async fn take_once<T: DeserializeOwned>(key: &str) -> Option<T> {
    // A link on another site opens the page, but must not use up what is shown only once.
    if origin::is_anothers() {
        return None;
    }
    let session = current().ok()?;
    session.get_value(key).await.ok()??;
    let value = session.remove(key).await.ok().flatten();
    if let Err(e) = session.save().await {
        tracing::warn!(error = %e, "what was shown once is still kept");
    }
    value
}

fn failed(error: library::Error) -> AppError {
    let ended = matches!(&error, library::Error::Store(session_store::Error::Backend(why)) if why == store::ENDED);
    if ended {
        return AppError::NotSignedIn;
    }
    tracing::error!(error = %error, "the session could not be used");
    match error {
        library::Error::Store(session_store::Error::Backend(_)) => AppError::Unavailable,
        _ => AppError::Internal,
    }
}

/// Deletes the sessions that have ended.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    stored::forget(services, services.clock.now()).await
}
