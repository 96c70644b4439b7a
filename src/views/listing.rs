//! How a long list is sorted, and which part of it a page shows.

use serde::{Deserialize, Serialize};

/// What an address says of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    /// The column by which it is sorted, after a minus if the last comes first; empty for the usual order.
    pub sort: String,
    /// Only what follows this row: its key, and perhaps where it stood, sealed.
    pub after: String,
    /// Only what comes before this row.
    pub before: String,
}

/// What a page says of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// How the list is sorted, as in an address.
    pub sort: String,
    /// The row before which the previous page ends, if there is one, as an address has it.
    pub previous: Option<String>,
    /// The row after which the next page begins, if there is one.
    pub next: Option<String>,
}
