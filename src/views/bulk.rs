//! One thing done to several users: what would happen, and what did.

use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What is to be done, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkQuery {
    /// `activate`, `deactivate` or `assign`.
    pub deed: String,
    /// The keys of the chosen users.
    pub accounts: Vec<String>,
    /// `1` if everyone is chosen who matches what follows.
    pub every: String,
    /// How words of their name, email address or phone number begin.
    pub q: String,
    /// Their role.
    pub role: String,
    /// Their status.
    pub status: String,
}

/// What would happen, or what did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkView {
    /// `activate`, `deactivate` or `assign`.
    pub deed: String,
    /// The chosen users. Of many to whom something was done, only those to whom it wasn't.
    pub users: Vec<ChosenView>,
    /// Whether it has been done.
    pub is_done: bool,
    /// How many match, in words, where not all of them could be chosen at once.
    pub too_many: Option<String>,
    /// To how many it was done.
    pub changed: usize,
}

/// A chosen user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Why nothing happens to them; empty if it does.
    pub why_not: String,
    /// Why it was refused, if it was.
    pub error: Option<AppError>,
}
