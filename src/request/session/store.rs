//! One request's session in our database, by our clock.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use jiff::SignedDuration;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::term::{Data, OPENING, Opening, VISITOR, ends_at, limits, token_hash};
use crate::{
    domain::ids::AccountId,
    service::{
        Services,
        session::{self, StoredSession},
    },
};

/// The error if a session that has ended in the meantime is to be saved.
pub(super) const ENDED: &str = "the session has ended";

#[derive(Debug)]
pub(super) struct Store {
    services: Arc<Services>,
    /// The session's content when the request arrived, until it is read.
    found: Mutex<Option<Data>>,
    /// How long the browser is to keep the cookie of a newly created session, in seconds; 0 for as long as it runs.
    longest: AtomicI64,
}

impl Store {
    pub fn new(services: Arc<Services>, found: Option<Data>) -> Arc<Self> {
        Arc::new(Self { services, found: Mutex::new(found), longest: AtomicI64::new(0) })
    }

    /// The stored form of a session's values: they include codes and links that wait to be shown once.
    fn seal(&self, record: &Record) -> Result<String> {
        if record.data.is_empty() {
            return Ok(String::new());
        }
        let plain = serde_json::to_vec(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let sealed = self.services.db.audit_key().seal(&plain, &token_hash(record.id));
        sealed.ok_or_else(|| Error::Encode("a session could not be sealed".to_owned()))
    }

    /// How long the browser is to keep the cookie of the newly created session; `None` for as long as it runs.
    pub fn longest(&self) -> Option<SignedDuration> {
        let seconds = self.longest.load(Ordering::Relaxed);
        (seconds > 0).then(|| SignedDuration::from_secs(seconds))
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let opening = record.data.remove(OPENING).map(serde_json::from_value::<Opening>).transpose();
        let opening = opening.map_err(|e| Error::Decode(e.to_string()))?;
        let now = self.services.clock.now();
        let expires_at = match &opening {
            Some(opening) => ends_at(now, now, opening.is_staff, opening.remembered),
            None => now + VISITOR,
        };
        let account_id = opening.as_ref().map(|opening| AccountId(opening.account));
        let opening = opening.unwrap_or_default();
        if opening.remembered {
            let (_, longest) = limits(opening.is_staff, true);
            self.longest.store(longest.as_secs(), Ordering::Relaxed);
        }
        let new = StoredSession {
            // 128 random bits do not collide.
            token_hash: token_hash(record.id),
            account_id,
            credential_epoch: opening.credential_epoch,
            remembered: opening.remembered,
            data: self.seal(record)?,
            user_agent: opening.user_agent,
            created_at: now.as_second(),
            expires_at: expires_at.as_second(),
        };
        session::create(&self.services, new).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let visitors_end = self.services.clock.now() + VISITOR;
        let data = self.seal(record)?;
        let saved = session::save(&self.services, token_hash(record.id), data, visitors_end).await;
        if saved.map_err(backend)? { Ok(()) } else { Err(backend(ENDED)) }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The table decides when it ends; the library's own expiry is never used.
        let expiry_date = time::OffsetDateTime::UNIX_EPOCH;
        Ok(found.map(|data| Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        session::delete(&self.services, token_hash(*id)).await.map_err(backend)
    }
}

/// The values of a stored session. Anything sealed with another key, or not at all, is dropped.
pub(super) fn unseal(services: &Services, sealed: &str, token_hash: &str) -> Data {
    let plain = services.db.audit_key().unseal(sealed, token_hash);
    plain.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default()
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
