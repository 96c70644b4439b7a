//! Erasing a patient for good.

use serde::{Deserialize, Serialize};

use crate::domain::account::Again;

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureView {
    /// The key of the account.
    pub id: i64,
    /// The patient's name.
    pub name: String,
    /// What would be deleted: how many of what.
    pub goes: Vec<(String, i64)>,
    /// How many appointments would stay, without a name.
    pub appointments: i64,
    /// Until when the record must be kept, in words.
    pub keep_until: String,
    /// Whether that is still to come.
    pub is_kept: bool,
    /// Why it can't be done now; empty if it can.
    pub hindrance: String,
    /// Who asked for it, when, and why.
    pub asked: Option<(String, String, String)>,
    /// Whether the reader asked.
    pub is_own: bool,
    /// Whether the reader says the code of a second step.
    pub again: Again,
}
