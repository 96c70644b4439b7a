//! Sessions: tower-sessions over our own table. A session holds who is signed in and since when; it is made at sign-in
//! with a new token, and ends after idling or at its absolute limit, whichever comes first.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::{header, request::Parts};
use jiff::SignedDuration;
use leptos::prelude::use_context;
use serde::{Serialize, de::DeserializeOwned};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::{SameSite, time::Duration},
    session::{Id, Record},
    session_store::{Error, Result as StoreResult},
};

use super::origin;
use crate::{
    domain::ids::AccountId,
    error::AppError,
    service::{Failure, Outcome, Services, password::digest},
    storage::session::{self as storage, StoredSession},
};

const ACCOUNT: &str = "account";
const SINCE: &str = "since";
const SEEN: &str = "seen";
const REMEMBER: &str = "remember";
const AGENT: &str = "agent";

/// How long an unused session lasts, and how long any lasts: remembered, and not.
const IDLE: [SignedDuration; 2] = [SignedDuration::from_hours(24 * 30), SignedDuration::from_hours(12)];
const LONGEST: [SignedDuration; 2] = [SignedDuration::from_hours(24 * 90), SignedDuration::from_hours(24)];
/// "Last seen" is written at most this often.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(5);

/// The layer that reads and sets the cookie.
#[must_use]
pub fn layer(services: &Arc<Services>, tls: bool) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store(services.clone()))
        .with_name("consulta_session")
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(tls)
        .with_expiry(Expiry::OnSessionEnd)
}

/// The session of the request that a server function runs for.
///
/// # Errors
/// A fault, outside a request.
pub fn current() -> Result<Session, AppError> {
    let parts = use_context::<Parts>().ok_or(AppError::Internal)?;
    parts.extensions.get::<Session>().cloned().ok_or(AppError::Internal)
}

/// Signs this browser in, under a new token: one planted before is worth nothing.
///
/// # Errors
/// The storage's failure.
pub async fn open(services: &Services, account: AccountId, remember: bool) -> Result<(), AppError> {
    let session = current()?;
    let agent = use_context::<Parts>().and_then(|parts| {
        let agent = parts.headers.get(header::USER_AGENT)?.to_str().ok()?;
        Some(agent.chars().take(200).collect::<String>())
    });
    let now = services.clock.now().as_second();
    session.clear().await;
    session.cycle_id().await.map_err(internal)?;
    session.insert(ACCOUNT, account.0).await.map_err(internal)?;
    session.insert(SINCE, now).await.map_err(internal)?;
    session.insert(SEEN, now).await.map_err(internal)?;
    session.insert(REMEMBER, remember).await.map_err(internal)?;
    session.insert(AGENT, agent.unwrap_or_default()).await.map_err(internal)?;
    set_expiry(&session).await;
    Ok(())
}

/// Signs this browser out.
///
/// # Errors
/// The storage's failure.
pub async fn close() -> Result<(), AppError> {
    current()?.flush().await.map_err(internal)
}

/// Gives this browser's session a new token.
///
/// # Errors
/// The storage's failure.
pub async fn renew() -> Result<(), AppError> {
    let session = current()?;
    session.cycle_id().await.map_err(internal)?;
    set_expiry(&session).await;
    Ok(())
}

/// Keeps a value for the next page that this browser opens.
///
/// # Errors
/// The storage's failure.
pub async fn show_once(key: &str, value: &impl Serialize) -> Result<(), AppError> {
    // Saved at once, because the layer saves nothing with an answer that is an error.
    keep(&current()?, key, value).await
}

/// Keeps a value until it is forgotten, or the session ends.
///
/// # Errors
/// The storage's failure.
pub async fn keep(session: &Session, key: &str, value: &impl Serialize) -> Result<(), AppError> {
    session.insert(key, value).await.map_err(internal)?;
    set_expiry(session).await;
    session.save().await.map_err(internal)
}

/// What is kept, where there is something.
pub async fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    current().ok()?.get(key).await.ok().flatten()
}

