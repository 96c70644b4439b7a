//! How long a session lasts, and the key it is stored under.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tower_sessions::session::Id;

use crate::service::password::digest;

/// The key under which a new session names who is signing in, until it is stored.
pub(super) const OPENING: &str = "opening";

/// How long a visitor's input is kept.
pub(super) const VISITOR: SignedDuration = SignedDuration::from_mins(15);

/// A sign-in that opens a session.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Opening {
    pub account: i64,
    pub credential_epoch: i64,
    pub is_staff: bool,
    pub remembered: bool,
    pub user_agent: String,
}

/// How long a session lasts unused, and its absolute limit. People who read other people's records are signed out sooner.
pub(super) fn limits(is_staff: bool, remembered: bool) -> (SignedDuration, SignedDuration) {
    match (is_staff, remembered) {
        (true, _) => (SignedDuration::from_mins(30), SignedDuration::from_hours(12)),
        (false, false) => (SignedDuration::from_hours(12), SignedDuration::from_hours(24)),
        (false, true) => (SignedDuration::from_hours(24 * 30), SignedDuration::from_hours(24 * 90)),
    }
}

/// When a session ends that was created and last seen at these instants.
pub(super) fn ends_at(made: Timestamp, seen: Timestamp, is_staff: bool, remembered: bool) -> Timestamp {
    let (idle, longest) = limits(is_staff, remembered);
    (seen + idle).min(made + longest)
}

/// A session's values, by name.
pub(super) type Data = std::collections::HashMap<String, serde_json::Value>;

/// The hash by which a session is found: a token read from the database opens nothing.
pub(super) fn token_hash(id: Id) -> String {
    digest(&id.to_string())
}
