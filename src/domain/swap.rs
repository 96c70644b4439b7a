//! A change that can be undone.

use serde::{Deserialize, Serialize};

/// The values before and after a change. It can be undone only while nothing else has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap<T> {
    /// The value before.
    pub before: T,
    /// The value after.
    pub after: T,
}
