//! Sorting and paging of a long list.

use serde::{Deserialize, Serialize};

/// The parameters in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    /// The sort column, after a minus if descending; empty for the default order.
    pub sort: String,
    /// Only rows after this one: its key, and possibly its sort key, sealed.
    pub after: String,
    /// Only rows before this one.
    pub before: String,
}

/// The links of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// The sort order, as in an address.
    pub sort: String,
    /// The row before which the previous page ends, if there is one, as in an address.
    pub previous: Option<String>,
    /// The row after which the next page begins, if there is one.
    pub next: Option<String>,
}
