//! How much of a record someone can read.

use serde::{Deserialize, Serialize};

/// How much of a record someone can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reach {
    /// The entries that they wrote.
    OwnEntries,
    /// Who the patient is (name, number, date of birth), what they say about their health (conditions, allergies, medications), and
    /// current prescriptions.
    Summary,
    /// Everything that the patient has not hidden.
    Shared,
    /// Everything.
    Everything,
}

impl Reach {
    /// Whether someone who can read this much may add files to the record.
    #[must_use]
    pub fn takes_files(self) -> bool {
        self >= Self::Shared
    }
}
