//! The names that people sign in with: what each kind is called, and the fields for those besides the email address.

use leptos::prelude::*;

use super::field::TextField;
use crate::{
    domain::{account::IdentifierKind, form::Field, sign_in_name::NamesForm},
    error::AppError,
    words::{listed, tr},
};

/// What a kind of name to sign in with is called, within a sentence.
#[must_use]
pub fn noun(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Email => tr!(NounEmail),
        IdentifierKind::Username => tr!(NounUsername),
        IdentifierKind::NationalId => tr!(NounNationalId),
        IdentifierKind::Medicare => tr!(NounMedicare),
        IdentifierKind::ProviderNumber => tr!(NounProviderNumber),
        IdentifierKind::LicenceNumber => tr!(NounLicenceNumber),
    }
}

/// Words in a row: `username, email or national ID`.
#[must_use]
pub fn one_of(mut words: Vec<&'static str>) -> String {
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only.to_owned(),
        (Some(last), false) => tr!(OneOf, first = listed(words), last = last),
    }
}

/// Their fields.
#[component]
pub fn SignInNames(
    /// What stands in them.
    names: NamesForm,
    /// The last answer to the form.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <TextField
            field=Field::Username
            name="form[names][username]"
            label=tr!(Username)
            hint=tr!(UsernameForm)
            optional=true
            class="input-20"
            value=names.username
            error
        />
        <TextField
            field=Field::NationalId
            name="form[names][national_id]"
            label=tr!(NationalId)
            optional=true
            class="input-20"
            value=names.national_id
            error
        />
    }
}
