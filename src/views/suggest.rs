//! Suggestions while the user types into the search box.

use serde::{Deserialize, Serialize};

/// The kind of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SuggestionKind {
    /// A profession.
    Profession,
    /// An area of expertise.
    Expertise,
    /// A suburb.
    Suburb,
    /// A practitioner, with their key.
    Practitioner(i64),
    /// A centre, with its key.
    Centre(i64),
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionView {
    /// Its kind.
    pub kind: SuggestionKind,
    /// The text that is suggested.
    pub text: String,
    /// A detail: `Profession`, `Physiotherapist`, `Randwick`.
    pub detail: String,
}
