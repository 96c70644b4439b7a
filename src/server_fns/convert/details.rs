//! From someone's own account to what `server_fns::details` returns, and back.

use crate::{
    domain::{account::IdentifierKind, details_form::DetailsForm, sign_in_name::NamesForm},
    service::account::Account,
    views::details::DetailsView,
};

/// Someone's own details, or what they typed and was refused.
pub fn view(
    (account, names): (Account, Vec<(IdentifierKind, String)>),
    typed: Option<DetailsForm>,
    sign_in_with: Vec<IdentifierKind>,
) -> DetailsView {
    let stored = DetailsForm {
        name: account.full_name,
        parts: account.parts,
        email: account.email,
        phone: account.phone,
        names: names_form(&names),
    };
    DetailsView { form: typed.unwrap_or(stored), sign_in_with }
}

/// The form in which these names stand. Numbers are shown in capitals.
pub fn names_form(names: &[(IdentifierKind, String)]) -> NamesForm {
    NamesForm {
        username: one(names, IdentifierKind::Username),
        national_id: one(names, IdentifierKind::NationalId).to_uppercase(),
    }
}

/// The name of a kind; empty if there is none.
pub fn one(names: &[(IdentifierKind, String)], kind: IdentifierKind) -> String {
    names.iter().find(|(of, _)| *of == kind).map(|(_, name)| name.clone()).unwrap_or_default()
}
