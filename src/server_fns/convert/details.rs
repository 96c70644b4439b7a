//! From someone's own account to what `server_fns::details` returns, and back.

use crate::{
    domain::{account::IdentifierKind, details_form::DetailsForm, sign_in_name::NamesForm},
    service::{details::Own, email_change::Waiting},
    views::details::{DetailsView, NewEmailView},
};

/// Someone's own details, or what they typed and was refused.
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

/// An address that waits to be confirmed.
pub fn new_email(Waiting { email, by_mail }: Waiting) -> NewEmailView {
    NewEmailView { email, by_mail }
}
