//! A person's copy of all data held about them.

use serde::{Deserialize, Serialize};

/// A person whose data an administrator can have copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportForView {
    /// The account's key.
    pub id: i64,
    /// The person's full name.
    pub name: String,
    /// Whether they can sign in, and so download it.
    pub may_ask: bool,
    /// The state of the copy.
    pub export: DataExportView,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataExportView {
    /// None was requested, or the last one has expired.
    Nothing,
    /// It is being made: how many files are packed, out of how many; 0 before that is known.
    UnderWay(i64, i64),
    /// It can be downloaded: its size and expiry, in words.
    Ready {
        /// Its size.
        size: String,
        /// When it ends.
        until: String,
    },
    /// It could not be made.
    Failed,
}
