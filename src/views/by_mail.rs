//! Pages for a link from an email, which work without signing in: setting a new password, and activating an account.

use serde::{Deserialize, Serialize};

/// The data of the page for a new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetView {
    /// Whether a link can be sent by email.
    pub by_mail: bool,
    /// Whether the link used is valid, if one was.
    pub link: Option<bool>,
    /// The address that was typed with a code, if that was refused.
    pub typed: String,
}

/// The data of the page for activating an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationView {
    /// Whether the link used is valid.
    pub works: bool,
    /// Whether anyone may register.
    pub registration_open: bool,
}
