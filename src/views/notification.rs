//! What people want to hear of by email.

use serde::{Deserialize, Serialize};

use crate::domain::{notice::Topic, quiet_hours::QuietForm};

/// What the reader gets by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// Their address.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// What they can choose, each with whether they get it.
    pub topics: Vec<(Topic, bool)>,
    /// When they get none; empty times if there are no such hours.
    pub quiet: QuietForm,
    /// Whether there are such hours.
    pub is_quiet: bool,
    /// Time zones that are likely theirs.
    pub zones: Vec<String>,
}
