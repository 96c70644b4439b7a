//! Saved views of lists.

use serde::{Deserialize, Serialize};

/// The views of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListViewsView {
    /// By name: the reader's own, and those that others share.
    pub views: Vec<ListViewView>,
    /// Whether the reader may share theirs.
    pub may_share: bool,
}

/// A view of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListViewView {
    /// The key that forms send back.
    pub id: i64,
    /// What its owner called it.
    pub name: String,
    /// The list's query, as in an address.
    pub query: String,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether it is shared with everyone who may open the list.
    pub shared: bool,
    /// Whether the list opens with it.
    pub is_default: bool,
    /// The filters that no longer exist: `its centre`.
    pub gone: Vec<String>,
}
