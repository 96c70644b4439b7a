//! Converts between a user's own account and the views of `server_fns::details`.

use crate::{
    domain::{account::IdentifierKind, details_form::DetailsForm, sign_in_name::NamesForm},
    service::{details::Own, email_change::Waiting},
    views::details::{DetailsView, NewEmailView},
};

/// The user's own details, or their refused input.
pub fn view(own: Own, typed: Option<DetailsForm>, sign_in_with: Vec<IdentifierKind>) -> DetailsView {
    let Own { account, names, waiting } = own;
    let stored = DetailsForm {
        name: account.full_name,
        parts: account.parts,
        email: account.email,
        phone: account.phone,
        names: NamesForm::of(&names),
    };
    DetailsView { form: typed.unwrap_or(stored), sign_in_with, new_email: waiting.map(new_email) }
}

/// An address awaiting confirmation.
pub fn new_email(Waiting { email, by_mail }: Waiting) -> NewEmailView {
    NewEmailView { email, by_mail }
}
