//! A change that can be taken back.

use serde::{Deserialize, Serialize};

/// What a change found, and what it left. It is taken back only while nothing else has been changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap<T> {
    /// As it stood before.
    pub before: T,
    /// As it stood after.
    pub after: T,
}
