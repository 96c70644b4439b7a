//! An administrator's page about professions and areas of expertise.

use serde::{Deserialize, Serialize};

use crate::domain::term::{TermForm, TermKind};

/// Every name, and the form that renames one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsView {
    /// Professions, by name.
    pub professions: Vec<TermView>,
    /// Areas of expertise, by name.
    pub expertise: Vec<TermView>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: TermForm,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermView {
    /// What it is of.
    pub kind: TermKind,
    /// The name.
    pub name: String,
    /// What it was called before.
    pub former: Vec<String>,
    /// How many practitioners have it.
    pub practitioners: usize,
    /// Whether it has to stay.
    pub fixed: bool,
}
