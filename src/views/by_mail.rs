//! What one does with a link from an email, without being signed in: set a new password, or activate an account.

use serde::{Deserialize, Serialize};

/// What the page for a new password can offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetView {
    /// Whether a link can be sent.
    pub by_mail: bool,
    /// Whether the link that led here works, if one did.
    pub link: Option<bool>,
    /// The address that was typed with a code, where that was refused.
    pub typed: String,
}

/// What the page for activating an account can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationView {
    /// Whether the link that led here works.
    pub works: bool,
    /// Whether everyone may register.
    pub registration_open: bool,
}
