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
    /// What would be deleted: kinds and numbers.
    pub goes: Vec<(String, i64)>,
    /// How many appointments would be kept, without a name.
    pub appointments: i64,
    /// Until when the record must be kept, in words.
    pub keep_until: String,
    /// Whether that is still in the future.
    pub is_kept: bool,
    /// Why it cannot be done now; empty if it can.
    pub hindrance: String,
    /// The request: who made it, when, and why.
    pub asked: Option<(String, String, String)>,
    /// Whether the reader made it.
    pub is_own: bool,
    /// Whether, and how, the reader repeats their second step.
    pub again: Again,
}
