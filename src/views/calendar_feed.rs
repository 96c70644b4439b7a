//! The secret address of the reader's own calendar.

use serde::{Deserialize, Serialize};

/// The data of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeedView {
    /// Since when there is one, in words; empty if there is none.
    pub since: String,
    /// The address, right after it was created and only then.
    pub address: Option<String>,
}
