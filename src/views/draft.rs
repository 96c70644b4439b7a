//! Drafts of a consultation's forms.

use serde::{Deserialize, Serialize};

use crate::domain::draft::Draft;

/// A form to continue with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// The draft, if there is one.
    pub draft: Option<Draft>,
    /// When that was saved: `10:42`.
    pub saved: Option<String>,
    /// The warnings about the prescription, in the reader's language.
    pub warnings: Vec<String>,
    /// The same as recorded if it is signed anyway: one per line.
    pub warned: String,
}
