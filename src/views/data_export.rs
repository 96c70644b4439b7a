//! A person's copy of everything that is held about them.

use serde::{Deserialize, Serialize};

/// Someone of whose data an administrator may have a copy made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportForView {
    /// The account's key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Whether they can sign in, and so download it.
    pub may_ask: bool,
    /// Where the copy stands.
    pub export: DataExportView,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataExportView {
    /// None was asked for, or the last one has ended.
    Nothing,
    /// It is being made: how many files are packed, and of how many; 0 before that is known.
    UnderWay(i64, i64),
    /// It can be downloaded: its size and until when, in words.
    Ready {
        /// Its size.
        size: String,
        /// Until when.
        until: String,
    },
    /// It could not be made.
    Failed,
}