/// Takes such a value out, where there is one.
pub async fn take_once<T: DeserializeOwned>(key: &str) -> Option<T> {
    // A link on another site opens the page, but what is shown once is not for whoever made that link to use up.
    if origin::is_anothers() {
        return None;
    }
    let session = current().ok()?;
    // Looked for first: taking out counts as a change, to be written, even where there is nothing.
    session.get_value(key).await.ok()??;
    set_expiry(&session).await;
    session.remove(key).await.ok().flatten()
}

/// Who a request's session says is signed in, with the hash of its token. A session that idled too long, or has lasted
/// too long, ends here.
pub(super) async fn signed_in(services: &Services, session: &Session) -> Option<(AccountId, String)> {
    let account: i64 = session.get(ACCOUNT).await.ok().flatten()?;
    let since: i64 = session.get(SINCE).await.ok().flatten()?;
    let seen: i64 = session.get(SEEN).await.ok().flatten()?;
    let remember: bool = session.get(REMEMBER).await.ok().flatten().unwrap_or_default();
    let now = services.clock.now().as_second();
    let limit = |of: [SignedDuration; 2]| of[usize::from(!remember)].as_secs();
    if now - seen > limit(IDLE) || now - since > limit(LONGEST) {
        if let Err(e) = session.flush().await {
            tracing::error!(error = %e, "an ended session was not deleted");
        }
        return None;
    }
    if now - seen > SEEN_STEP.as_secs() {
        // Where this fails the session merely looks idle for longer than it was.
        session.insert(SEEN, now).await.ok();
        set_expiry(session).await;
    }
    session.id().map(|id| (AccountId(account), token_hash(id)))
}

/// Says how long a session that is about to be written lasts. The library takes it for a change that must be written, so it is
/// left alone on requests that change nothing.
async fn set_expiry(session: &Session) {
    let remember: bool = session.get(REMEMBER).await.ok().flatten().unwrap_or_default();
    let idle = Duration::seconds(IDLE[0].as_secs());
    session.set_expiry(Some(if remember { Expiry::OnInactivity(idle) } else { Expiry::OnSessionEnd }));
}

fn token_hash(id: Id) -> String {
    digest(&id.to_string())
}

fn internal(error: tower_sessions::session::Error) -> AppError {
    tracing::error!(error = %error, "the session could not be used");
    match error {
        tower_sessions::session::Error::Store(Error::Backend(_)) => AppError::Unavailable,
        _ => AppError::Internal,
    }
}

/// Sessions in our database, by our clock.
#[derive(Clone, Debug)]
pub struct Store(Arc<Services>);

impl Store {
    async fn put(&self, record: &Record) -> StoreResult<()> {
        let data = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let text = |key| record.data.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let session = StoredSession {
            token_hash: token_hash(record.id),
            account_id: record.data.get(ACCOUNT).and_then(serde_json::Value::as_i64).map(AccountId),
            user_agent: text(AGENT),
            data,
            seen_at: self.0.clock.now().as_second(),
            expires_at: record.expiry_date.unix_timestamp(),
        };
        let saved = self
            .0
            .db
            .write(session, |tx, session| Box::pin(async move { Ok::<_, Failure>(storage::save(tx, session).await?) }));
        saved.await.map_err(backend)
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        // 128 random bits do not meet twice.
        self.put(record).await
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.put(record).await
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let now = self.0.clock.now().as_second();
        let mut conn = self.0.db.read().await.map_err(backend)?;
        let found = storage::load(&mut conn, &token_hash(*id), now).await.map_err(backend)?;
        found
            .map(|(data, expires_at)| {
                let data = serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
                let expiry_date =
                    time::OffsetDateTime::from_unix_timestamp(expires_at).map_err(|e| Error::Decode(e.to_string()))?;
                Ok(Record { id: *id, data, expiry_date })
            })
            .transpose()
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        let done = self.0.db.write(token_hash(*id), |tx, token| {
            Box::pin(async move { Ok::<_, Failure>(storage::delete(tx, token).await?) })
        });
        done.await.map_err(backend)
    }
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

/// Forgets the sessions that have ended.
///
/// # Errors
/// The storage's failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let now = services.clock.now().as_second();
    services.db.write(now, |tx, now| Box::pin(async move { Ok(storage::delete_expired(tx, *now).await?) })).await
}
