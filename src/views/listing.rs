//! How a long list is sorted, and which part of it a page shows.

use serde::{Deserialize, Serialize};

/// What an address says of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    /// The column by which it is sorted, after a minus if the last comes first; empty for the usual order.
    pub sort: String,
    /// Only what follows the row with this key.
    pub after: String,
    /// Only what comes before the row with this key.
    pub before: String,
}

/// What a page says of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// How the list is sorted, as in an address.
    pub sort: String,
    /// The key of the row before which the previous page ends, if there is one.
    pub previous: Option<i64>,
    /// The key of the row after which the next page begins, if there is one.
    pub next: Option<i64>,
}
