//! Suggestions while one types into the search box.

use serde::{Deserialize, Serialize};

/// What a suggestion stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SuggestionKind {
    /// A profession.
    Profession,
    /// A field of expertise.
    Expertise,
    /// A suburb.
    Suburb,
    /// A practitioner, with their key.
    Practitioner(i64),
    /// A centre, with its key.
    Centre(i64),
}

/// What could be meant by what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionView {
    /// What it stands for.
    pub kind: SuggestionKind,
    /// Its name.
    pub text: String,
    /// What it is: `Profession`, `Physiotherapist`, `Randwick`.
    pub detail: String,
}
