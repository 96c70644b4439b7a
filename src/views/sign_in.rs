//! Registering, signing in and out, and setting a new password with a code.

use serde::{Deserialize, Serialize};

use crate::domain::{
    account::IdentifierKind,
    patient::{RegistrationForm, Required},
    settings::Activation,
};

/// The data of the registration page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Whether visitors may register.
    pub open: bool,
    /// The kinds of names they will sign in with.
    pub sign_in_with: Vec<IdentifierKind>,
    /// Whether people with an invitation link may register.
    pub by_invitation: bool,
    /// The required fields, besides name, email address and password.
    pub required: Required,
    /// What was typed before the form was refused, without passwords.
    pub typed: Option<RegistrationForm>,
}

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    /// The kinds of names that people sign in with, besides the password.
    pub sign_in_with: Vec<IdentifierKind>,
    /// Whether visitors may register.
    pub registration_open: bool,
    /// How a new patient's account is activated.
    pub activation: Activation,
    /// Whether this site supports passkeys.
    pub passkeys: bool,
    /// The name of someone who has just registered, or was refused; otherwise empty.
    pub name: String,
}

/// The possible second steps of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// With a code.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}
