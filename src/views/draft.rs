//! Drafts of a consultation's forms.

use serde::{Deserialize, Serialize};

use crate::domain::draft::Draft;

/// A form to go on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// As it was last typed, if it was.
    pub draft: Option<Draft>,
    /// When that was kept: `10:42`.
    pub saved: Option<String>,
    /// What speaks against the prescription that it is, in its reader's words.
    pub warnings: Vec<String>,
    /// The same as it is noted when it's signed anyway: a line for each.
    pub warned: String,
}
