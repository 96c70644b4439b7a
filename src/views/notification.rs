//! What people want to hear of by email.

use serde::{Deserialize, Serialize};

use crate::domain::notice::Topic;

/// What the reader gets by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// Their address.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// What they can choose, each with whether they get it.
    pub topics: Vec<(Topic, bool)>,
}
