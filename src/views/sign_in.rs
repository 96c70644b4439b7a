//! Registering, signing in and out, and setting a new password with a code.

use serde::{Deserialize, Serialize};

use crate::domain::{
    account::IdentifierKind,
    patient::{RegistrationForm, Required},
    settings::Activation,
};

/// What the registration page needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Whether visitors may make an account.
    pub open: bool,
    /// What they will sign in with.
    pub sign_in_with: Vec<IdentifierKind>,
    /// Whether those may who were sent a link.
    pub by_invitation: bool,
    /// What may not be left out, besides name, email address and password.
    pub required: Required,
    /// What was typed before the form was refused, without passwords.
    pub typed: Option<RegistrationForm>,
}

/// What the sign-in page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    /// What people sign in with, besides the password.
    pub sign_in_with: Vec<IdentifierKind>,
    /// Whether visitors may make an account.
    pub registration_open: bool,
    /// How a new patient's account is activated.
    pub activation: Activation,
    /// Whether this site knows passkeys.
    pub passkeys: bool,
    /// The name of someone who has just registered, or was refused; otherwise empty.
    pub name: String,
}

/// How someone can take the second step of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// With a code.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}
