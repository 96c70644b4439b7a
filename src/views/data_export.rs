//! A patient's copy of everything that is held about them.

use serde::{Deserialize, Serialize};

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
