//! An administrator's page about professions and areas of expertise.

use serde::{Deserialize, Serialize};

use crate::domain::term::{TermForm, TermKind};

/// Every term, and the form that renames one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsView {
    /// Professions, by name.
    pub professions: Vec<TermView>,
    /// Areas of expertise, by name.
    pub expertise: Vec<TermView>,
    /// The form's values; as typed if it was refused.
    pub form: TermForm,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermView {
    /// The kind of term.
    pub kind: TermKind,
    /// The name.
    pub name: String,
    /// Its former names.
    pub former: Vec<String>,
    /// How many practitioners have it.
    pub practitioners: usize,
    /// Whether it cannot be renamed.
    pub fixed: bool,
}
