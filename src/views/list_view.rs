//! Views of lists that people keep.

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
    /// Its key.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// What the list is asked for, as in an address.
    pub query: String,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether everyone who may open the list finds it.
    pub shared: bool,
    /// Whether the list opens with it.
    pub is_default: bool,
    /// What it asks for that is no longer there: `its centre`.
    pub gone: Vec<String>,
}
