//! One's own account: what its owner is called, how they are reached and what they sign in with.

use serde::{Deserialize, Serialize};

use crate::domain::{account::IdentifierKind, details_form::DetailsForm};

/// The reader's own details.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsView {
    /// What stands in the form; as it was typed where it was refused.
    pub form: DetailsForm,
    /// What people sign in with here.
    pub sign_in_with: Vec<IdentifierKind>,
    /// The address that they are to have, once it is confirmed.
    pub new_email: Option<NewEmailView>,
}

/// An email address that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEmailView {
    /// It.
    pub email: String,
    /// Whether a link was sent there; otherwise it takes a code from an administrator.
    pub by_mail: bool,
}
