//! The page that an email with a reminder leads to.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;

/// A visit that a reminder was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The appointment's key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// Where.
    pub centre: String,
    /// Whether its patient has said that they will come.
    pub comes: bool,
}
