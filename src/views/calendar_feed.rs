//! The secret address of one's own calendar.

use serde::{Deserialize, Serialize};

/// What the page says of the reader's secret address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeedView {
    /// Since when there is one, in words; empty where there is none.
    pub since: String,
    /// The address, right after it was made and only then.
    pub address: Option<String>,
}
