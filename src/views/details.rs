//! The reader's own account: name, contact details and sign-in names.

use serde::{Deserialize, Serialize};

use crate::domain::{account::IdentifierKind, details_form::DetailsForm};

/// The reader's own details.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsView {
    /// The form's values; as typed if it was refused.
    pub form: DetailsForm,
    /// The kinds of names that people sign in with here.
    pub sign_in_with: Vec<IdentifierKind>,
    /// The new address, until it is confirmed.
    pub new_email: Option<NewEmailView>,
}

/// An email address waiting for confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEmailView {
    /// It.
    pub email: String,
    /// Whether a link was sent there; otherwise an administrator's code is required.
    pub by_mail: bool,
}
