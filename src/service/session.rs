//! Stored sessions. Anyone who knows a token has its session, so nothing here asks who that is.

use jiff::Timestamp;

use super::{Failure, Outcome, Services};
use crate::storage::session;

pub use crate::storage::session::{Standing, StoredSession};

/// Stores a new session.
///
/// # Errors
/// A storage failure.
pub async fn create(services: &Services, new: StoredSession) -> Outcome<()> {
    let created =
        services.db.write(new, |tx, new| Box::pin(async move { Ok::<_, Failure>(session::create(tx, new).await?) }));
    created.await
}

/// The session with this token's hash, if it has not ended.
///
/// # Errors
/// A storage failure.
pub async fn find(services: &Services, token_hash: &str) -> Outcome<Option<Standing>> {
    let now = services.clock.now().as_second();
    Ok(session::load(&mut services.db.read().await?, token_hash, now).await?)
}

/// Stores the values of a session, sealed; false if it has ended in the meantime. A visitor's session then lasts until
/// `visitors_end`.
///
/// # Errors
/// A storage failure.
pub async fn save(services: &Services, token_hash: String, data: String, visitors_end: Timestamp) -> Outcome<bool> {
    let saved = services.db.write((token_hash, data, visitors_end), |tx, (token, data, ends)| {
        Box::pin(async move { Ok::<_, Failure>(session::save(tx, token, data, ends.as_second()).await?) })
    });
    saved.await
}

/// Records that a session was used, and its new end.
///
/// # Errors
/// A storage failure.
pub async fn touch(services: &Services, token_hash: String, now: Timestamp, ends: Timestamp) -> Outcome<()> {
    let noted = services.db.write((token_hash, now, ends), |tx, (token, now, ends)| {
        Box::pin(async move { Ok::<_, Failure>(session::touch(tx, token, now.as_second(), ends.as_second()).await?) })
    });
    noted.await
}

/// Ends a session.
///
/// # Errors
/// A storage failure.
pub async fn delete(services: &Services, token_hash: String) -> Outcome<()> {
    let done = services
        .db
        .write(token_hash, |tx, token| Box::pin(async move { Ok::<_, Failure>(session::delete(tx, token).await?) }));
    done.await
}

/// Deletes the sessions that had ended by an instant.
///
/// # Errors
/// A storage failure.
pub async fn forget(services: &Services, before: Timestamp) -> Outcome<()> {
    let swept = services.db.write(before, |tx, before| {
        Box::pin(async move { Ok::<_, Failure>(session::delete_expired(tx, before.as_second()).await?) })
    });
    swept.await
}
