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
}
